"""Companies: the table, the board of stages, and a page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Company, CompanyRound, Loop, Problem, Question, Round, Story
from ..paths import index_uri, pack_uri, page_uri
from ..study.checklists import checklists_of
from ..study.desk import Desk, named_rounds
from .columns import table
from .page import Page
from .writer import Writer

ACTIVE = ("interviewing", "offer", "applied", "wishlist", "accepted", "rejected", "withdrawn", "closed")
"""The order of companies on the board: what is going on comes first."""


@dataclass(frozen=True)
class BoardCell:
    """One company's round on the board."""

    uri: str
    title: str
    round: CompanyRound


@dataclass(frozen=True)
class Board:
    """Companies × rounds. Each cell holds the company's rounds of that kind."""

    rounds: list[Round]
    rows: list[tuple[Company, list[list[BoardCell]]]]


def board(desk: Desk) -> Board:
    """The board of stages of every company that has rounds."""
    companies = sorted((c for c in desk.book.all(Company) if c.rounds), key=lambda c: ACTIVE.index(c.status))
    columns = [r for r in desk.rounds if desk.asked_by.get(r.id)]
    rows = []
    for company in companies:
        cells: dict[str, list[BoardCell]] = {r.id: [] for r in columns}
        for name, r in named_rounds(company):
            if r.round in cells:
                cells[r.round].append(BoardCell(pack_uri(company.id, name), title_of(desk, r), r))
        rows.append((company, list(cells.values())))
    return Board(columns, rows)


def title_of(desk: Desk, company_round: CompanyRound) -> str:
    """What a company's round is called."""
    page = desk.book.get(Round, company_round.round)
    return company_round.title or (page.title if page else company_round.round)


def pages(writer: Writer) -> Iterator[Page]:
    """The index with the board, then each company."""
    desk, book = writer.desk, writer.book
    companies = sorted(book.all(Company), key=lambda c: ACTIVE.index(c.status))
    yield writer.page(
        index_uri("companies"),
        "Companies",
        "companies.md",
        meta={"hide": ["toc"]},
        source=book.source("companies"),
        board=board(desk),
        found=table(desk, "companies", companies, name="companies", caption="All companies"),
    )
    problems: Counter[str] = Counter(c for p in book.all(Problem) for c in p.companies)
    for company in companies:
        yield _company(writer, company, problems[company.id])


def _company(writer: Writer, company: Company, problems: int) -> Page:
    desk, book = writer.desk, writer.book
    asked = [p for p in book.all(Problem) if company.id in p.companies] if problems else []
    return writer.page(
        page_uri("companies", company.id),
        company.name,
        "company.md",
        source=str(book.origins[company.key]),
        meta={"description": company.summary} if company.summary else {},
        trail=(("Companies", index_uri("companies")),),
        company=company,
        tier=book.entries["tiers"].get(company.tier or ""),
        rounds=[(pack_uri(company.id, name), title_of(desk, r), r) for name, r in named_rounds(company)],
        template_loop=_template_loop(desk, company),
        checklists=checklists_of(desk, company),
        problems=table(desk, "problems", asked, name=f"{company.id}-problems", caption="Problems it asks")
        if asked
        else None,
        questions=[q for q in book.all(Question) if company.id in q.companies],
        told=[(s, t) for s in book.all(Story) for t in s.told if t.company == company.id],
        find=book.find,
    )


def _template_loop(desk: Desk, company: Company) -> tuple[Loop, list[tuple[str, str, int, int]]] | None:
    """The loop template nearest to the company, with a row a round: title, uri, count in the template, count here."""
    loops = desk.book.all(Loop)
    fits = [loop for loop in loops if company.seniority and loop.seniority == company.seniority]
    fits.sort(key=lambda loop: (loop.tier != company.tier, loop.tier is not None))
    if not fits:
        return None
    wanted = {r.round: r.count for r in fits[0].rounds}
    here = Counter(r.round for r in company.rounds)
    names = {r.id: r.title for r in desk.rounds}
    rows = [
        (names.get(name, name), page_uri("rounds", name), wanted.get(name, 0), here.get(name, 0))
        for name in dict.fromkeys((*wanted, *here))
    ]
    return fits[0], rows
