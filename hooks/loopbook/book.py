"""The book: everything of one person's that one audience may see, checked and cross-referenced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from .diagnostics import Diagnostic
from .model import Entry, Plan, Visibility
from .notes import Card, Note
from .paths import page_uri
from .review_log import LogLine
from .settings import Settings
from .taxonomy import Taxonomy
from .yaml_nodes import Parsed, Path

EntryType = TypeVar("EntryType", bound=Entry)


@dataclass(frozen=True)
class Origin:
    """Where an entry is written: a file beside mkdocs.yml, and the line, counted from 1."""

    path: str
    line: int
    parsed: Parsed | None = field(default=None, compare=False, repr=False)
    prefix: Path = ()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    def at(self, path: Path) -> tuple[str, int, int]:
        """File, line and column of a value of the entry."""
        if self.parsed is None:
            return self.path, self.line, 1
        return self.path, *self.parsed.at((*self.prefix, *path))


@dataclass(frozen=True)
class Mention:
    """A link from one page to another: the uri that it is on, and the anchor that it names."""

    uri: str
    anchor: str = ""


@dataclass
class Book:
    """Everything of one person's that one audience may see, checked and cross-referenced."""

    audience: Visibility
    settings: Settings
    entries: dict[str, dict[str, Entry]]
    """Tracker → id → entry, in the order of the files."""
    notes: dict[str, Note]
    """uri → page, as the audience may read it."""
    taxonomy: Taxonomy
    plan: Plan | None
    reviews: list[LogLine]
    """The review log; each review names its item by the key that it has now."""
    origins: dict[str, Origin]
    """Key → where it is written. For notes, `docs/<uri>`."""
    hidden: frozenset[str]
    """Keys of entries and uris of notes that this audience may not see."""
    public: frozenset[str]
    """Keys and uris that a public build shows, whoever this book is for."""
    assets: frozenset[str]
    """Files of docs/ that this audience may have."""
    diagnostics: list[Diagnostic]
    ticks: dict[str, str] = field(default_factory=dict)
    """Name of a checklist's item → the day it was ticked. A public book has none."""
    backlinks: dict[str, list[Mention]] = field(default_factory=dict)
    """uri → the pages that link to it, each once."""
    includes: dict[str, str] = field(default_factory=dict)
    """In a public book: path beside mkdocs.yml → what pages may include of it with `--8<--`; nothing else."""

    def all(self, model: type[EntryType]) -> list[EntryType]:
        """The entries of a tracker, in the order of the files."""
        return list(self.entries[model.tracker].values())  # type: ignore[arg-type]

    def get(self, model: type[EntryType], entry_id: str | None) -> EntryType | None:
        """The entry of an id, if this audience may see it."""
        return self.entries[model.tracker].get(entry_id or "")  # type: ignore[return-value]

    def find(self, key: str) -> Entry | None:
        """The entry of a key (`problems/two-sum`)."""
        tracker, _, name = key.partition("/")
        return self.entries.get(tracker, {}).get(name)

    def note_of(self, entry: Entry) -> Note | None:
        """The page that the owner wrote about an entry."""
        return self.notes.get(entry.notes or page_uri(entry.tracker, entry.id))

    def source(self, tracker: str) -> str:
        """The first file of a tracker, where somebody would look for its entries."""
        first = next(iter(self.entries[tracker].values()), None)
        return self.origins[first.key].path if first else f"{self.settings.data}/{tracker}.yml"

    def cards(self) -> Iterator[tuple[Note, Card]]:
        """The cards in notes, with the note of each."""
        for note in self.notes.values():
            for card in note.cards:
                yield note, card

    @property
    def is_public(self) -> bool:
        """Whether the book is for the world."""
        return self.audience is Visibility.PUBLIC
