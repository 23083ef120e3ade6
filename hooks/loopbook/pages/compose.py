"""All pages of a book, ready to render: generated ones, and the owner's with their blocks carried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic
from ..markdown_text import without_code
from ..model import TRACKERS
from ..notes import Note
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
from .blocks import expand
from .cells import Insert
from .page import Page
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
    """Make every page. An owner's page wins over the generated one at its address, which is added to it."""
    writer = Writer(desk)
    generated = {page.uri: page for make in GENERATORS for page in make(writer)}
    result = Composition({}, list(desk.diagnostics))
    for note in desk.book.notes.values():
        result.pages[note.uri] = _owners(writer, note, generated.pop(note.uri, None), result.diagnostics)
    result.pages |= generated
    known = result.pages.keys()
    for uri, page in result.pages.items():
        result.pages[uri] = backlinks.add(writer, page, known)
    return result


def _owners(writer: Writer, note: Note, page: Page | None, diagnostics: list[Diagnostic]) -> Page:
    def generated(prefix: str) -> tuple[str, dict[str, Insert]]:
        if page is None:
            return "", {}
        body = page.body.replace('data-slot="', f'data-slot="{prefix}')
        return body, {f"{prefix}{name}": table for name, table in page.slots.items()}

    expanded = expand(writer, note, generated)
    diagnostics += expanded.diagnostics
    body, slots = expanded.body, expanded.slots
    title = note.title
    if page is None:
        return Page(note.uri, title, body, "", slots, note.path, note.meta)
    if _wants_generated(note) and not expanded.placed_page:
        more, more_slots = generated("g-")
        body, slots = f"{body.rstrip()}\n\n{more}", slots | more_slots
    return replace(
        page, title=title, body=_below_heading(body, page.lead), lead="", slots=slots, source=note.path,
        meta=page.meta | note.meta,
    )  # fmt: skip


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
