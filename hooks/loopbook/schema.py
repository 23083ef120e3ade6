"""Plain values → entries, with a diagnostic for each thing that does not fit, where it stands in its file."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .diagnostics import Diagnostic, Severity, did_you_mean
from .model import TRACKERS, Entry, Part, Plan, Prose, Review, slug
from .passages import without_passages
from .yaml_nodes import Parsed, Path

PartType = TypeVar("PartType", bound=Part)


def validate(
    model: type[PartType], raw: Any, parsed: Parsed, path: str, prefix: Path, subject: str
) -> tuple[PartType | None, list[Diagnostic]]:
    """One part of a file as a `model`, or None and why not.

    `prefix` is where `raw` stands in `parsed`; `subject` is what messages call it.
    """
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, [
            Diagnostic(
                path,
                *parsed.at((*prefix, *_yaml_path(raw, details)), key=details["type"] == "extra_forbidden"),
                Severity.ERROR,
                *_explain(model, details, subject),
            )
            for details in error.errors(include_url=False)
        ]


def subject_of(model: type[Entry], raw: Any, index: int) -> str:
    """What messages call an entry that may be broken: its key if it has the makings of one."""
    if isinstance(raw, dict):
        name = raw.get("id") or default_id(model, raw)
        if isinstance(name, str) and name:
            return f"{model.tracker}/{name}"
    return f"entry {index + 1} of {model.tracker}"


def default_id(model: type[Entry], raw: dict[str, Any]) -> str:
    """The id of an entry that gives none: the slug in a problem's url, else of its title without what of it is private,
    since an id stands in addresses.
    """
    url, title = raw.get("url"), raw.get(model.title_field)
    if model.tracker == "problems" and isinstance(url, str):
        match = re.search(r"/problems/([\w-]+)", url)
        if match:
            return match[1]
    return slug(without_passages(title)) if isinstance(title, str) and title.strip() else ""


def cut_values(model: type[Entry], parsed: Parsed, path: str) -> Iterator[Diagnostic]:
    """A warning for each text that ` #` cut short."""
    for place, (line, column) in parsed.cuts():
        names = [step for step in place if isinstance(step, str)]
        if names and _is_prose(model, names):
            message = f"'{names[-1]}' ends at a ' #', which begins a comment"
            remedy = "put the value in quotes, or two spaces before a '#' that is meant as a comment"
            yield Diagnostic(path, line, column, Severity.WARNING, message, remedy)


def _is_prose(model: type[Part], names: list[str]) -> bool:
    for info_name, info in model.model_fields.items():
        if (info.alias or info_name) != names[0]:
            continue
        inner = part_in(info.annotation)
        if inner is not None:
            return _is_prose(inner, names[1:]) if len(names) > 1 else False
        return any(isinstance(mark, Prose) for mark in marks_in(Annotated[(info.annotation, *info.metadata, 0)]))
    return False


def part_in(annotation: Any) -> type[Part] | None:
    """The Part that an annotation holds, directly or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    for argument in get_args(annotation):
        found = part_in(argument)
        if found is not None:
            return found
    return None


def marks_in(annotation: Any) -> Iterator[Any]:
    """Every `Annotated` mark in an annotation, however deep."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for argument in get_args(annotation):
        if get_origin(argument) is not None:
            yield from marks_in(argument)


def _yaml_path(raw: Any, details: ErrorDetails) -> Path:
    """The error's path without the steps that pydantic adds for the members of a union and the keys of a mapping."""
    steps: list[str | int] = []
    here: Any = raw
    for step in details["loc"]:
        in_mapping = isinstance(here, dict) and step in here
        in_list = isinstance(here, list) and isinstance(step, int) and step < len(here)
        if in_mapping or in_list:
            here = here[step]
            steps.append(step)
        elif isinstance(here, dict) and details["type"] == "missing":
            steps.append(step)
    return tuple(steps)


_EXPECTED = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "date_type": "a date like 2026-11-20",
    "date_from_datetime_parsing": "a date like 2026-11-20",
}


def _explain(model: type[Part], details: ErrorDetails, subject: str) -> tuple[str, str]:
    """A message and a remedy for one of pydantic's errors."""
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    steps = [step for step in details["loc"] if isinstance(step, str) and step != "[key]"]
    name = steps[-1] if steps else ""
    where = f"'{name}' of {subject}" if name else subject
    if kind == "extra_forbidden":
        fields = _fields_at(model, details["loc"])
        return f"unknown field '{name}' in {subject}", did_you_mean(name, fields, f"it may have {_or(fields)}")
    if kind == "missing":
        return f"{subject} has no '{name}'", f"add '{name}: …'"
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", context["expected"])
        return f"{where} is {_what(given)}", did_you_mean(str(given), allowed, f"use {_or(allowed)}")
    if kind in ("date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact"):
        return f"{where} is '{given}', which is not a date", _date_remedy(str(given))
    if kind in _EXPECTED:
        return f"{where} is {_what(given)}", f"give {_EXPECTED[kind]}"
    if kind in ("string_too_short", "too_short"):
        return f"{where} is empty", "fill it in or take it away"
    if kind == "string_pattern_mismatch":
        return f"{where} is '{given}', which is not {_pattern_name(context['pattern'])}", "mend it or take it away"
    if kind == "value_error":
        return f"{where} is '{given}'", str(context["error"])
    message = details["msg"][0].lower() + details["msg"][1:]
    return f"{where} is {_what(given)}", message.replace("input ", "the value ")


def _pattern_name(pattern: str) -> str:
    if "https" in pattern:
        return "a web address (https://…)"
    if pattern.startswith("^10"):
        return "a DOI (10.1000/…)"
    return "an arXiv id (1706.03762)"


def _fields_at(model: type[Part], loc: tuple[str | int, ...]) -> list[str]:
    here: type[Part] = model
    for step in loc[:-1]:
        info = next((i for n, i in here.model_fields.items() if (i.alias or n) == step), None)
        inner = part_in(info.annotation) if info else None
        here = inner or here
    return list(here.field_names())


def _what(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "empty" if value is None else f"'{value}'"


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _date_remedy(text: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if match and 1 <= int(match[2]) <= 12:
        year, month = int(match[1]), int(match[2])
        if year >= 1:
            return f"{calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days"
    return "give a date like 2026-11-20"


@cache
def document_model(tracker: str) -> Any:
    """The type of a tracker's whole file: a list of entries, the plan's mapping, or that of the ticks."""
    if tracker == "plan":
        return Plan
    if tracker == "ticks":
        return dict[str, dt.date]
    item: Any = Review if tracker == "reviews" else TRACKERS[tracker]
    return list[item]


def json_schema(tracker: str) -> str:
    """The JSON Schema of a tracker's file, for editors: completion, and checks while typing."""
    schema = TypeAdapter(document_model(tracker)).json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": tracker} | _for_editors(schema)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _for_editors(schema: Any) -> Any:
    """One text is taken for a list of one, and an empty value for none, so editors should not mind either."""
    if isinstance(schema, list):
        return [_for_editors(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: _for_editors(value) for name, value in schema.items()}
    if schema.get("type") == "array" and schema.get("items", {}).get("type") == "string":
        items = schema.pop("items")
        schema.pop("type")
        least = schema.pop("minItems", None)
        array = {"type": "array", "items": items} | ({"minItems": least} if least else {})
        schema["anyOf"] = [array, items]
    return schema


def optional(annotation: Any) -> bool:
    """Whether an annotation takes None."""
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)
