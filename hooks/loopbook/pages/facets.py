"""What tables are filtered by. A new facet is a new line in FACETS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..markdown_text import plain_text
from ..model import Company, Entry, Grade, Query, Stage
from ..study.desk import Desk, once
from ..study.packs import asked_by
from ..study.query import DIFFICULTY, select
from .tables import Facet, Row, Said, digest_of

UNSEEN = "unseen"
WEAK = "weak"
MASTERY = {**{grade.value: grade.value.replace("-", " ") for grade in Grade}, UNSEEN: "not yet"}
"""How well something is known, in words."""

Values = Callable[[Desk, Entry], Sequence[str]]
Labels = Callable[[Desk], dict[str, str]]


@dataclass(frozen=True)
class Kind:
    """A facet before it meets entries: its heading, what an entry says to it, and value → label in order.

    Without `labels`, values are in alphabetical order under their own names.
    """

    title: str
    values: Values
    labels: Labels | None = None
    backwards: bool = False
    tree: bool = False
    """Whether the values are topics, to be shown as the tree that they are."""


def _field(name: str) -> Values:
    def values(_: Desk, entry: Entry) -> list[str]:
        value = getattr(entry, name, None)
        return [str(v) for v in value] if isinstance(value, list) else [] if value is None else [str(value)]

    return values


def _topics(name: str) -> Values:
    """Topics with all that is above them, so that a filter takes in subtopics."""

    def values(desk: Desk, entry: Entry) -> list[str]:
        tree = desk.book.taxonomy
        own = getattr(entry, name)
        return list(dict.fromkeys(step for topic in own if topic in tree.topics for step in tree.path(topic)))

    return values


def _mastery(desk: Desk, entry: Entry) -> list[str]:
    weak = [WEAK] if desk.weakness(entry)[0] == 0 else []
    return [*weak, desk.mastery(entry) or UNSEEN]


def _due(desk: Desk, entry: Entry) -> list[str]:
    due = desk.due(entry)
    if due is None:
        return []
    return ["due", "week"] if due <= desk.today else ["week"] if due <= desk.today + dt.timedelta(days=7) else ["later"]


def rounds_of(desk: Desk, entry: Entry) -> Sequence[str]:
    """The rounds that an entry prepares for."""
    return _fed(desk).get(entry.key, ())


@once
def _fed(desk: Desk) -> dict[str, list[str]]:
    """Key → the rounds that it prepares for: its own, and those whose feeds take it in."""
    found: dict[str, list[str]] = {}
    for r in desk.rounds:
        feeds = r.feeds or [Query(show=show, where={"topics": r.topics}) for show in ("problems", "papers") if r.topics]
        keys = {e.key for feed in feeds if feed.show in desk.book.entries for e in select(desk, feed.show, feed.where)}
        keys |= {q.key for q in desk.book.entries["questions"].values() if getattr(q, "round", None) == r.id}
        for key in keys:
            found.setdefault(key, []).append(r.id)
    return found


def _stages(_: Desk, entry: Entry) -> list[str]:
    assert isinstance(entry, Company)
    return list(dict.fromkeys(r.stage.value for r in entry.rounds))


def _asked(_: Desk, entry: Entry) -> list[str]:
    assert isinstance(entry, Company)
    return list(dict.fromkeys(r.round for r in entry.rounds))


def _names(tracker: str) -> Labels:
    @once
    def labels(desk: Desk) -> dict[str, str]:
        entries = desk.rounds if tracker == "rounds" else desk.book.entries[tracker].values()
        return {entry.id: plain_text(entry.label) for entry in entries}

    return labels


def _given(labels: dict[str, str]) -> Labels:
    return lambda _: labels


def _words(*values: str) -> Labels:
    return _given({value: value.replace("-", " ") for value in values})


FACETS: dict[str, Kind] = {
    "topics": Kind("Topic", _topics("topics"), _names("topics"), tree=True),
    "competencies": Kind("Competency", _topics("competencies"), _names("topics"), tree=True),
    "difficulty": Kind("Difficulty", _field("difficulty"), _words(*DIFFICULTY)),
    "mastery": Kind("Mastery", _mastery, _given({WEAK: "weak", **MASTERY})),
    "due": Kind("Due", _due, _given({"due": "due now", "week": "within a week", "later": "later"})),
    "companies": Kind("Company", asked_by, _names("companies")),
    "round": Kind("Round", rounds_of, _names("rounds")),
    "loop": Kind("Round", _asked, _names("rounds")),
    "stage": Kind("Stage", _stages, _words(*Stage)),
    "tier": Kind("Tier", _field("tier"), _names("tiers")),
    "lists": Kind("List", _field("lists")),
    "kind": Kind("Kind", _field("kind")),
    "status": Kind("Status", _field("status")),
    "year": Kind("Year", _field("year"), backwards=True),
}
"""Name in URLs → facet."""


def values_of(desk: Desk, entry: Entry, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What an entry says to each of some facets."""
    return {name: tuple(map(str, FACETS[name].values(desk, entry))) for name in names}


def facets_of(desk: Desk, rows: Sequence[Row], names: Sequence[str]) -> list[Facet]:
    """Those of some facets that tell rows apart, with the values that there are."""
    said = [row.said for row in rows]
    by_some, by_all = frozenset[Said]().union(*said), said[0].intersection(*said) if said else frozenset()
    values: dict[str, set[str]] = {name: set() for name in names}
    for name, value in by_some:
        values[name].add(value)
    found = (_facet(desk, values[name], name) for name in names)
    return [facet for facet in found if any((facet.id, value) not in by_all for value in facet.labels)]


def facets_made_of(desk: Desk, names: Sequence[str]) -> str:
    """What `facets_of` makes of some rows, beside them: equal texts and equal rows, equal facets."""
    return " ".join(f"{name} {_digests(desk)[name]}" for name in names)


@once
def _digests(desk: Desk) -> dict[str, str]:
    """Facet → the digest of all its labels, in order, and how deep they stand."""
    tree, found = desk.book.taxonomy, {}
    for name, kind in FACETS.items():
        labels = kind.labels(desk) if kind.labels else {}
        depths = [tree.depth(value) for value in labels] if kind.tree else []
        found[name] = digest_of(((*labels.items(),), depths))
    return found


def _facet(desk: Desk, seen: set[str], name: str) -> Facet:
    kind = FACETS[name]
    named = kind.labels(desk) if kind.labels and seen else {}
    labels = {value: label for value, label in named.items() if value in seen}
    rest = sorted(seen - labels.keys(), reverse=kind.backwards)
    labels |= {value: value.replace("-", " ") for value in rest if not kind.tree}
    tree = desk.book.taxonomy
    depths = {value: tree.depth(value) for value in labels} if kind.tree else {}
    return Facet(name, kind.title, labels, depths)
