"""Progress: how much of each topic is known how well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..model import Grade
from ..paths import index_uri
from .page import Page
from .writer import Writer

STUDIED = ("problems", "papers", "questions", "stories")


def pages(writer: Writer) -> Iterator[Page]:
    """One page; none in a public book that shows no reviews."""
    desk, book = writer.desk, writer.book
    if book.is_public and not book.reviews:
        return
    tally = {name: Counter(desk.mastery(entry) for entry in book.entries[name].values()) for name in STUDIED}
    yield writer.page(
        index_uri("progress"),
        "Progress",
        "progress.md",
        tally=tally,
        grades=[*reversed(Grade), None],
        topics=[book.taxonomy.topics[t] for t in book.taxonomy.children.get(None, ())],
        topic_tally=desk.topic_tally,
        reviews=len(book.reviews),
    )
