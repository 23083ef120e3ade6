"""Tables of entries as data, and their two renderings: HTML for a site, Markdown for an export.

HTML goes in after Markdown, because 3,000 rows cost Python-Markdown 600 ms and string formatting 12.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import escape
from itertools import chain
from typing import Literal, TypeVar, overload

from .cells import Badge, Cell, To, Url, cell_html, cell_markdown, inline

Item = TypeVar("Item")

SHOWN_ROWS = 50
"""How many rows are shown before anybody filters, as many as `LIMIT` in tables.js; the rest carry `hidden`."""
TOOLS_FROM = 8
"""From how many rows on a table has filters."""
WIDTHS = {
    "plain": "7rem", "number": "2.6rem", "title": "minmax(8rem,3fr)", "badge": "4.8rem", "links": "minmax(6rem,2.2fr)",
    "text": "minmax(8rem,3.4fr)", "due": "4.8rem", "mastery": "4rem", "companies": "5.5rem", "round": "6.5rem",
    "venue": "5rem", "kind": "4.5rem", "authors": "6.5rem",
}  # fmt: skip
"""Kind or name of a column → its width."""


Said = tuple[str, str]
"""A facet, and a value that a row says to it."""
Columns = tuple[tuple[str, str], ...]
"""Of each column its name and kind."""
Pieces = tuple[list[str], list[str]]
"""The HTML of a row's cells, cut where addresses stand, and the uris that they lead to."""
Gist = tuple[str, tuple[str, ...]]
"""What a row's HTML is made of: a digest, and the uris that it names."""
_MARK = "\x00"


@dataclass(frozen=True)
class Column:
    """A column: its name in URLs, its heading, and what its cells are, which says how wide and how loud they are."""

    id: str
    title: str
    kind: Literal["plain", "number", "title", "badge", "links", "text"] = "plain"
    blind: bool = False
    """Whether it gives away what one is to find out: difficulty, pattern, insight."""
    optional: bool = False
    """Whether a reader has to ask for it."""
    alone: str = "{}"
    """How a number reads where no heading stands above it, as on a phone: `no. {}`."""


@dataclass(frozen=True)
class Row:
    """A row. `id` is its anchor in tables that have anchors.

    `facets` are what filters know of it, `sorts` what it is sorted by where that is not the cell's text.
    """

    key: str
    cells: Sequence[Cell]
    id: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sorts: Mapping[str, str | float] = field(default_factory=dict)
    private: bool = False
    """Whether only the owner sees it, though this build shows it."""

    @cached_property
    def said(self) -> frozenset[Said]:
        """What filters know of it, each value by itself."""
        return frozenset(chain.from_iterable([_said(name, values) for name, values in self.facets.items()]))

    def written(self, columns: Columns, known: Addresses) -> str:
        """The cells as HTML, with the addresses of one page. `columns` are their names and kinds.

        A row is on many pages: what they have in common, all but the addresses, is written once.
        """
        kept: dict[Columns, Pieces] = self.__dict__.setdefault("_written", {})
        if columns not in kept:
            uris: list[str] = []

            def mark(uri: str) -> str:
                uris.append(uri)
                return _MARK

            cells = "".join(
                f'<td class="{kind}"{self._sort(name)}>{_body(kind, cell, mark)}</td>'
                for (name, kind), cell in zip(columns, self.cells, strict=True)
            )
            kept[columns] = (cells.split(_MARK), uris)
        parts, uris = kept[columns]
        return (
            "".join([text for part, uri in zip(parts, uris, strict=False) for text in (part, known[uri])]) + parts[-1]
        )

    @property
    def gist(self) -> Gist:
        """A digest of what its HTML is made of, worked out once, and the uris that it names: rows that differ on any
        page differ in the digest, or in where such a uri is.
        """
        kept: Gist | None = self.__dict__.get("_gist")
        if kept is None:
            uris: dict[str, None] = {}

            def mark(uri: str) -> str:
                uris[uri] = None
                return uri

            cells = tuple(_cell_gist(cell, mark) for cell in self.cells)
            own = (self.key, self.id, self.private, tuple(self.facets.items()), tuple(self.sorts.items()))
            kept = self.__dict__["_gist"] = digest_of((own, cells)), tuple(uris)
        return kept

    @property
    def remembered(self) -> tuple[Gist | None, dict[Columns, Pieces]]:
        """What was worked out of it so far: its gist, and its HTML for each of some columns."""
        return self.__dict__.get("_gist"), self.__dict__.get("_written", {})

    def remember(self, gist: Gist, written: dict[Columns, Pieces]) -> None:
        """Take over what was worked out of the same row before."""
        self.__dict__.update(_gist=gist, _written=written)

    def _sort(self, column: str) -> str:
        value = self.sorts.get(column)
        return "" if value is None else f' data-sort="{escape(str(value))}"'


@dataclass(frozen=True)
class Facet:
    """Something to filter by: its name, its heading, value → label in the order to offer them, value → depth."""

    id: str
    title: str
    labels: Mapping[str, str]
    depths: Mapping[str, int] = field(default_factory=dict)


class Later(Sequence[Item]):
    """Items that are made when somebody looks at one: most tables are only looked at where they are shown.

    `made_of` tells what they are made of, for those who need not see them.
    """

    def __init__(self, make: Callable[[], Sequence[Item]], made_of: Callable[[], str] | None = None) -> None:
        self._make, self.made_of = make, made_of

    @cached_property
    def _items(self) -> Sequence[Item]:
        return self._make()

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        return self._items[place]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]


@dataclass(frozen=True)
class Table:
    """Columns and rows, and what to filter them by."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    facets: Sequence[Facet] = ()
    empty: str = "Nothing here yet."
    noun: str = "rows"
    """What its rows are, in the plural."""
    wide: bool = False
    """Whether it has the page to itself: filters stand beside it."""
    anchored: bool = False
    """Whether its rows are where links to them lead."""

    @property
    def anchors(self) -> Collection[str]:
        """The anchors of its rows, if it has them."""
        return [row.id for row in self.rows if row.id] if self.anchored else []

    def gist(self, place: Url) -> str:
        """What its HTML on any one page is made of: equal gists, equal HTML. Far cheaper than the HTML itself. `place`
        tells where on the site a uri is, whatever the page.
        """
        columns = [tuple(vars(column).values()) for column in self.columns]
        own = (self.id, self.caption, columns, self._facets_gist(), self.empty, self.noun, self.wide, self.anchored)
        gists = [row.gist for row in self.rows]
        uris = sorted(set(chain.from_iterable([uris for _, uris in gists])))
        return f"{own!r} {' '.join([total for total, _ in gists])} {[(uri, place(uri)) for uri in uris]!r}"

    def _facets_gist(self) -> str:
        if isinstance(self.facets, Later) and self.facets.made_of:
            return self.facets.made_of()  # and of the rows, which are in the gist themselves
        return repr([(f.id, f.title, tuple(f.labels.items()), tuple(f.depths.items())) for f in self.facets])

    def html(self, url: Url) -> str:
        """The table as HTML, every row in it.

        A row names its facets' values by their place in the list that the script reads: `data-f="0 7 31"`.
        """
        if not self.rows:
            return f'<p class="lb-empty">{inline(self.empty, links=False)}</p>'
        facets = self.facets if len(self.rows) >= TOOLS_FROM else ()
        places = {(f.id, value): i for i, (f, value) in enumerate((f, v) for f in facets for v in f.labels)}
        head = "".join(
            f'<th scope="col" class="{c.kind}" data-col="{c.id}">{escape(c.title)}</th>' for c in self.columns
        )
        known, columns = Addresses(url), tuple((c.id, c.kind) for c in self.columns)
        body = "".join(self._row(row, i, places, row.written(columns, known)) for i, row in enumerate(self.rows))
        tools = len(self.rows) >= TOOLS_FROM
        style = f"--columns:{self._widths()}{self._alone()}"
        return (
            f'<div class="lb-table{" lb-wide" if self.wide and tools else ""}{" lb-tooled" if tools else ""}"'
            f' data-table="{escape(self.id)}" data-noun="{escape(self.noun)}">{self._tools(facets) if tools else ""}'
            f'<div class="lb-scroll" role="region" tabindex="0" aria-label="{escape(self.caption)}">'
            f'<table class="lb-rows-table" style="{style}" data-widths="{self._widths(all_=True)}"'
            f"{self._flags('blind')}{self._flags('optional', 'off')}>"
            f'<caption class="lb-sr">{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
        )

    def _flags(self, flag: str, name: str = "") -> str:
        """Which columns have a flag, counted from 1 as style sheets do."""
        places = [str(i) for i, column in enumerate(self.columns, 1) if getattr(column, flag)]
        return f' data-{name or flag}="{" ".join(places)}"' if places else ""

    def _widths(self, *, all_: bool = False) -> str:
        """The columns' widths as a grid wants them; those that a reader has to ask for only with `all_`."""
        return " ".join(WIDTHS.get(c.id, WIDTHS[c.kind]) for c in self.columns if all_ or not c.optional)

    def _alone(self) -> str:
        """What stands before and after the number of a row where headings are out of sight, for the style sheet."""
        alone = next((c.alone for c in self.columns if c.kind == "number"), "{}")
        before, _, after = alone.partition("{}")
        return f";--before:'{before}';--after:'{after}'" if alone != "{}" else ""

    def _tools(self, facets: Sequence[Facet]) -> str:
        """Where the script puts filters, and what it makes them of. The place is kept, so that nothing moves.

        The data is in a `<template>`: instant navigation runs whatever is in a `<script>`.
        """
        data = [
            [f.id, f.title, [[v, label, *([f.depths[v]] if f.depths.get(v) else [])] for v, label in f.labels.items()]]
            for f in facets
        ]
        found = escape(json.dumps(data, ensure_ascii=False, separators=(",", ":")), quote=False)
        return f'<div class="lb-tools lb-js"></div><div class="lb-facets lb-js"></div><template>{found}</template>'

    def _row(self, row: Row, index: int, places: Mapping[tuple[str, str], int], cells: str) -> str:
        values = " ".join(
            str(place)
            for name, said in row.facets.items()
            for value in said
            if (place := places.get((name, value))) is not None
        )
        anchor = f' id="{escape(row.id)}"' if row.id and self.anchored else ""
        data = f' data-f="{values}"' if values else ""
        flags = (" data-private" if row.private else "") + (" hidden" if index >= SHOWN_ROWS else "")
        return f'<tr{anchor} data-key="{escape(row.key)}"{data}{flags}>{cells}</tr>'

    def markdown(self, page: str) -> str:
        """The table as Markdown for a page, with links relative to it."""
        if not self.rows:
            return f"*{self.empty}*"
        lines = [
            "| " + " | ".join(c.title or " " for c in self.columns) + " |",
            "|" + "|".join(" ---: " if c.kind == "number" else " --- " for c in self.columns) + "|",
        ]
        for row in self.rows:
            cells = [cell_markdown(cell, page) or " " for cell in row.cells]
            if row.id and cells and self.anchored:
                cells[0] = f'<span id="{escape(row.id)}"></span>{cells[0]}'
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)


class Addresses(dict[str, str]):
    """Uri → its address on one page, as an attribute holds it: asked of many rows, worked out once."""

    def __init__(self, url: Url) -> None:
        super().__init__()
        self._url = url

    def __missing__(self, uri: str) -> str:
        address = self[uri] = escape(self._url(uri))
        return address


def digest_of(made_of: object) -> str:
    """A digest of plain data."""
    return hashlib.blake2b(repr(made_of).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(10_000)
def _said(name: str, values: tuple[str, ...]) -> tuple[Said, ...]:
    """The values that a row says to a facet. Most rows say the same as others, which is faster compared if it is."""
    return tuple((name, value) for value in values)


def _cell_gist(cell: Cell, mark: Url) -> object:
    """A cell as plain data. What it links to is told to `mark`."""
    if isinstance(cell, str):
        return inline(cell, mark) if "[" in cell or "<" in cell else cell
    if isinstance(cell, To):
        return "to", cell.label, cell.uri and mark(cell.uri), cell.url
    if isinstance(cell, Badge):
        return "badge", cell.family, cell.value, cell.label
    return None if cell is None else [_cell_gist(part, mark) for part in cell]


def _body(kind: str, cell: Cell, url: Url) -> str:
    html = cell_html(cell, url)
    return f"<div>{html}</div>" if kind in ("text", "links") and html else html
