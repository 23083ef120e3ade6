"""At the foot of each page: which pages link to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .addresses import address
from .page import Page, Text
from .writer import Writer


def add(writer: Writer, page: Page, known: Collection[str]) -> Page:
    """The page with the pages that mention it, if there are any."""
    if page.uri not in writer.book.backlinks:
        return page

    def write() -> Text:
        text = page.text
        more = _mentions(writer, page, known)
        return replace(text, body=f"{text.body.rstrip()}\n\n{more}") if more else text

    return replace(page, write=write)


def _mentions(writer: Writer, page: Page, known: Collection[str]) -> str:
    rows = [_place(writer, m.uri) for m in writer.book.backlinks.get(page.uri, ())]
    rows = [(uri, title) for uri, title in rows if _is_elsewhere(uri.partition("#")[0], page.uri, known)]
    if not rows:
        return ""
    return writer.fragment(page.uri, "backlinks.md", rows=sorted(rows, key=lambda row: row[1].casefold()))[0]


def _is_elsewhere(uri: str, here: str, known: Collection[str]) -> bool:
    return uri != here and uri in known


def _place(writer: Writer, uri: str) -> tuple[str, str]:
    """Where a page or an entry that mentions something is, and what it is called."""
    note, entry = writer.book.notes.get(uri), writer.book.find(uri[: -len(".md")])
    if note is None and entry is not None:
        return address(writer.book, entry), entry.label
    return uri, note.title if note else uri
