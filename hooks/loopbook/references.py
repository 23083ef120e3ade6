"""Walks an entry by what its annotations say: which strings name other entries, which are prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from .model import Part, Prose, Ref
from .schema import PartType, optional, part_in
from .yaml_nodes import Path


@dataclass(frozen=True)
class _Field:
    name: str
    alias: str
    shape: str
    """`one`, `list`, `map` (its keys carry the mark), `part` or `parts`."""
    mark: Any
    optional: bool


@cache
def _fields(model: type[Part], mark_type: type) -> tuple[_Field, ...]:
    """The fields of a model that carry a mark of a type, or hold parts in which one does."""
    found = []
    for name, info in model.model_fields.items():
        annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        part = part_in(annotation)
        shape = ""
        mark: Any = None
        if part is not None:
            if part is model or _fields(part, mark_type):
                shape = "parts" if _is_list(annotation) else "part"
        else:
            mark, shape = _mark(annotation, mark_type, "one")
        if shape:
            found.append(_Field(name, info.alias or name, shape, mark, optional(_bare(annotation))))
    return tuple(found)


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _is_list(annotation: Any) -> bool:
    return get_origin(_bare(annotation)) is list


def _mark(annotation: Any, mark_type: type, shape: str) -> tuple[Any, str]:
    if get_origin(annotation) is Annotated:
        for mark in annotation.__metadata__:
            if isinstance(mark, mark_type):
                return mark, shape
        annotation = get_args(annotation)[0]
    inner = {list: "list", dict: "map"}.get(get_origin(annotation), shape)
    for argument in get_args(annotation):
        mark, found = _mark(argument, mark_type, inner)
        if mark is not None:
            return mark, found
    return None, ""


def references(part: Part, prefix: Path = ()) -> Iterator[tuple[Path, Ref, str]]:
    """Every string of a part that names an entry: its path in the YAML, what it names, and the string."""
    for field in _fields(type(part), Ref):
        value = getattr(part, field.name)
        if not value:
            continue
        path = (*prefix, field.alias)
        if field.shape == "one":
            yield path, field.mark, value
        elif field.shape == "list":
            yield from (((*path, i), field.mark, item) for i, item in enumerate(value))
        elif field.shape == "map":
            yield from (((*path, name), field.mark, name) for name in value)
        elif field.shape == "part":
            yield from references(value, path)
        else:
            for i, item in enumerate(value):
                yield from references(item, (*path, i))


def are_settled(part: Part, is_settled: Callable[[Ref, str], bool]) -> bool:
    """Whether each reference of a part is as it should be: far cheaper than to ask for them one by one."""
    for field in _fields(type(part), Ref):
        value = getattr(part, field.name)
        if not value:
            continue
        if field.shape == "one":
            if not is_settled(field.mark, value):
                return False
        elif field.shape in ("list", "map"):
            for item in value:
                if not is_settled(field.mark, item):
                    return False
        else:
            for inner in (value,) if field.shape == "part" else value:
                if not are_settled(inner, is_settled):
                    return False
    return True


Change = Callable[[Ref, str], str | None]
"""What a reference becomes: another id, or None if there is nothing that it may name."""


def rewrite(part: PartType, change: Change) -> PartType | None:
    """The part with each reference changed. One that becomes None goes, and a part that cannot do without it too."""
    updates: dict[str, Any] = {}
    for field in _fields(type(part), Ref):
        value = getattr(part, field.name)
        if not value:
            continue
        if field.shape == "one":
            new: Any = change(field.mark, value)
            if new is None and not field.optional:
                return None
        elif field.shape == "list":
            new = list(dict.fromkeys(n for item in value if (n := change(field.mark, item)) is not None))
        elif field.shape == "map":
            new = {n: text for name, text in value.items() if (n := change(field.mark, name)) is not None}
        elif field.shape == "part":
            new = rewrite(value, change)
        else:
            new = [n for item in value if (n := rewrite(item, change)) is not None]
        if new != value:
            updates[field.name] = new
    return part.model_copy(update=updates) if updates else part


def rewrite_prose(part: PartType, change: Callable[[str], str]) -> PartType:
    """The part with each text that people wrote replaced. One that becomes empty goes, if it may."""
    updates: dict[str, Any] = {}
    for field in _fields(type(part), Prose):
        value = getattr(part, field.name)
        if not value:
            continue
        if field.shape == "one":
            new: Any = change(value) or (None if field.optional else "…")
        elif field.shape == "list":
            new = [text for item in value if (text := change(item))]
        elif field.shape == "map":
            new = {name: text for name, item in value.items() if (text := change(item))}
        elif field.shape == "part":
            new = rewrite_prose(value, change)
        else:
            new = [rewrite_prose(item, change) for item in value]
        if new != value:
            updates[field.name] = new
    return part.model_copy(update=updates) if updates else part


def prose(part: Part, prefix: Path = (), *, sign: str = "") -> Iterator[tuple[Path, Prose, str]]:
    """Every text of a part that people wrote, or those with a sign in them: its path in the YAML, kind and text."""
    for field in _fields(type(part), Prose):
        value = getattr(part, field.name)
        if not value:
            continue
        if field.shape == "one":
            if sign in value:
                yield (*prefix, field.alias), field.mark, value
            continue
        path = (*prefix, field.alias)
        if field.shape == "list":
            yield from (((*path, i), field.mark, item) for i, item in enumerate(value) if sign in item)
        elif field.shape == "map":
            yield from (((*path, name), field.mark, text) for name, text in value.items() if sign in text)
        elif field.shape == "part":
            yield from prose(value, path, sign=sign)
        else:
            for i, item in enumerate(value):
                yield from prose(item, (*path, i), sign=sign)
