"""Companies: the table, the board of stages, and a page for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ..model import Company, Entry, Loop, Problem, Question, Story
from ..paths import index_uri, pack_uri, page_uri
from ..study.checklists import checklists_of
from ..study.desk import Desk, named_rounds, once
from ..study.packs import asked_by
from .board import ACTIVE, beside, board, title_of
from .columns import table
from .page import Page
from .writer import Writer

EMPTY = "No company yet. `loopbook add company` writes the first, `loopbook add round` its rounds: each gets a pack."


def pages(writer: Writer) -> Iterator[Page]:
    """The index with the board, then each company."""
    desk, book = writer.desk, writer.book
    companies = sorted(book.all(Company), key=lambda c: ACTIVE.index(c.status))
    yield writer.page(
        index_uri("companies"),
        "Companies",
        "companies.md",
        lambda: {
            "board": board(desk),
            "found": table(desk, "companies", companies, name="companies", caption="All companies", empty=EMPTY),
        },
        meta={"hide": ["toc", "navigation"]},
        source=book.source("companies"),
    )
    for company in companies:
        yield _company(writer, company)


@once
def _asked(desk: Desk) -> dict[str, list[Entry]]:
    """Company → the problems and questions that it asks."""
    asked: dict[str, list[Entry]] = defaultdict(list)
    for entry in (*desk.book.all(Problem), *desk.book.all(Question)):
        for name in asked_by(desk, entry):
            asked[name].append(entry)
    return asked


def _company(writer: Writer, company: Company) -> Page:
    desk, book = writer.desk, writer.book

    def context() -> dict[str, Any]:
        asked = _asked(desk).get(company.id, [])
        problems = [entry for entry in asked if isinstance(entry, Problem)]
        return {
            "company": company,
            "tier": book.entries["tiers"].get(company.tier or ""),
            "rounds": [(pack_uri(company.id, name), title_of(desk, r), r) for name, r in named_rounds(company)],
            "template_loop": _template_loop(desk, company),
            "checklists": checklists_of(desk, company),
            "problems": table(desk, "problems", problems, name=f"{company.id}-problems", caption="Problems it asks")
            if problems
            else None,
            "questions": [entry for entry in asked if isinstance(entry, Question)],
            "told": [(s, t) for s in book.all(Story) for t in s.told if t.company == company.id],
            "find": book.find,
        }

    return writer.page(
        page_uri("companies", company.id),
        company.name,
        "company.md",
        context,
        source=str(book.origins[company.key]),
        meta={"description": company.summary} if company.summary else {},
        trail=(("Companies", index_uri("companies")),),
        beside=beside(company, [(title_of(desk, r), pack_uri(company.id, name)) for name, r in named_rounds(company)]),
    )


def _template_loop(desk: Desk, company: Company) -> tuple[Loop, list[tuple[str, str, int, int]]] | None:
    """The loop template nearest to the company, with a row a round: title, uri, count in the template, count here.

    One for its kind of company is nearer than one for its seniority; one for another of either is not near.
    """
    fits = [
        loop
        for loop in desk.book.all(Loop)
        if (loop.tier or loop.seniority)
        and loop.tier in (None, company.tier)
        and loop.seniority in (None, company.seniority)
    ]
    if not fits:
        return None
    fits.sort(key=lambda loop: (loop.tier is None, loop.seniority is None))
    wanted = {r.round: r.count for r in fits[0].rounds}
    here = Counter(r.round for r in company.rounds)
    names = {r.id: r.title for r in desk.rounds}
    rows = [
        (names.get(name, name), page_uri("rounds", name), wanted.get(name, 0), here.get(name, 0))
        for name in dict.fromkeys((*wanted, *here))
    ]
    return fits[0], rows
