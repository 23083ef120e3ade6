"""A harvest held against the book: what is new, what is known, what differs. Decides; writes nothing.

An entry is recognised by its `names`, the surest first. A field of an entry that is there is filled in if it is empty,
brought up to date if an import wrote it last and nobody touched it since, and otherwise left as the owner has it.
Lists grow by what is new to them; what the owner took out stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..book import Book, Origin
from ..editing import read_back
from ..model import TRACKERS, Paper, Problem, slug
from .combining import Combiner, Kept, Record, short, words
from .found import Found, Harvest, Names, Progress, Refused, silent
from .new_entries import Files
from .recognition import names_of, names_of_id
from .remembered import Remembered
from .resolving import Resolver
from .settling import Settling, checked


@dataclass(frozen=True)
class Options:
    """What the owner wants of an import."""

    names: Names = field(default_factory=Names)
    visibility: str = "private"
    """`private`, `public`, or `as-written` in the files."""
    add_companies: bool = True
    """Whether companies that the book does not know come into it."""
    deleted: bool = False
    """Whether entries and pages that an import brought and the owner took out come in again."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Fields of every new entry: `--set round=ml-breadth`."""


@dataclass
class Merged:
    """What an import would do to the trackers."""

    records: dict[str, Record]
    """Key → the entry, of those that are new or changed."""
    kept: list[Kept]
    refused: list[Refused]
    notes: list[str]
    keys: dict[int, str]
    """`id()` of a Found → the key of its entry."""
    gone: set[str]
    """What an import brought once and the owner took out: keys."""


def merge(
    book: Book, harvest: Harvest, remembered: Remembered, files: Files, options: Options, progress: Progress = silent
) -> Merged:
    """Hold what was found against the book, in the order in which it was found. Adds to what is `remembered`. New
    entries are written as `files` has them; raises BookError for one that cannot be.
    """
    merger = _Merger(book, remembered, files, options, len(harvest.entries))
    try:
        for done, found in enumerate(harvest.entries):
            if done % 500 == 0:
                progress("comparing", done, len(harvest.entries))
            merger.take(found)
            if not found.page:
                found.fields, found.names = {}, ()  # nobody asks for them again, and a long list is not held twice
        merger.settling.all()
        for record in [record for record in merger.records.values() if record.is_new and record.written is None]:
            merger.settling.add(record)  # once more those to which another row added since
        merger.settling.all()
    finally:
        files.close()
    for record in merger.records.values():
        merger.finish(record)
    merged = Merged(
        {key: record for key, record in merger.records.items() if record.is_new or record.changed},
        list(merger.combiner.kept.values()),
        [*harvest.refused, *merger.refused],
        [*harvest.notes, *merger.resolver.findings(), *merger.findings()],
        merger.keys,
        merger.gone,
    )
    del merger.resolver, merger.settling  # each holds the other, and an import does not look for such garbage
    return merged


class _Merger:
    def __init__(self, book: Book, remembered: Remembered, files: Files, options: Options, left: int) -> None:
        self.book, self.options = book, options
        self.combiner = Combiner(remembered, book.taxonomy)
        self.resolver = Resolver(
            book, options.names, options.visibility, lambda: self.known("companies"),
            (lambda found: self.take(found, is_named=True)) if options.add_companies else None,
        )  # fmt: skip
        self.records: dict[str, Record] = {}
        self.refused: list[Refused] = []
        self.settling = Settling(files, self.combiner, self.refused, self.drop, left)
        self.index: dict[str, dict[str, str]] = {}
        self.taken: dict[str, set[str]] = {}
        self.hidden: set[str] = set()
        self.gone: set[str] = set()
        """Entries that the owner took out."""
        self.keys: dict[int, str] = {}
        self.defaults: dict[str, dict[str, Any]] = {}
        """Tracker → what the owner wants in each of its entries that is new."""
        self.marks: dict[str, dict[str, str]] = {}
        """Key → what files say, where that is more than what the book says."""

    def known(self, tracker: str) -> dict[str, str]:
        """Name → key, for the entries of a tracker, those of this import included."""
        if tracker not in self.index:
            names: dict[str, str] = {}
            for entry in self.book.entries[tracker].values():
                key = entry.key
                for name in names_of(entry):
                    names.setdefault(name, key)
            self.index[tracker] = names
            self.taken[tracker] = {entry_id.casefold() for entry_id in self.book.entries[tracker]}
        return self.index[tracker]

    def take(self, found: Found, *, is_named: bool = False) -> str | None:
        """Take in what a file says of an entry; the result is the entry's key, or None if it was refused. Of a company
        that only another entry names (`is_named`), nothing else is known.
        """
        fields, shapeless = self.resolver.fields(found)
        names = self.known(found.tracker)
        key = self.match(found, fields, names)
        if key in self.records and self.records[key].found is not None:
            self.settling.all()
            key = self.match(found, fields, names)  # it may have been left out
        if key is None:
            for name, value in shapeless.items():
                fields["extra"] = {**fields.get("extra", {}), name: words(value)}
                self.refused.append(Refused(found.place, f"{name} '{short(value)}' does not fit: in extra.{name}"))
            if not is_named:
                self.add_defaults(fields, found)
            key = self.added(found, fields)
            if key is None:
                return None
        else:
            record = self.records.get(key) or self.opened(key, found)
            for name, value in shapeless.items():
                self.refused.append(Refused(found.place, f"{name} '{short(value)}' does not fit {key}"))
            self.combiner.combine(record, fields, found)
            if found.tracker == "problems":
                self.renamed(record, found)
        self.keys[id(found)] = key
        mine, more = self.marks_of(key), _marks(found.names)
        if not more.items() <= mine.items():
            self.marks[key] = mine | more
        for name in found.names:
            if name.startswith("vacant:"):  # a company without a role takes one application; the next is another
                names.pop(name, None)
            else:
                names.setdefault(name, key)
        return key

    def match(self, found: Found, fields: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
        """The key of the entry that a file speaks of, None if it is new."""
        if fields.get("id") and (key := names.get(f"id:{fields['id']}")):
            return key
        for name in found.names:
            if (key := names.get(name)) is not None and self.is_same(key, name, found):
                return key
        return None

    def is_same(self, key: str, name: str, found: Found) -> bool:
        """Whether a name that they share makes a thing an entry: a title does not, if their numbers or ids differ."""
        if not name.startswith("title:"):
            return True
        mine = self.marks_of(key)
        return all(mine.get(kind, value) == value for kind, value in _marks(found.names).items())

    def marks_of(self, key: str) -> dict[str, str]:
        """The number and the arXiv id of an entry, as the book has them and as this import has said since."""
        if key in self.marks:
            return self.marks[key]
        entry = self.book.find(key)
        if isinstance(entry, Problem):
            return {"number": str(entry.number)} if entry.number else {}
        return _marks(names_of(entry)) if isinstance(entry, Paper) else {}

    def opened(self, key: str, found: Found) -> Record:
        """A record of an entry that the book has."""
        origin = self.book.origins[key]
        record = Record(key, _written(origin), origin, key in self.book.public, found.place)
        self.records[key] = record
        return record

    def added(self, found: Found, fields: dict[str, Any]) -> str | None:
        """A record of an entry that is new, under an id that is free."""
        model = TRACKERS[found.tracker]
        if not fields.get(model.title_field):
            self.settling.all()
            self.refused.append(Refused(found.place, f"has no {model.title_field}"))
            return None
        title = str(fields[model.title_field])
        if fields.get("role") and slug(title) in self.taken[found.tracker]:
            title = f"{title} {fields['role']}"
        wanted = str(fields.get("id") or _slug_in(found.names) or slug(title))
        if self.settling and wanted.casefold() in self.taken[found.tracker]:
            self.settling.all()
        entry_id, count = wanted, 1
        while entry_id.casefold() in self.taken[found.tracker]:
            count += 1
            entry_id = f"{wanted}-{count}"
        key = f"{found.tracker}/{entry_id}"
        if key in self.gone or (self.combiner.remembered.knows(key) and not self.options.deleted):
            self.gone.add(key)
            return None
        fields["id"] = entry_id
        record = Record(key, fields, None, self.options.visibility == "public", found.place)
        record.found = found
        self.taken[found.tracker].add(entry_id.casefold())
        self.records[key] = record
        names = self.known(found.tracker)
        for name in names_of_id(found.tracker, entry_id, fields.get("extra", ())):  # as the next import will know it
            names.setdefault(name, key)
        self.marks[key] = {}  # the book says nothing of it
        self.settling.add(record)
        if found.tracker == "companies":  # what names a company must know if it is in
            self.settling.all()
        return key if key in self.records else None

    def add_defaults(self, fields: dict[str, Any], found: Found) -> None:
        """What the owner wants in each new entry, with the book's ids for names."""
        if found.tracker not in self.defaults:
            has_field = TRACKERS[found.tracker].has_field
            given = {name: value for name, value in self.options.defaults.items() if has_field(name)}
            resolved, _ = self.resolver.fields(Found(found.tracker, given, found.source, found.place))
            self.defaults[found.tracker] = {name: value for name, value in resolved.items() if name != "visibility"}
        for name, value in self.defaults[found.tracker].items():
            if name == "extra":
                fields[name] = {**value, **fields.get(name, {})}
            else:
                fields.setdefault(name, value)

    def renamed(self, record: Record, found: Found) -> None:
        """A problem that goes by another slug in a file: remembered as what it was called."""
        other, own = _slug_in(found.names), record.key.split("/", 1)[1]
        known = f"/{other}/" in str(record.fields.get("url", "")) or self.book.find(f"problems/{other}")
        if other and other != own and not known and f"problems/{other}" not in self.records:
            self.combiner.items(record, "was", [other], found)

    # -- checks ------------------------------------------------------------------------------------------------------

    def drop(self, keys: set[str]) -> None:
        """Let go of entries that were taken in too early."""
        for key in keys:
            tracker, _, entry_id = key.partition("/")
            self.taken[tracker].discard(entry_id.casefold())
            del self.records[key], self.marks[key]
        for names in self.index.values():
            for name in [name for name, held in names.items() if held in keys]:
                del names[name]
        self.keys = {found: held for found, held in self.keys.items() if held not in keys}

    def finish(self, record: Record) -> None:
        """Check an entry that changed, and keep what came in from being published by accident."""
        if record.is_new or not record.changed:
            return
        model = TRACKERS[record.tracker]
        problems = checked(record, read_back(record.fields))[1]
        if problems:
            wrong = {part for message in problems for part in message.split("'")[1::2]}
            for name in [name for name in record.changed if name in wrong] or list(record.changed):
                value = record.changed.pop(name)
                self.refused.append(Refused(record.place, f"{name} '{short(value)}' does not fit {record.key}"))
        if record.public and self.options.visibility == "private" and record.changed:
            held = record.fields.get("private") or []
            held = [held] if isinstance(held, str) else list(held)
            free = {*model.required_fields(), *model.owner_only, "aliases"}
            new = [name for name in record.changed if name not in free and name not in held]
            if new:
                record.changed["private"] = [*held, *new]
                self.hidden.update(new)

    def findings(self) -> list[str]:
        """What the owner is to know about what was hidden."""
        if not self.hidden:
            return []
        return [f"on public entries, what is added is named in `private`: {', '.join(sorted(self.hidden))}"]


def _marks(names: Iterable[str]) -> dict[str, str]:
    """Those of the names that a thing has one of, by kind."""
    return dict([name.split(":", 1) for name in names if name.startswith(("arxiv:", "number:"))])


def _written(origin: Origin) -> dict[str, Any]:
    """What an entry's file says of it, as written."""
    here: Any = origin.parsed.value if origin.parsed else {}
    for step in origin.prefix:
        here = here[step]
    return here if isinstance(here, dict) else {}


def _slug_in(names: tuple[str, ...]) -> str:
    for name in names:
        if name.startswith("slug:"):
            return name[5:]
    return ""
