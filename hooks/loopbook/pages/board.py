"""The board: companies × rounds, with the stage and the date of each; on a phone a card for each company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from ..markdown_text import plain_text
from ..model import Company, CompanyRound, Outcome, Round, Stage
from ..paths import pack_uri, page_uri
from ..study.desk import Desk, named_rounds
from .cells import Badge, To, Url, cell_html, cell_markdown, inline
from .page import Beside

ACTIVE = ("interviewing", "offer", "applied", "wishlist", "accepted", "rejected", "withdrawn", "closed")
"""The order of companies on the board that have no date ahead: what is going on comes first."""


@dataclass(frozen=True)
class BoardCell:
    """One company's round on the board."""

    uri: str
    title: str
    round: CompanyRound


@dataclass(frozen=True)
class Board:
    """Companies × rounds on one day. Each cell holds the company's rounds of that kind."""

    rounds: list[Round]
    rows: list[tuple[Company, list[list[BoardCell]]]]
    today: dt.date

    anchors: Collection[str] = ()

    def html(self, url: Url) -> str:
        """The board as HTML: a table, each cell with the way to its pack."""
        head = "".join(f'<th scope="col">{inline(r.title, links=False)}</th>' for r in self.rounds)
        rows = "".join(self._row(company, cells, url) for company, cells in self.rows)
        return (
            '<div class="lb-board-tools lb-js" role="group" aria-label="Stages"></div>'
            '<div class="lb-board" data-board tabindex="0" role="region" aria-label="Companies by round">'
            f'<table class="lb-grid"><thead><tr><th scope="col">Company</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _row(self, company: Company, cells: list[list[BoardCell]], url: Url) -> str:
        name = cell_html(To(company.name, uri=page_uri("companies", company.id)), url)
        parts = [
            f'<tr data-key="{escape(company.key)}"><th scope="row">{name}{Badge("status", company.status).html()}</th>'
        ]
        dates = sorted(
            {found.round.date for cell in cells for found in cell if found.round.date and self._ahead(found)}
        )
        for kind, cell in zip(self.rounds, cells, strict=True):
            rounds = "".join(self._stage(found, url) for found in cell)
            place = min((dates.index(f.round.date) for f in cell if f.round.date and self._ahead(f)), default=None)
            order = "" if place is None else f' style="order:{place - len(dates)}"'  # on a phone, where it is a list
            name = escape(plain_text(kind.title))
            parts.append(f'<td data-round="{name}"{order}>{rounds}</td>' if cell else "<td></td>")
        return f"{''.join(parts)}</tr>"

    def _ahead(self, cell: BoardCell) -> bool:
        r = cell.round
        return r.date is not None and r.date >= self.today and r.stage is not Stage.DONE

    def _stage(self, cell: BoardCell, url: Url) -> str:
        r = cell.round
        family, value = ("outcome", r.outcome.value) if r.outcome else ("stage", r.stage.value)
        when = ""
        if r.date:
            words = f"{r.date.day} {r.date:%b}" + ("" if r.date.year == self.today.year else f" {r.date.year}")
            when = f'<time datetime="{r.date}">{words}</time>'
        ahead = self._ahead(cell)
        return (
            f'<span class="lb-stage" data-of="{r.stage.value}" data-{family}="{value}"{" data-ahead" if ahead else ""}>'
            f'<a href="{escape(url(cell.uri))}">{escape(value.replace("-", " "))}'
            f'<span class="lb-sr">: {inline(cell.title, links=False)}</span></a>{when}</span>'
        )

    def markdown(self, page: str) -> str:
        """The board as a Markdown table."""
        lines = [
            "| Company | " + " | ".join(plain_text(r.title) for r in self.rounds) + " |",
            "| --- |" + " --- |" * len(self.rounds),
        ]
        for company, cells in self.rows:
            name = cell_markdown(To(company.name, uri=page_uri("companies", company.id)), page)
            words = [
                ", ".join(cell_markdown(To(_word(c.round), uri=c.uri), page) for c in cell) or " " for cell in cells
            ]
            lines.append(f"| {name} | {' | '.join(words)} |")
        return "\n".join(lines)


def _word(r: CompanyRound) -> str:
    value: Stage | Outcome = r.outcome or r.stage
    return value.replace("-", " ") + (f" {r.date}" if r.date else "")


def board(desk: Desk) -> Board:
    """The board of every company that has rounds: the nearest date ahead first, then what is going on."""
    companies = sorted((c for c in desk.book.all(Company) if c.rounds), key=lambda c: _order(desk, c))
    columns = [r for r in desk.rounds if desk.asked_by.get(r.id)]
    rows = []
    for company in companies:
        cells: dict[str, list[BoardCell]] = {r.id: [] for r in columns}
        for name, r in named_rounds(company):
            if r.round in cells:
                cells[r.round].append(BoardCell(pack_uri(company.id, name), title_of(desk, r), r))
        rows.append((company, list(cells.values())))
    return Board(columns, rows, desk.today)


def _order(desk: Desk, company: Company) -> tuple[dt.date, int]:
    ahead = [r.date for r in company.rounds if r.date and r.date >= desk.today and r.stage is not Stage.DONE]
    return min(ahead, default=dt.date.max), ACTIVE.index(company.status)


def beside(company: Company, rounds: Sequence[tuple[str, str]]) -> Beside:
    """A company and its packs, given as title and uri of each, to stand beside each of them."""
    own = ("Overview", page_uri("companies", company.id), 0)
    return Beside(plain_text(company.name), (own, *((plain_text(title), uri, 0) for title, uri in rounds)))


def title_of(desk: Desk, company_round: CompanyRound) -> str:
    """What a company's round is called."""
    page = desk.book.get(Round, company_round.round)
    return company_round.title or (page.title if page else company_round.round)
