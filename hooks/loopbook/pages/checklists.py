"""Review checklists: one for each round, one for each company, with ticks that last."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Company
from ..paths import index_uri
from ..study.checklists import checklists_of, round_checklist
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """The index, then the lists."""
    desk, book = writer.desk, writer.book
    rounds = [(r, round_checklist(r)) for r in desk.rounds]
    companies = [(c, checklists_of(desk, c)) for c in book.all(Company)]
    companies = [(c, lists) for c, lists in companies if lists]
    yield writer.page(
        index_uri("checklists"),
        "Checklists",
        "checklists.md",
        meta={"search": {"exclude": True}},
        rounds=[(r, found) for r, found in rounds if found.groups],
        companies=[(c, sum(found.count for _, found in lists)) for c, lists in companies],
    )
    trail = (("Checklists", index_uri("checklists")),)
    for r, found in rounds:
        if found.groups:
            yield writer.page(
                f"checklists/{r.id}.md",
                f"{r.title}: checklist",
                "checklist.md",
                source=str(book.origins[r.key]),
                trail=trail,
                about=r,
                lists=[("", found)],
            )
    for company, lists in companies:
        yield writer.page(
            f"checklists/company-{company.id}.md",
            f"{company.name}: checklist",
            "checklist.md",
            source=str(book.origins[company.key]),
            trail=trail,
            about=company,
            lists=lists,
        )
