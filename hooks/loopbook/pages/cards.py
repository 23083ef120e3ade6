"""Cards in notes: a page that lists them by the note that they are in. The cards themselves are read there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ..paths import index_uri
from ..study.cards import NoteCard
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """One page, if there are any cards."""
    by_note: dict[str, list[NoteCard]] = defaultdict(list)
    for card in writer.desk.cards.values():
        by_note[card.uri].append(card)
    if not by_note:
        return
    notes = writer.book.notes
    groups = sorted(((notes[uri].title, uri, cards) for uri, cards in by_note.items()), key=lambda g: (g[0], g[1]))
    yield writer.page(
        index_uri("cards"),
        "Cards in notes",
        "cards.md",
        lambda: {
            "groups": groups,
            "count": len(writer.desk.cards),
            "tally": Counter(writer.desk.mastery(card) for card in writer.desk.cards.values()),
        },
        meta={"search": {"exclude": True}, "hide": ["toc"]},
        trail=(("Questions", index_uri("questions")),),
    )
