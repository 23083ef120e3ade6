"""Which entries a query means: `show: problems`, `where: {topics: two-pointers, mastery: [no-clue, bugs]}`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from ..diagnostics import Diagnostic, Severity, did_you_mean
from ..model import TRACKERS, Entry, Grade, Query
from ..schema import optional, part_in
from ..yaml_nodes import Parsed, Path
from .desk import Desk

SINGULAR = {"topic": "topics", "company": "companies", "list": "lists", "competency": "competencies"}
"""What people write for a field that holds several."""

DERIVED: dict[str, Callable[[Desk, Entry], list[str]]] = {
    "mastery": lambda desk, entry: [desk.mastery(entry) or "unseen"],
    "due": lambda desk, entry: [str(desk.is_due(entry)).lower()],
    "has-notes": lambda desk, entry: [str(desk.book.note_of(entry) is not None).lower()],
}
"""Fields that no file holds."""

DERIVED_VALUES = {
    "mastery": [*Grade, "unseen"],
    "due": ["true", "false"],
    "has-notes": ["true", "false"],
}
SORTS = ("weakest", "recall", "due", "title")
PARTS = ("page",)
"""What a block may show besides a tracker: the page's own generated part."""


def fields_of(tracker: str) -> list[str]:
    """The fields that `where` may name for a tracker."""
    model = TRACKERS[tracker]
    plain = [
        info.alias or name
        for name, info in model.model_fields.items()
        if part_in(info.annotation) is None and name not in ("notes", "private", "was", "extra", "visibility")
    ]
    return list(dict.fromkeys((*plain, *DERIVED)))


def values(desk: Desk, entry: Entry, field: str) -> list[str]:
    """What an entry says to a field, as strings."""
    if field in DERIVED:
        return DERIVED[field](desk, entry)
    value = getattr(entry, field, None)
    return (
        [_text(item) for item in value] if isinstance(value, (list, dict)) else [] if value is None else [_text(value)]
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.value if isinstance(value, StrEnum) else str(value)


def run(desk: Desk, query: Query, on: dt.date | None = None) -> list[Entry]:
    """The entries that a query means, sorted and cut as it says; weakest on the day `on` first if it does not say."""
    asked = ("run", *_asked(query.show, query.where), query.sort, on)
    if asked not in desk.memo:
        desk.memo[asked] = sort(desk, select(desk, query.show, query.where), query.sort, on)
    return desk.memo[asked][: query.limit]  # type: ignore[no-any-return]


def select(desk: Desk, tracker: str, where: dict[str, list[str]]) -> list[Entry]:
    """The entries of a tracker of which each field holds one of the values asked for; topics take in subtopics.

    The packs of many companies ask the same: it is worked out once a day, and so is the order of `run`.
    """
    asked = ("select", *_asked(tracker, where))
    if asked not in desk.memo:
        desk.memo[asked] = _select(desk, tracker, where)
    return desk.memo[asked]  # type: ignore[no-any-return]


def _asked(tracker: str, where: dict[str, list[str]]) -> tuple[object, ...]:
    """What a query selects by, as a key."""
    return tracker, tuple((name, tuple(wanted)) for name, wanted in where.items())


def _select(desk: Desk, tracker: str, where: dict[str, list[str]]) -> list[Entry]:
    tree = desk.book.taxonomy
    tests: list[Callable[[Entry], bool]] = []
    for name, wanted in where.items():
        field = SINGULAR.get(name, name)
        if field in ("topics", "competencies"):
            below = {t for want in wanted if (topic := tree.find(want)) for t in tree.below(topic)}
            tests.append(lambda e, f=field, below=below: not below.isdisjoint(getattr(e, f)))  # type: ignore[misc]
        else:
            tests.append(lambda e, f=field, want=set(wanted): not want.isdisjoint(values(desk, e, f)))  # type: ignore[misc]
    return [entry for entry in desk.book.entries[tracker].values() if all(test(entry) for test in tests)]


def sort(desk: Desk, entries: Iterable[Entry], by: str | None = None, on: dt.date | None = None) -> list[Entry]:
    """Entries in an order: a field or one of SORTS, backwards with a leading `-`. What lacks the field comes last."""
    field = (by or "weakest").lstrip("-")
    rows = list(entries)
    if field in ("weakest", "recall"):
        rows.sort(key=lambda e: desk.weakness(e, on))
    else:
        rows.sort(key=lambda e: _sort_key(desk, e, field))
    if by and by.startswith("-"):
        rows.reverse()
        rows.sort(key=lambda e: field not in SORTS and not values(desk, e, field))
    return rows


DIFFICULTY = ["easy", "medium", "hard"]


def _sort_key(desk: Desk, entry: Entry, field: str) -> tuple[bool, Any]:
    if field == "title":
        return False, entry.label.casefold()
    if field == "due":
        due = desk.due(entry)
        return due is None, due or dt.date.max
    value = getattr(entry, field, None)
    if field == "mastery":
        grade = desk.mastery(entry)
        return grade is None, list(Grade).index(grade) if grade else 0
    if value in (None, "", [], {}):
        return True, 0
    if field == "difficulty":
        return False, DIFFICULTY.index(value)
    return False, value if isinstance(value, (int, float, dt.date)) else ", ".join(
        values(desk, entry, field)
    ).casefold()


def problems(desk: Desk, query: Query, parsed: Parsed, path: str, prefix: Path = ()) -> Iterator[Diagnostic]:
    """What is wrong with a query whose shape is right: trackers, fields and values that there are not."""

    def wrong(place: Path, message: str, remedy: str, *, key: bool = False) -> Diagnostic:
        return Diagnostic(path, *parsed.at((*prefix, *place), key=key), Severity.ERROR, message, remedy)

    if query.show in PARTS:
        return
    if query.show not in TRACKERS:
        known = [*TRACKERS, *PARTS]
        remedy = did_you_mean(query.show, known, f"show one of {', '.join(known)}")
        yield wrong(("show",), f"nothing is called '{query.show}'", remedy)
        return
    fields = fields_of(query.show)
    for name, wanted in query.where.items():
        field = SINGULAR.get(name, name)
        if field not in fields:
            message = f"{query.show} have no field '{name}'"
            yield wrong(
                ("where", name), message, did_you_mean(name, fields, f"use one of {', '.join(fields)}"), key=True
            )
            continue
        allowed = _known_values(desk, query.show, field)
        for i, value in enumerate(wanted):
            is_alias = field in ("topics", "competencies") and desk.book.taxonomy.find(value)
            if allowed is not None and value not in allowed and not is_alias:
                remedy = did_you_mean(value, allowed, f"use one of {', '.join(allowed[:12])}" if allowed else "")
                listed = isinstance(_raw(parsed, (*prefix, "where", name)), list)
                yield wrong(("where", name, *([i] if listed else [])), f"no '{name}' is '{value}'", remedy)
    if query.sort is not None and query.sort.lstrip("-") not in (*fields, *SORTS):
        message = f"{query.show} cannot be sorted by '{query.sort}'"
        orders = (*SORTS, *(field for field in fields if field not in SORTS))
        remedy = did_you_mean(query.sort.lstrip("-"), orders, f"use one of {', '.join(orders)}")
        yield wrong(("sort",), message, remedy)


def _raw(parsed: Parsed, path: Path) -> Any:
    here = parsed.value
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    return here


def _known_values(desk: Desk, tracker: str, field: str) -> list[str] | None:
    """The values that a field can have, where there is a list of them; ids of hidden entries are no mistake."""
    if field in DERIVED_VALUES:
        return [str(value) for value in DERIVED_VALUES[field]]
    target = {"topics": "topics", "competencies": "topics", "companies": "companies", "round": "rounds"}.get(field)
    if target:
        hidden = [name.split("/", 1)[1] for name in desk.book.hidden if name.startswith(f"{target}/")]
        return [*desk.book.entries[target], *hidden]
    info = next((info for name, info in TRACKERS[tracker].model_fields.items() if (info.alias or name) == field), None)
    annotation = info.annotation if info else None
    for option in get_args(annotation) if optional(annotation) else (annotation,):
        if get_origin(option) is Literal:
            return [str(value) for value in get_args(option)]
    return None
