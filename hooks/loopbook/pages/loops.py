"""Loops by seniority and tier of company."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Loop
from ..paths import index_uri
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """One page: the templates side by side, then each with its reasons."""
    desk, book = writer.desk, writer.book
    loops = book.all(Loop)
    used = {r.round for loop in loops for r in loop.rounds}
    yield writer.page(
        index_uri("loops"),
        "Loops",
        "loops.md",
        lambda: {
            "loops": loops,
            "rounds": [r for r in desk.rounds if r.id in used],
            "counts": [{r.round: r.count for r in loop.rounds} for loop in loops],
            "tiers": book.entries["tiers"],
        },
        meta={"hide": ["toc"]},
        source=book.source("loops"),
    )
