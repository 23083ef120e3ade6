"""The texts in values, in YAML's comments and in Markdown, each with its name or line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from ..model import Part, Ref
from ..schema import marks_in

SILENT = frozenset((bool, int, float, date, time, datetime, timedelta))
"""Types of values in which no text is: they are looked at by what else says them."""


class Field(NamedTuple):
    """A field of a model: its name, its name in YAML, what it refers to, and whether a schema says what it may be."""

    name: str
    alias: str
    ref: Ref | None
    is_chosen: bool


@cache
def fields_of(model: type[Part]) -> tuple[Field, ...]:
    """The fields of a model, in their order."""
    return tuple(
        Field(name, info.alias or name, _ref(model, name), _has_literal(info.annotation))
        for name, info in model.model_fields.items()
    )


@cache
def _spoken(model: type[Part]) -> tuple[Field, ...]:
    """The fields that may hold texts of the owner's."""
    return tuple(
        found for found in fields_of(model) if not found.is_chosen and found.name not in ("visibility", "private")
    )


def strings(value: Any, name: str = "") -> list[tuple[str, str]]:
    """The texts in a value, each with its field; not words that a schema gives to choose from, nor names of others."""
    found: list[tuple[str, str]] = []
    _gather(value, name, found)
    return found


def _gather(value: Any, name: str, found: list[tuple[str, str]]) -> None:
    if isinstance(value, str):
        if value and not isinstance(value, Enum):
            found.append((name, value))
    elif isinstance(value, Part):
        values = value.__dict__
        for field_name, alias, ref, _ in _spoken(type(value)):
            inner = values[field_name]
            if not inner or type(inner) in SILENT:
                continue
            if ref is None and type(inner) is str:
                found.append((alias, inner))
            elif ref is None:
                _gather(inner, alias, found)
            elif isinstance(inner, dict):
                _gather(list(inner.values()), alias, found)
    elif isinstance(value, dict):
        for key, item in value.items():
            if name and isinstance(key, str):
                found.append((name, key))
            _gather(item, name or str(key), found)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _gather(item, name, found)


def required_refs(part: Part) -> Iterator[tuple[Ref, str]]:
    """The references that a part cannot do without."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if info.is_required() and isinstance(value, str):
            yield from ((mark, value) for mark in info.metadata if isinstance(mark, Ref))


def _ref(model: type[Part], name: str) -> Ref | None:
    info = model.model_fields[name]
    marks = (*info.metadata, *marks_in(Annotated[(info.annotation, 0)]))
    return next((mark for mark in marks if isinstance(mark, Ref)), None)


def _has_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(_has_literal(inner) for inner in get_args(annotation))


def comments_of(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The comments of a YAML text, each with its line. A line of a text that begins with `#` passes for one too."""
    for number, line in enumerate(text.split("\n"), first_line) if "#" in text else ():
        match = _YAML_COMMENT.search(line) if "#" in line else None
        if match and "$schema=" not in match[1]:
            yield number, match[1]


_YAML_COMMENT = re.compile(r"(?:^|\s)#+(?!\w)\s*(.*)$")
_BEGINS = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]\s|`{3}|~{3}|!!!|\?\?\?|\[[^\]]+\]:|\*\[)")


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, items, rows and headings of a Markdown text, each with its line, counted from 0."""
    start, gathered = 0, list[str]()
    for number, line in enumerate(text.split("\n")):
        is_blank = not line.strip()
        if gathered and (is_blank or _BEGINS.match(line)):
            yield start, "\n".join(gathered)
            gathered = []
        if not is_blank:
            start = start if gathered else number
            gathered.append(line)
    if gathered:
        yield start, "\n".join(gathered)
