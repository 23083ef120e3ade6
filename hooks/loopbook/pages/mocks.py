"""Mock interviews and what came of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Mock, Question
from ..paths import index_uri
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """One page, the latest first."""
    book = writer.book
    mocks = sorted(book.all(Mock), key=lambda m: m.date, reverse=True)
    if book.is_public and not mocks:
        return
    yield writer.page(
        index_uri("mocks"),
        "Mock interviews",
        "mocks.md",
        lambda: {
            "mocks": mocks,
            "asked": {m.id: [q for name in m.questions if (q := book.get(Question, name))] for m in mocks},
            "find": book.find,
        },
        source=book.source("mocks"),
    )
