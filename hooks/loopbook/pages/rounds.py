"""Rounds: an index, and for each what the book knows beside the owner's page."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Question, Round
from ..paths import deck_uri, index_uri, page_uri
from ..study.checklists import round_checklist
from ..study.query import run
from .page import Page
from .writer import Writer

CATEGORIES = {
    "screen": "First calls",
    "coding": "Coding",
    "ml": "Machine learning",
    "design": "Design",
    "people": "People and projects",
    "closing": "Closing",
}


def pages(writer: Writer) -> Iterator[Page]:
    """The index, then the rounds."""
    desk = writer.desk
    yield writer.page(
        index_uri("rounds"),
        "Rounds",
        "rounds.md",
        lambda: {
            "groups": [(title, [r for r in desk.rounds if r.category == name]) for name, title in CATEGORIES.items()],
            "asked_by": desk.asked_by,
        },
        meta={"search": {"exclude": True}},
    )
    for r in desk.rounds:
        yield _round(writer, r)


def _round(writer: Writer, r: Round) -> Page:
    desk, book = writer.desk, writer.book
    return writer.page(
        page_uri("rounds", r.id),
        r.title,
        "round.md",
        lambda: {
            "round": r,
            "asked_by": desk.asked_by.get(r.id, []),
            "checklist": round_checklist(r),
            "feeds": [(feed, len(run(desk, feed.model_copy(update={"limit": None})))) for feed in r.feeds],
            "questions": sum(q.round == r.id for q in book.all(Question)),
            "deck": deck_uri(r.id),
        },
        source=str(book.origins[r.key]),
        meta={"description": r.summary} if r.summary else {},
        trail=(("Rounds", index_uri("rounds")),),
    )
