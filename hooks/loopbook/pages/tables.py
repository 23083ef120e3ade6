"""Tables of entries as data, and their two renderings: HTML for a site, Markdown for an export.

HTML goes in after Markdown, because 3,000 rows cost Python-Markdown 600 ms and string formatting 12.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from .cells import Cell, Url, cell_html, cell_markdown

SHOWN_ROWS = 200
"""How many rows are shown before anybody filters; the rest carry `hidden`."""


@dataclass(frozen=True)
class Column:
    """A column: its name in URLs and style sheets, and its heading."""

    id: str
    title: str
    blind: bool = False
    """Whether it gives away what one is to find out: difficulty, pattern, insight."""
    optional: bool = False
    """Whether a reader has to ask for it."""
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row. `id` is its anchor on the page, if it has one.

    `facets` are what filters know of it, `sorts` what it is sorted by where that is not the cell's text.
    """

    key: str
    cells: Sequence[Cell]
    id: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sorts: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Facet:
    """Something to filter by: its name, its heading, and value → label in the order to offer them."""

    id: str
    title: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Columns and rows, and what to filter them by."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    facets: Sequence[Facet] = ()
    empty: str = "Nothing here yet."

    @property
    def anchors(self) -> Collection[str]:
        """The anchors of the rows that have one."""
        return [row.id for row in self.rows if row.id]

    def html(self, url: Url) -> str:
        """The table as HTML, every row in it."""
        if not self.rows:
            return f'<p class="lb-empty">{escape(self.empty)}</p>'
        head = "".join(f'<th scope="col" data-col="{c.id}"{_flags(c)}>{escape(c.title)}</th>' for c in self.columns)
        body = "".join(self._row(row, i, url) for i, row in enumerate(self.rows))
        return (
            f'<div class="lb-table" data-table="{escape(self.id)}">'
            f'<table><caption class="lb-sr">{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _row(self, row: Row, index: int, url: Url) -> str:
        data = "".join(f' data-{name}="{escape(" ".join(values))}"' for name, values in row.facets.items() if values)
        hidden = " hidden" if index >= SHOWN_ROWS else ""
        cells = "".join(
            f'<td data-col="{column.id}"{_sort(row, column)}>{cell_html(cell, url)}</td>'
            for column, cell in zip(self.columns, row.cells, strict=True)
        )
        anchor = f' id="{escape(row.id)}"' if row.id else ""
        return f'<tr{anchor} data-key="{escape(row.key)}"{data}{hidden}>{cells}</tr>'

    def markdown(self, page: str) -> str:
        """The table as Markdown for a page, with links relative to it."""
        if not self.rows:
            return f"*{self.empty}*"
        lines = [
            "| " + " | ".join(c.title or " " for c in self.columns) + " |",
            "|" + "|".join(" ---: " if c.numeric else " --- " for c in self.columns) + "|",
        ]
        lines += ["| " + " | ".join(cell_markdown(cell, page) or " " for cell in row.cells) + " |" for row in self.rows]
        return "\n".join(lines)


def _flags(column: Column) -> str:
    flags = [name for name in ("blind", "optional", "numeric") if getattr(column, name)]
    return "".join(f" data-{flag}" for flag in flags)


def _sort(row: Row, column: Column) -> str:
    value = row.sorts.get(column.id)
    return "" if value is None else f' data-sort="{escape(str(value))}"'
