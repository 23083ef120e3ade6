"""What a file says of an entry laid over what the book says of it, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..book import Origin
from ..editing import read_back
from ..model import TRACKERS
from ..taxonomy import Taxonomy
from .found import Found, fold
from .new_entries import Written
from .problem_names import WINDOWS
from .recognition import FOREIGN
from .remembered import Remembered, gist

LISTS = frozenset(
    ("topics", "companies", "lists", "authors", "aliases", "values", "competencies", "questions", "was", "skills")
)
"""Fields of strings that grow."""
CHOSEN = ("topics", "competencies", "authors", "questions")
"""Lists that are left alone where the owner wrote them: a choice, not a collection."""
PUBLIC_LISTS = ("lists",)
"""Lists that do not grow on a public entry: what is added would be published."""
SLIGHT = ("acceptance", "kind")
"""That two files differ in one of these is not worth a word: it changes by the day, or was guessed of an address."""


@dataclass(frozen=True)
class Kept:
    """A field in which a file and the book differ, and the book wins."""

    key: str
    field: str
    yours: str
    theirs: str
    place: str


@dataclass(slots=True)
class Record:
    """An entry as it will be, and what of it is new."""

    key: str
    fields: dict[str, Any]
    origin: Origin | None
    public: bool
    place: str
    changed: dict[str, Any] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    """Fields that a file of this run has spoken about."""
    said: tuple[str, ...] = ()
    """Of one that is new, the names under which is remembered what the row that brought it said."""
    found: Found | None = None
    """Of one that is new, the row that brought it, until it is written and checked."""
    written: Written | None = None
    """Of one that is new, how it will be written, until something in it changes."""
    tracker: str = field(init=False)
    """Of which tracker it is."""

    def __post_init__(self) -> None:
        self.tracker = self.key.partition("/")[0]

    @property
    def is_new(self) -> bool:
        """Whether the book does not have it yet."""
        return self.origin is None


class Combiner:
    """Lays what files say over records, and notes the differences in which the book wins."""

    def __init__(self, remembered: Remembered, taxonomy: Taxonomy) -> None:
        self.remembered, self.taxonomy = remembered, taxonomy
        self.kept: dict[tuple[str, str, str], Kept] = {}

    def combine(self, record: Record, fields: dict[str, Any], found: Found) -> None:
        """Lay the fields that a file gives over a record."""
        if record.said and not record.touched:
            record.touched = {*record.fields, *record.said}
        for name, value in fields.items():
            if name in ("id", "visibility", "source") or (name == "name" and record.tracker == "companies"):
                continue
            if name == "url" and record.tracker == "problems" and record.fields.get("url"):
                continue  # another slug of the same problem is kept in `was`
            if name == "extra":
                self.extras(record, value, found)
            elif name == "asked" and record.tracker == "problems":
                self.asked(record, value, found)
            elif name in LISTS:
                self.items(record, name, value, found)
            else:
                self.value(record, name, value, found)

    def value(self, record: Record, name: str, value: Any, found: Found) -> None:
        """A field of one value: filled in if empty, brought up to date if this file wrote it last, else kept."""
        now = record.fields.get(name)
        said = self.remembered.said(record.key, name)
        first = name not in record.touched
        if now is None:
            if not record.is_new and same(self.default(record, name), value):
                return  # that is what the book says by saying nothing
            if said is None or record.is_new:  # what an import wrote and the owner took away stays away
                self.put(record, name, value, found)
        elif same(now, value):
            record.touched.add(name)
        elif first and said and said[0] == found.source and said[1] == _gist(now):
            self.put(record, name, value, found)
        elif name not in SLIGHT and not _alike(now, value):
            kept = Kept(record.key, name, short(now), short(value), found.place)
            self.kept.setdefault((record.key, name, fold(kept.theirs)), kept)

    def default(self, record: Record, name: str) -> Any:
        """What a field of an entry is where nothing is written; None if it is nothing."""
        model = TRACKERS[record.tracker]
        return None if name in model.required_fields() else model.defaults().get(name, ("", None))[1]

    def items(self, record: Record, name: str, items: list[str], found: Found) -> None:
        """A list: what is new to it is added; what an import added once and the owner took out stays out."""
        now = record.fields.get(name) or []
        now = [now] if isinstance(now, str) else list(now)
        said = self.remembered.said(record.key, name)
        before = set(said[1]) if said and isinstance(said[1], list) else set()
        there = {self._item(name, item) for item in now}
        new = [i for i in items if self._item(name, i) not in there and (i not in before or record.is_new)]
        owners = bool(now) and not record.is_new
        theirs = (name in CHOSEN and said is None) or (name in PUBLIC_LISTS and record.public)
        if new and not (owners and theirs):
            self.put(record, name, [*now, *new], found, remember=False)
            self.remembered.wrote(record.key, found.source, {name: sorted(before | set(new))})

    def _item(self, name: str, item: str) -> str:
        if name in ("topics", "competencies"):
            return self.taxonomy.find(item) or item
        return fold(item) if name in ("authors", "aliases") else item

    def extras(self, record: Record, extra: dict[str, str], found: Found) -> None:
        """What no field holds: each name like a field of its own, but for tags, which grow."""
        now = dict(record.fields.get("extra") or {})
        before = dict(now)
        for name, value in extra.items():
            if name in FOREIGN and value == record.key.partition("/")[2] and not record.is_new:
                continue  # its own id, come back
            held, inner = now.get(name), f"extra.{name}"
            said = self.remembered.said(record.key, inner)
            if held is None:
                fresh = said is None or record.is_new
            elif name == "tags":
                value = ", ".join(unique([*held.split(", "), *value.split(", ")]))
                fresh = value != held and (said is None or said[1] == gist(held))
            else:
                ours = said is not None and said[0] == found.source and said[1] == gist(held)
                fresh = ours and inner not in record.touched and not same(held, value)
            if held is not None and same(held, value):
                record.touched.add(inner)
            if fresh:
                now[name] = value
                record.touched.add(inner)
                self.remembered.wrote(record.key, found.source, {inner: gist(value)})
        if now != before:
            self.put(record, "extra", now, found, remember=False)

    def asked(self, record: Record, asked: list[dict[str, Any]], found: Found) -> None:
        """One line a company: the shortest span; of two for the same span the one that was there first."""
        now = {a["company"]: a for a in record.fields.get("asked") or [] if isinstance(a, dict) and "company" in a}
        result = dict(now)
        for new in asked:
            old, inner = result.get(new["company"]), f"asked.{new['company']}"
            said = self.remembered.said(record.key, inner)
            if old is None:
                better = said is None or record.is_new
            elif same(old, new):
                better = False
                record.touched.add(inner)
            else:
                ours = record.is_new or (said is not None and said[1] == _gist(old))
                shorter = WINDOWS.index(new.get("window", "all")) < WINDOWS.index(old.get("window", "all"))
                again = new.get("window", "all") == old.get("window", "all") and inner not in record.touched
                better = ours and (shorter or (again and said is not None and said[0] == found.source))
            if better:
                result[new["company"]] = new
                record.touched.add(inner)
                self.remembered.wrote(record.key, found.source, {inner: _gist(new)})
        if result != now:
            self.put(record, "asked", list(result.values()), found, remember=False)

    def put(self, record: Record, name: str, value: Any, found: Found, *, remember: bool = True) -> None:
        """Set a field of a record."""
        if not record.is_new and not record.changed:
            record.fields = dict(record.fields)  # until now they were the file's own
        record.fields[name] = value
        record.written = None
        record.touched.add(name)
        if not record.is_new:
            record.changed[name] = value
        if remember:
            self.remember(record, {name: read_back(value)}, found)

    def remember(self, record: Record, fields: dict[str, Any], found: Found) -> Collection[str]:
        """Note that a file wrote these fields, given as they read back. The result is their names there."""
        said: dict[str, Any] = {}
        for name, value in fields.items():
            if name in LISTS:
                said[name] = value
            elif name == "extra":
                for inner, text in value.items():
                    said[f"extra.{inner}"] = gist(text)
            elif name == "asked" and record.tracker == "problems":
                for one in value:
                    said[f"asked.{one['company']}"] = gist(one)
            elif name not in ("id", "visibility"):
                said[name] = gist(value)
        self.remembered.wrote(record.key, found.source, said)
        return said.keys()


def _gist(value: Any) -> str:
    """A value as the book will have it, in so few characters that it can be compared later."""
    return gist(value if type(value) is str and value.isascii() else read_back(value))


def unique(items: Iterable[str | None]) -> list[str]:
    """The items that there are, each once, in their order."""
    return [*dict.fromkeys(filter(None, items))]


def same(one: Any, other: Any) -> bool:
    """Whether YAML would say the same, but for the space around a text."""
    a, b = read_back(one), read_back(other)
    return (a.strip() == b.strip()) if isinstance(a, str) and isinstance(b, str) else bool(a == b)


def _alike(one: Any, other: Any) -> bool:
    """Whether the difference is not worth a word: case, spaces, punctuation."""
    a, b = read_back(one), read_back(other)
    return isinstance(a, str) and isinstance(b, str) and fold(a) == fold(b)


def words(value: Any) -> str:
    """A value in words."""
    return ", ".join(map(words, value)) if isinstance(value, list) else str(value)


def short(value: Any) -> str:
    """A value in a few words, for messages."""
    text = " ".join(words(value).split())
    return text if len(text) <= 60 else text[:57] + "…"
