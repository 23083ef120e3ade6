"""Packs: `/companies/<company>/<round>/`, what to review for that round of that company."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Company
from ..paths import index_uri, pack_uri, page_uri
from ..study.desk import named_rounds
from ..study.packs import packs_of
from ..study.schedule import Scope, queue
from .board import beside, title_of
from .page import Beside, Page
from .writer import Writer

SHOWN = 12
"""How many items of a feed a pack shows; the rest is behind a link."""
WHY = {
    "asked": "Asked here",
    "focus": "On the focus of this round",
    "met": "Asked in such rounds elsewhere",
    "round": "On the round at large",
}
"""Reason of a pack's item → what stands above all those that it brought."""


def pages(writer: Writer) -> Iterator[Page]:
    """A page for each round of each company."""
    for company in writer.book.all(Company):
        rounds = [(name, title_of(writer.desk, r)) for name, r in named_rounds(company)]
        near = beside(company, [(title, pack_uri(company.id, name)) for name, title in rounds])
        for name, title in rounds:
            yield _pack(writer, company, name, title, near)


def _pack(writer: Writer, company: Company, name: str, title: str, near: Beside) -> Page:
    return writer.page(
        pack_uri(company.id, name),
        f"{company.name}: {title}",
        "pack.md",
        lambda: {
            "pack": packs_of(writer.desk)[company.id][name],
            "queue": queue(writer.desk, Scope(company.id, name)),
            "shown": SHOWN,
            "why": WHY,
            "index": index_uri,
        },
        source=str(writer.book.origins[company.key]),
        meta={"hide": ["toc"]},
        trail=(("Companies", index_uri("companies")), (company.name, page_uri("companies", company.id))),
        beside=near,
    )
