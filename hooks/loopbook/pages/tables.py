"""Tables of entries as data, and their two renderings: HTML for a site, Markdown for an export.

HTML goes in after Markdown, because 3,000 rows cost Python-Markdown 600 ms and string formatting 12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import markdown

from ..markdown_text import embed, title_text
from ..paths import relative

Url = Callable[[str], str]
"""Turns a uri (`topics/attention.md#rope`) into an address as it is written on the page at hand."""

SHOWN_ROWS = 200
"""How many rows are shown before anybody filters; the rest carry `hidden`."""


@dataclass(frozen=True)
class Badge:
    """A word with a meaning that has a colour: `grade` solid, `stage` done, `difficulty` hard."""

    family: str
    value: str
    label: str = ""

    def html(self) -> str:
        """The badge as HTML: colour and shape come from the style sheet, the word is always there."""
        label = escape(self.label or self.value)
        return f'<span class="lb-badge" data-{self.family}="{escape(self.value)}">{label}</span>'


@dataclass(frozen=True)
class To:
    """A link to a page of the book (`uri`) or to another site (`url`)."""

    label: str
    uri: str = ""
    url: str = ""


Cell = str | Badge | To | Sequence["str | Badge | To"] | None
"""A string is inline Markdown."""


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


def as_html(table: Table, url: Url) -> str:
    """The table as HTML, every row in it."""
    if not table.rows:
        return f'<p class="lb-empty">{escape(table.empty)}</p>'
    head = "".join(f'<th scope="col" data-col="{c.id}"{_flags(c)}>{escape(c.title)}</th>' for c in table.columns)
    body = "".join(_row(table, row, i, url) for i, row in enumerate(table.rows))
    return (
        f'<div class="lb-table" data-table="{escape(table.id)}">'
        f'<table><caption class="lb-sr">{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _flags(column: Column) -> str:
    flags = [name for name in ("blind", "optional", "numeric") if getattr(column, name)]
    return "".join(f" data-{flag}" for flag in flags)


def _row(table: Table, row: Row, index: int, url: Url) -> str:
    data = "".join(f' data-{name}="{escape(" ".join(values))}"' for name, values in row.facets.items() if values)
    hidden = " hidden" if index >= SHOWN_ROWS else ""
    cells = "".join(
        f'<td data-col="{column.id}"{_sort(row, column)}>{_cell(cell, url)}</td>'
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    anchor = f' id="{escape(row.id)}"' if row.id else ""
    return f'<tr{anchor} data-key="{escape(row.key)}"{data}{hidden}>{cells}</tr>'


def _sort(row: Row, column: Column) -> str:
    value = row.sorts.get(column.id)
    return "" if value is None else f' data-sort="{escape(str(value))}"'


def _cell(cell: Cell, url: Url) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inline(cell, url)
    if isinstance(cell, Badge):
        return cell.html()
    if isinstance(cell, To):
        label = inline(cell.label, url, links=False)
        if cell.uri:
            return f'<a href="{escape(url(cell.uri))}">{label}</a>'
        return f'<a href="{escape(cell.url)}" rel="noopener">{label}</a>' if cell.url else label
    return " ".join(_cell(part, url) for part in cell)


_SPECIAL = re.compile(r"[`*_\[\]$\\<&~^=]|https?:")
_HREF = re.compile(r'href="(?!(?:[a-z]+:|#|/))([^"]+)"')
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_markdown: Any = None


def inline(text: str, url: Url | None = None, *, links: bool = True) -> str:
    """Inline Markdown as HTML; maths stays TeX in a span, for `maths` to set. Links are relative to docs/."""
    if not _SPECIAL.search(text):
        return escape(text, quote=False)
    global _markdown
    if _markdown is None:
        arithmatex = {"pymdownx.arithmatex": {"generic": True}}
        _markdown = markdown.Markdown(extensions=["pymdownx.arithmatex"], extension_configs=arithmatex)
    html: str = _markdown.reset().convert(embed(text))
    html = html.replace("</p>\n<p>", "<br>").removeprefix("<p>").removesuffix("</p>")
    if not links:
        return _ANCHOR.sub("", html)
    return _HREF.sub(lambda m: f'href="{escape(url(m[1]))}"', html) if url else html


def as_markdown(table: Table, page: str) -> str:
    """The table as Markdown for a page, with links relative to it."""
    if not table.rows:
        return f"*{table.empty}*"
    lines = [
        "| " + " | ".join(c.title or " " for c in table.columns) + " |",
        "|" + "|".join(" ---: " if c.numeric else " --- " for c in table.columns) + "|",
    ]
    lines += ["| " + " | ".join(_cell_markdown(cell, page) or " " for cell in row.cells) + " |" for row in table.rows]
    return "\n".join(lines)


def _cell_markdown(cell: Cell, page: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(embed(cell, page).replace("|", "\\|").split())
    if isinstance(cell, Badge):
        return cell.label or cell.value
    if isinstance(cell, To):
        target = relative(page, cell.uri) if cell.uri else cell.url
        return f"[{title_text(cell.label)}]({target})" if target else title_text(cell.label)
    return " ".join(_cell_markdown(part, page) for part in cell)
