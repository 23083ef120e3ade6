"""Names in files → ids of the book: topics, rounds and companies, whatever they are called there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ..book import Book
from ..model import Company, Round, Visibility, slug
from .combining import LISTS, unique
from .found import Found, Names, fold
from .problem_names import WINDOWS

_ABOUT = {"topic": "topics", "round": "rounds", "company": "companies"}


class Resolver:
    """Looks names up, and keeps count of those that the book does not know.

    `add` takes an entry into the import and gives its key: how a company that is new comes into the book.
    """

    def __init__(
        self,
        book: Book,
        names: Names,
        visibility: str,
        companies: Callable[[], Mapping[str, str]],
        add: Callable[[Found], str | None] | None,
    ) -> None:
        self.book, self.names, self.visibility = book, names, visibility
        self.companies, self.add = companies, add
        self.unknown: dict[str, Counter[str]] = {noun: Counter() for noun in _ABOUT}
        self.new_companies: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        """Folded name of a company → its id, or nothing."""
        self._spelt: dict[str, str | None] = {}
        """The same by what files call it."""
        self._topics: dict[str, str | None] = {}
        self._rounds = {fold(name): r.id for r in book.all(Round) for name in (r.id, r.title)}

    def fields(self, found: Found) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a file says with the book's ids for names, and what has no shape in which names can be looked up. What
        the book does not know goes to `extra`.
        """
        fields, shapeless = _shaped(found)
        given = fields.get("extra")
        extra = {str(k): str(v) for k, v in given.items() if v is not None and str(v).strip()} if given else {}
        for name in ("topics", "competencies"):
            if fields.get(name):
                fields[name], unknown = self.topics(fields[name])
                if unknown:
                    extra["tags"] = ", ".join(unique([*extra.get("tags", "").split(", "), *unknown]))
        spelt = self._spelt
        if names := fields.get("companies"):
            fields["companies"] = unique([spelt[n] if n in spelt else self.company(n, found) for n in names])
        if found.tracker == "problems" and (asked := fields.get("asked")):
            told = [(spelt[n] if (n := a["company"]) in spelt else self.company(n, found), a) for a in asked]
            fields["asked"] = [{**a, "company": company} for company, a in told if company]
        if given := fields.pop("round", None):
            if known := self._rounds.get(fold(self.names(str(given)))):
                fields["round"] = known
            else:
                self.unknown["round"][str(given)] += 1
                extra["round"] = str(given)
        fields["extra"] = extra
        written = fields.pop("visibility", None)
        if self.visibility != "as-written":
            fields["visibility"] = self.visibility
        elif written in list(Visibility):
            fields["visibility"] = written
        for name in [name for name, value in fields.items() if not value and not isinstance(value, (int, float))]:
            del fields[name]
        return fields, shapeless

    def topics(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """The ids of the topics that the book knows, and the names of the others."""
        known, unknown = [], []
        for name in names:
            meant = self.names(name)
            if meant not in self._topics:
                forms = (self.book.taxonomy.find(form) for form in _forms(meant))
                self._topics[meant] = next((topic for topic in forms if topic), None)
            topic = self._topics[meant]
            if topic:
                known.append(topic)
            else:
                unknown.append(meant)
                self.unknown["topic"][meant] += 1
        return unique(known), unique(unknown)

    def company(self, name: str, found: Found) -> str | None:
        """The id of a company; one that the book does not know is added, if the owner wants."""
        if name not in self._spelt:
            folded = fold(name)
            if folded not in self._ids:
                self._ids[folded] = self._company(name, folded, found)
            self._spelt[name] = self._ids[folded] or None
        return self._spelt[name]

    def _company(self, name: str, folded: str, found: Found) -> str:
        meant = self.names(name)
        known = self.companies()
        key = known.get(f"title:{fold(meant)}") or known.get(f"id:{meant}")
        if key is None and self.add and fold(meant):
            key = self.add(_company(meant, found, (f"title:{fold(meant)}",)))
            if key:
                self.new_companies[key] = meant
        if key is None:
            self.unknown["company"][meant] += 1
            return ""
        entry_id = key.split("/", 1)[1]
        if folded != fold(meant) and f"title:{folded}" not in known and self.add:
            # What was joined once stays joined: the next import needs no --map.
            self.add(_company(meant, found, (f"id:{entry_id}", f"title:{folded}"), aliases=[name]))
        return entry_id

    def findings(self) -> Iterator[str]:
        """What the owner may want to know about the names."""
        for noun, names in self.unknown.items():
            if names:
                most = ", ".join(f"{name} ({count})" for name, count in names.most_common(12))
                more = f", and {len(names) - 12} more" if len(names) > 12 else ""
                where = "left out" if noun == "company" else "kept in `extra`"
                yield f"{_ABOUT[noun]} that the book does not know, {where}: {most}{more}; say --map 'name={noun}'"
        if self.new_companies:
            count = len(self.new_companies)
            what = f"{count} companies are" if count > 1 else f"{next(iter(self.new_companies.values()))} is"
            yield f"{what} new, private and on the wishlist; --no-add-companies leaves such out"
        every = {fold(c.name): c.name for c in self.book.all(Company)}
        every |= {fold(name): name for name in self.new_companies.values()}
        for name in self.new_companies.values():
            folded = fold(name)
            longer = [other for other in every if other != folded and len(folded) > 3 and other.startswith(folded)]
            near = longer or [other for other in get_close_matches(folded, every, n=2, cutoff=0.9) if other != folded]
            if near:
                yield f"'{name}' may be '{every[near[0]]}'; if so, --map '{name}={every[near[0]]}' joins them"


def _shaped(found: Found) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of an entry, and apart from them those that are no list of texts, no mapping or no list of companies
    where one has to be. A text is taken for a list of one, as everywhere.
    """
    fields = found.fields.copy()
    for name in _TEXTS & fields.keys():
        if (value := fields[name]) is not None:
            fields[name] = _texts(value)
    if fields.get("extra") and not isinstance(fields["extra"], Mapping):
        fields["extra"] = None
    if found.tracker == "problems" and (asked := fields.get("asked")) and not _are_asked(asked):
        fields["asked"] = None
    shapeless = {name: given for name, given in found.fields.items() if given is not None and fields[name] is None}
    return {name: value for name, value in fields.items() if name not in shapeless}, shapeless


_TEXTS = LISTS | {"private"}


def _texts(value: Any) -> list[str] | None:
    """The texts of a list, or None if it is something else."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if not isinstance(value, (list, tuple)):
        return None
    if all(type(item) is str for item in value):
        return list(value)
    known = all(isinstance(item, (str, int, float)) and not isinstance(item, bool) for item in value)
    return [str(item) for item in value] if known else None


def _are_asked(value: Any) -> bool:
    """Whether a value says of companies that they ask a problem."""
    return isinstance(value, list) and all(
        isinstance(one, Mapping)
        and isinstance(one.get("company"), str)
        and isinstance(one.get("window", "all"), str)
        and one.get("window", "all") in WINDOWS
        for one in value
    )


def _company(name: str, found: Found, names: tuple[str, ...], **fields: Any) -> Found:
    return Found("companies", {"name": name, **fields}, found.source, found.place, names)


def _forms(name: str) -> Iterator[str]:
    """Forms under which a topic may be known: as written, as a slug, without signs and brackets, plural or not."""
    short = name.split("(")[0].split("/")[0].strip()
    for words in dict.fromkeys((name, short)):
        if not words:
            continue
        yield words
        yield slug(words)
        for sign, word in (("&", "and"), ("/", "and"), ("-", " "), ("_", " ")):
            if sign in words:
                yield " ".join(words.replace(sign, f" {word} ").split())
                yield slug(words.replace(sign, f" {word} "))
        yield words.rstrip("s")
        yield f"{words}s"
