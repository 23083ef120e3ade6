"""All pages of a book, ready to render: generated ones, and the owner's with their blocks carried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..checking import folded
from ..diagnostics import Diagnostic, Severity
from ..markdown_text import without_code
from ..model import TRACKERS
from ..notes import Note
from ..paths import address
from ..study.desk import Desk
from . import (
    backlinks,
    cards,
    checklists,
    companies,
    home,
    loops,
    mocks,
    notes_of,
    packs,
    plan,
    process,
    progress,
    questions,
    review,
    rounds,
    stories,
    topics,
    trackers,
)
from .blocks import expand, queries
from .cells import Insert
from .page import Page, Text
from .writer import Writer

GENERATORS: tuple[Callable[[Writer], Iterator[Page]], ...] = (
    home.pages,
    companies.pages,
    packs.pages,
    rounds.pages,
    trackers.pages,
    questions.pages,
    notes_of.pages,
    cards.pages,
    stories.pages,
    topics.pages,
    checklists.pages,
    loops.pages,
    process.pages,
    mocks.pages,
    plan.pages,
    progress.pages,
    review.pages,
)
"""Each makes the pages of one part of the site. A new part is a new module, named here."""


@dataclass
class Composition:
    """Every page of a site by uri, the owner's first, and what was wrong with the blocks in them."""

    pages: dict[str, Page]
    diagnostics: list[Diagnostic]


def compose(desk: Desk) -> Composition:
    """Make every page. An owner's page wins over the generated one at its address, which is added to it.

    All that is wrong is known when this is done; the pages' texts are written when somebody looks at them.
    """
    writer = Writer(desk)
    result = Composition({}, list(desk.diagnostics))
    notes = desk.book.notes
    taken: dict[str, str] = {}
    for note in notes.values():
        other = notes.get(taken.setdefault(address(note.uri), note.uri))
        if other is not note and other is not None and folded(other.uri) != folded(note.uri):  # else it is said already
            message = f"has the same address on the site as {other.path}, so one of the two would be lost"
            result.diagnostics.append(_error(note.path, message, "rename one of the two"))
    generated: dict[str, Page] = {}
    for page in (page for make in GENERATORS for page in make(writer)):
        other_uri = taken.setdefault(address(page.uri), page.uri)
        if other_uri == page.uri and page.uri not in generated:
            generated[page.uri] = page
        else:
            result.diagnostics.append(_clash(page, other_uri, notes.get(other_uri), generated.get(other_uri)))
    for note in notes.values():
        result.pages[note.uri] = _owners(writer, note, generated.pop(note.uri, None), result.diagnostics)
    result.pages |= generated
    known = result.pages.keys()
    for uri, page in result.pages.items():
        result.pages[uri] = backlinks.add(writer, page, known)
    return result


def _error(path: str, message: str, remedy: str, line: int = 0) -> Diagnostic:
    return Diagnostic(path, line, 0, Severity.ERROR, message, remedy)


def _clash(page: Page, uri: str, note: Note | None, other: Page | None) -> Diagnostic:
    """Why a generated page cannot be where it belongs: there is the owner's `note`, or another generated page."""
    if note is not None and note.uri != page.uri:
        message = f"has the same address on the site as the page {page.uri}, which Loopbook makes"
        name = f"{note.path[: -len(note.uri)]}{page.uri}"
        return _error(note.path, message, f"call it {name}, and it takes that page's place")
    source = page.source or (other.source if other else "") or uri
    path, _, line = source.partition(":")
    return _error(
        path, f"its page would be at {page.uri}, where there is another", "give it another 'id'", int(line or 0)
    )


def _owners(writer: Writer, note: Note, page: Page | None, diagnostics: list[Diagnostic]) -> Page:
    """The owner's page, with the generated one at its address in it. What is wrong with its blocks is said now;
    its text is written when somebody looks at it.
    """
    blocks = list(queries(writer.desk, note))
    diagnostics += [problem for _, _, found in blocks for problem in found]

    def generated(prefix: str) -> tuple[str, dict[str, Insert]]:
        if page is None:
            return "", {}
        body = page.body.replace('data-slot="', f'data-slot="{prefix}')
        return body, {f"{prefix}{name}": table for name, table in page.slots.items()}

    def write() -> Text:
        expanded = expand(writer, note, blocks, generated)
        if page is None:
            return Text(expanded.body, slots=expanded.slots)
        body, slots = expanded.body, expanded.slots
        if _wants_generated(note) and not expanded.placed_page:
            more, more_slots = generated("g-")
            body, slots = f"{body.rstrip()}\n\n{more}", slots | more_slots
        return Text(_below_heading(body, page.lead), slots=slots)

    if page is None:
        return Page(note.uri, note.title, write, note.path, note.meta)
    return replace(page, title=note.title, write=write, source=note.path, meta=page.meta | note.meta)


def _wants_generated(note: Note) -> bool:
    """An entry's page gets its generated part at the end; an index page of the owner's only where a block asks."""
    if str(note.meta.get("generated", "")).lower() in ("false", "no"):
        return False
    folder, _, name = note.uri.rpartition("/")
    return folder in TRACKERS and name != "index.md"


def _below_heading(body: str, lead: str) -> str:
    if not lead:
        return body
    heading = re.match(r"\s*# [^\n]*\n", without_code(body))
    at = heading.end() if heading else 0
    return f"{body[:at]}\n{lead}\n\n{body[at:].lstrip(chr(10))}"
