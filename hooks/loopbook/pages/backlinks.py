"""At the foot of each page: which pages link to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .page import Page
from .writer import Writer


def add(writer: Writer, page: Page, known: Collection[str]) -> Page:
    """The page with the pages that mention it, if there are any."""
    mentions = [m for m in writer.book.backlinks.get(page.uri, ()) if m.uri in known and m.uri != page.uri]
    if not mentions:
        return page
    rows = [(m.uri, _title(writer, m.uri)) for m in mentions]
    text, _ = writer.fragment(page.uri, "backlinks.md", rows=sorted(rows, key=lambda row: row[1].casefold()))
    return replace(page, body=f"{page.body.rstrip()}\n\n{text}")


def _title(writer: Writer, uri: str) -> str:
    entry = writer.book.find(uri[: -len(".md")])
    note = writer.book.notes.get(uri)
    return note.title if note else entry.label if entry else uri
