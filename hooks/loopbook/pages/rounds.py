"""Rounds: an index, and for each what the book knows beside the owner's page."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Question
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
    desk, book = writer.desk, writer.book
    yield writer.page(
        index_uri("rounds"),
        "Rounds",
        "rounds.md",
        meta={"search": {"exclude": True}},
        groups=[(title, [r for r in desk.rounds if r.category == name]) for name, title in CATEGORIES.items()],
        asked_by=desk.asked_by,
    )
    for r in desk.rounds:
        questions = [q for q in book.all(Question) if q.round == r.id]
        yield writer.page(
            page_uri("rounds", r.id),
            r.title,
            "round.md",
            source=str(book.origins[r.key]),
            meta={"description": r.summary} if r.summary else {},
            trail=(("Rounds", index_uri("rounds")),),
            round=r,
            asked_by=desk.asked_by.get(r.id, []),
            checklist=round_checklist(r),
            feeds=[(feed, len(run(desk, feed.model_copy(update={"limit": None})))) for feed in r.feeds],
            questions=len(questions),
            deck=deck_uri(r.id),
        )
