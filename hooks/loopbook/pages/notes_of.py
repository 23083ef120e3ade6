"""What the book knows of a problem or a paper that the owner wrote a page about: it stands at the top of that page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..model import Entry, Paper, Problem
from ..paths import index_uri
from .columns import source_url
from .page import Page
from .writer import Writer

MODELS = (Problem, Paper)


def pages(writer: Writer) -> Iterator[Page]:
    """A page at the address of each entry's notes, for the owner's page to take in."""
    for model in MODELS:
        trail = ((model.tracker.capitalize(), index_uri(model.tracker)),)
        for entry in writer.book.all(model):
            note = writer.book.note_of(entry)
            if note is not None:
                yield writer.page(note.uri, entry.label, "notes-of.md", partial(_context, entry), trail=trail)


def _context(entry: Entry) -> dict[str, Any]:
    url = source_url(entry) if isinstance(entry, Paper) else getattr(entry, "url", None)
    return {"entry": entry, "url": url}
