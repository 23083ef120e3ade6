"""What pages take from other hosts: pictures, films, frames. Each tells a stranger who reads the page, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .book import Book
from .diagnostics import Diagnostic, Severity
from .markdown_text import Link, links
from .references import prose

REMEDY = "keep a copy in docs/ and show that: another host sees who reads the page, and may be gone tomorrow"
_ELSEWHERE = re.compile(r"(?i)(?:https?:)?//")


def fetched(found: Iterable[Link], own: str = "") -> Iterator[Link]:
    """Those links that a browser follows by itself to another host. `own` is the site's address, if it has one."""
    home = f"{own.rstrip('/')}/" if own else "\n"
    for link in found:
        if link.image and _ELSEWHERE.match(link.target) and not link.target.startswith(home):
            yield link


@dataclass(frozen=True)
class Asked:
    """A thing that a page takes from another host: where that is written, and its address."""

    path: str
    line: int
    column: int
    address: str

    def warning(self) -> Diagnostic:
        """The same as a finding."""
        message = f"takes {self.address} from another host"
        return Diagnostic(self.path, self.line, self.column, Severity.WARNING, message, REMEDY)


def hosts_asked(book: Book, own: str = "") -> Iterator[Asked]:
    """All that the pages and entries of a book take from other hosts."""
    for note in book.notes.values():
        for link in fetched(note.links, own):
            yield Asked(note.path, note.line(link.start), note.column(link.start), link.target)
    for entries in book.entries.values():
        for entry in entries.values():
            for path, _, text in prose(entry, sign="//"):
                for link in fetched(links(text), own):
                    yield Asked(*book.origins[entry.key].at(path), link.target)
