"""New entries as they will stand in their file: an import checks what is read of the very text that it will write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

from ..book import Book
from ..diagnostics import BookError, Diagnostic, Severity
from ..editing import Draft, open_draft, plain, read_back
from ..model import TRACKERS
from ..parsed_cache import read_entry, remember
from ..settings import Site
from ..splices import Ready
from ..worker import Worker, can_fork
from ..yaml_nodes import Piece
from ..yaml_text import Style, item

MANY = 2000
"""So many entries to write are worth a second process."""


@dataclass(slots=True)
class Written:
    """The lines of an entry, none if it has no lines that read as one entry; and what was read of them."""

    lines: str
    piece: Piece


class New(Protocol):
    """An entry of a tracker that is to be written."""

    tracker: str
    fields: dict[str, Any]


@dataclass
class _Begun:
    tracker: str
    fields: dict[str, Any]


class Files:
    """The files of an import's entries, each opened once. `kind` names those for new ones."""

    def __init__(self, site: Site, book: Book, kind: str) -> None:
        self.site, self.book, self.kind = site, book, kind
        self.drafts: dict[str, tuple[Draft, bytes]] = {}
        self.styles: dict[str, Style] = {}
        self.worker: Worker | None = None
        self.is_alone = False
        """Whether a second process failed, so that this one does without."""

    def path(self, tracker: str) -> str:
        """Where new entries of a tracker go."""
        return f"{self.site.settings.data}/{tracker}/from-{self.kind}.yml"

    def draft(self, path: str) -> tuple[Draft, bytes]:
        """The draft of a file, and the bytes that it is of. Raises BookError if it is not as the book has it."""
        if path not in self.drafts:
            place = self.site.root / path
            known = next((origin.parsed for origin in self.book.origins.values() if origin.path == path), None)
            held = place.read_bytes() if place.is_file() else b""
            self.drafts[path] = open_draft(self.site.root, path, known=known), held
        return self.drafts[path]

    def written(self, entries: Sequence[New]) -> list[Written]:
        """New entries in the style of their file. What cannot be written has the value that it was meant to have."""
        self._open(entries)
        lines = [self._lines(entry) for entry in entries]
        pieces = [self._read(entry, text) for entry, text in zip(entries, lines, strict=True)]
        return [
            Written(text, piece) if piece else Written("", Piece(read_back(entry.fields)))
            for entry, text, piece in zip(entries, lines, pieces, strict=True)
        ]

    def _open(self, entries: Sequence[New]) -> None:
        for tracker in {entry.tracker for entry in entries} - self.styles.keys():
            self.styles[tracker] = self.draft(self.path(tracker))[0].style_of_new

    def begin(self, entries: Sequence[New], left: int = 0) -> Callable[[], list[Written]]:
        """Have new entries written; the result waits for them. If many are `left` that may be written after these, a
        second process does it. Who begins several waits for them in that order, and calls `close` at the end.
        """
        self._open(entries)  # what cannot be opened is to be heard of here
        if self.worker is None and not self.is_alone and left >= MANY and can_fork():
            with suppress(OSError):
                self.worker = Worker(self._begun)
        worker = self.worker
        if worker is None or not worker.ask([(entry.tracker, entry.fields) for entry in entries]):
            written = self.written(entries)
            return lambda: written

        def waited_for() -> list[Written]:
            try:
                return [Written(lines, Piece(*read)) for lines, *read in worker.answer()]
            except EOFError:  # what it did not do is done here
                self.close()
                self.is_alone = True
                return self.written(entries)

        return waited_for

    def _begun(self, entries: Iterable[tuple[str, dict[str, Any]]]) -> list[tuple[Any, ...]]:
        """In the second process: what `written` says, as plain data."""
        written = self.written([_Begun(*entry) for entry in entries])
        return [(one.lines, one.piece.value, one.piece.place, one.piece.cuts) for one in written]

    def close(self) -> None:
        """Let go of the second process."""
        if self.worker is not None:
            self.worker.close()
        self.worker = None

    def _lines(self, entry: New) -> str:
        try:
            return item(_ordered(entry.tracker, entry.fields), 0, self.styles[entry.tracker])
        except RecursionError:  # nested deeper than any entry is
            return ""

    def _read(self, entry: New, lines: str) -> Piece | None:
        return read_entry(self._whole(entry.tracker, lines), self.path(entry.tracker)) if lines else None

    def remember(self, tracker: str, entries: Iterable[Written]) -> None:
        """That these are about to be in their file: who reads it then need not read them again."""
        pieces = ((self._whole(tracker, written.lines), written.piece) for written in entries)
        remember(pieces, self.path(tracker), self.site.root)

    def _whole(self, tracker: str, lines: str) -> str:
        """An entry's text up to the next one."""
        return f"{lines}\n\n" if self.styles[tracker].spaced else f"{lines}\n"


def ready(fields: Mapping[str, Any], written: Written) -> Ready:
    """A new entry for `Draft.append`."""
    return Ready(fields, written.lines)


def unwritable(path: str, key: str) -> BookError:
    """An entry that has no text which says what it is."""
    message = f"{key} cannot be written so that it reads back"
    return BookError([Diagnostic(path, 0, 0, Severity.ERROR, message, "take it out of what you import")])


def _ordered(tracker: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A new entry's fields as YAML has them, in the order of the schema: the id, the title, the rest."""
    found = {
        name: value if type(value := fields[name]) is str else plain(value)
        for name in _ordered_names(tracker, *fields)
        if fields[name] is not None
    }
    if len(found) < len(fields):
        found |= {name: plain(value) for name, value in fields.items() if name not in found and value is not None}
    return found


@lru_cache(1024)
def _ordered_names(tracker: str, *names: str) -> tuple[str, ...]:
    """Those names that the schema has, in its order: most entries of a list have the same."""
    return tuple(name for name in _order(tracker) if name in names)


@cache
def _order(tracker: str) -> tuple[str, ...]:
    model = TRACKERS[tracker]
    first = ("id", model.title_field)
    own = [name for name in model.field_names() if name not in first]
    return (*first, *own[len(_COMMON) :], *own[: len(_COMMON)])


_COMMON = [name for name in TRACKERS["loops"].field_names() if name in TRACKERS["mocks"].field_names()]
