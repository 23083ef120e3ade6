"""Packs: `/companies/<company>/<round>/`, what to review for that round of that company."""

from __future__ import annotations

from collections.abc import Iterator

from ..paths import index_uri, pack_uri, page_uri
from ..study.packs import Pack, packs
from ..study.schedule import Scope, queue
from .board import beside
from .page import Page
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
    found = packs(writer.desk)
    siblings: dict[str, list[Pack]] = {}
    for pack in found:
        siblings.setdefault(pack.company.id, []).append(pack)
    for pack in found:
        yield writer.page(
            pack_uri(pack.company.id, pack.name),
            f"{pack.company.name}: {pack.title}",
            "pack.md",
            source=str(writer.book.origins[pack.company.key]),
            meta={"hide": ["toc"]},
            trail=(
                ("Companies", index_uri("companies")),
                (pack.company.name, page_uri("companies", pack.company.id)),
            ),
            pack=pack,
            queue=queue(writer.desk, Scope(pack.company.id, pack.name)),
            beside=beside(pack.company, [(p.title, pack_uri(p.company.id, p.name)) for p in siblings[pack.company.id]]),
            shown=SHOWN,
            why=WHY,
            index=index_uri,
        )
