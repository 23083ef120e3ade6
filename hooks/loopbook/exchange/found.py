"""What an importer finds: entries, pages and files as plain data, and what it could not use and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from ..book import Book
from ..diagnostics import BookError, Diagnostic, Severity

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of it are done and how many there are."""


def silent(_what: str, _done: int, _all: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class InFile:
    """A file that somebody gave: its path below what was given, with `/`, and its bytes when asked for."""

    path: str
    load: Callable[[], bytes] = field(compare=False, repr=False)
    size: int = 0
    folder: str = ""
    """In which folder it lies, where `path` does not say: it was given by itself."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def source(self) -> str:
        """What it is called when somebody imports it again from another place: its folder and its name."""
        return "/".join(self.path.rsplit("/", 2)[-2:])


@dataclass(slots=True)
class Found:
    """An entry that a file holds, as far as the file tells.

    `fields` are named and shaped as in YAML. Topics, companies and rounds are names as found: the book's ids are
    looked up when it is merged. `names` are what else it may be recognised by, the surest first.
    """

    tracker: str
    fields: dict[str, Any]
    source: str
    """Which file says so, by a name that is the same at the next import."""
    place: str
    """File and line, for messages."""
    names: tuple[str, ...] = ()
    page: str = ""
    """Its page of notes, as Markdown without front matter."""


@dataclass(slots=True)
class FoundPage:
    """A page of notes: where it is to be in docs/, its front matter and its text.

    Links in the text to other things of the import, and from elsewhere of the same origin, are `import:<token>`.
    """

    uri: str
    meta: dict[str, Any]
    body: str
    source: str
    place: str


@dataclass(slots=True)
class FoundFile:
    """A picture or another file that a page needs."""

    uri: str
    file: InFile


@dataclass(frozen=True)
class Refused:
    """Something that was not taken, and why."""

    place: str
    reason: str


@dataclass
class Harvest:
    """All that an import found."""

    entries: list[Found] = field(default_factory=list)
    pages: list[FoundPage] = field(default_factory=list)
    files: list[FoundFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    places: dict[str, str | Found] = field(default_factory=dict)
    """Token → what it stands for: a path below docs/, or an entry, whose page it is."""
    notes: list[str] = field(default_factory=list)
    """What the owner may want to know."""
    rows: int = 0
    """How many rows, records or pages were read."""

    def refuse(self, place: str, reason: str) -> None:
        """Leave something out."""
        self.refused.append(Refused(place, reason))

    def __iadd__(self, other: Harvest) -> Harvest:
        self.entries += other.entries
        self.pages += other.pages
        self.files += other.files
        self.places |= other.places
        self.refused += other.refused
        self.notes += other.notes
        self.rows += other.rows
        return self


@dataclass(frozen=True)
class Names:
    """What the owner said that names in the files mean: `--map old=new`, for headings, companies, topics, tables."""

    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterator[str] | tuple[str, ...] | list[str]) -> Names:
        """From `old=new` pairs. Raises BookError for one that is not."""
        given = {}
        for pair in pairs:
            old, equals, new = pair.partition("=")
            if not equals or not old.strip() or not new.strip():
                raise failure(f"--map {pair} does not say what means what", "write --map 'old=new'")
            given[fold(old)] = new.strip()
        return cls(given)

    def __call__(self, name: str) -> str:
        """What a name means."""
        return self.given.get(fold(name), name) if self.given else name

    def get(self, name: str) -> str | None:
        """What a name was said to mean, if anything was said."""
        return self.given.get(fold(name))


@dataclass(frozen=True)
class Request:
    """What an importer is told besides the files."""

    names: Names = field(default_factory=Names)
    progress: Progress = silent
    dates: str = ""
    """How `03/04/2026` is meant: `dmy`, `mdy`, or not said."""
    book: Book | None = None
    """The book that it is for: links lead to what it has already."""


def fold(text: str) -> str:
    """A name without what people write in different ways: case, spaces, punctuation."""
    folded = text.casefold()
    if folded.isalnum():
        return folded
    return folded.translate(_SIGNS) if folded.isascii() else "".join(filter(str.isalnum, folded))


_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
"""All in ASCII that is no letter and no digit."""


def counted(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def failure(message: str, remedy: str = "", path: str = "import") -> BookError:
    """An error that stops an import or export."""
    return BookError([Diagnostic(path, 0, 0, Severity.ERROR, message, remedy)])


def needs(module: str, what: str) -> Any:
    """A library that only some formats want. Raises BookError with the way to get it."""
    try:
        return import_module(module)
    except ImportError:
        raise failure(f"{what} needs '{module}'", "run: pip install 'loopbook[exchange]'") from None
