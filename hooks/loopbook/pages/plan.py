"""The plan: study blocks, days off, the interviews ahead."""

from __future__ import annotations

from collections.abc import Iterator

from ..paths import index_uri
from ..study.packs import open_rounds
from .board import title_of
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """One page; none in a public book that does not show the plan."""
    desk, book = writer.desk, writer.book
    if book.is_public and book.plan is None:
        return
    yield writer.page(
        index_uri("plan"),
        "Plan",
        "plan.md",
        source=f"{book.settings.data}/plan.yml",
        plan=desk.plan,
        interviews=[(company, name, title_of(desk, r), r) for company, name, r in open_rounds(desk)],
        minutes=sum(block.minutes * len(block.days) for block in desk.plan.blocks),
    )
