"""Links that lead nowhere. MkDocs says so too, but late, and of an entry's text not in which file it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ..book import Book
from ..diagnostics import Diagnostic, Severity
from ..markdown_text import Link, links
from ..paths import is_relative, resolve
from ..references import prose
from .page import Page


def broken(book: Book, pages: Mapping[str, Page]) -> Iterator[Diagnostic]:
    """A warning for each link of a note or an entry to a page or a file that is not there."""
    for note in book.notes.values():
        for link in note.links:
            target = _missing(book, pages, note.uri, link)
            if target and (target.endswith(".md") or not link.image):  # other images are checked with the note
                yield _warning(note.path, note.line(link.start), note.column(link.start), target, pages, book)
    for entries in book.entries.values():
        for entry in entries.values():
            for path, _, text in prose(entry, sign="]("):
                for link in links(text):
                    target = _missing(book, pages, "", link)
                    if target:
                        yield _warning(*book.origins[entry.key].at(path), target, pages, book)


def _missing(book: Book, pages: Mapping[str, Page], uri: str, link: Link) -> str:
    """What a link names, if that is not there."""
    if not is_relative(link.target):
        return ""
    target, _ = resolve(uri, link.target)
    return "" if target in pages or target in book.assets else target


def _warning(path: str, line: int, column: int, target: str, pages: Mapping[str, Page], book: Book) -> Diagnostic:
    message = f"a link to '{target}', which is not there"
    names = {posixpath.basename(uri): uri for uri in (*pages, *book.assets)}
    near = get_close_matches(posixpath.basename(target), names, n=1, cutoff=0.85)
    remedy = f"did you mean '{names[near[0]]}'?" if near else "write the page, or mend the link"
    return Diagnostic(path, line, column, Severity.WARNING, message, remedy)
