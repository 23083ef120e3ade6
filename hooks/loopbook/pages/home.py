"""The home page: today, for the owner; who and what, for the world."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Company
from ..study.packs import open_rounds
from ..study.query import select, sort
from .board import title_of
from .page import Page
from .writer import Writer

SHOWN = 8
STUDIED = ("problems", "questions", "papers", "stories")


def pages(writer: Writer) -> Iterator[Page]:
    """One page, which an owner's `docs/index.md` replaces."""
    desk, book = writer.desk, writer.book
    due = {name: sort(desk, [e for e in book.entries[name].values() if desk.is_due(e)]) for name in STUDIED}
    tree = book.taxonomy
    yield writer.page(
        "index.md",
        "Today" if not book.is_public else book.settings.owner or "Interview notes",
        "home-public.md" if book.is_public else "home.md",
        meta={"hide": ["toc", "navigation"], "search": {"exclude": True}},
        interviews=[(company, name, title_of(desk, r), r) for company, name, r in open_rounds(desk)][:SHOWN],
        due=due,
        shown=SHOWN,
        settings=book.settings,
        counts={name: len(select(desk, name, {})) for name in (*STUDIED, "topics", "rounds", "companies")},
        topics=[tree.topics[t] for t in tree.children.get(None, ())],
        topic_counts=desk.by_topic,
        topic_tally=desk.topic_tally,
        companies=book.all(Company),
        rounds=desk.rounds,
    )
