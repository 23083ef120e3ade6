"""Options of a command from the fields of a model, and an entry from what was typed: a new field is an option."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from ..book import Book
from ..diagnostics import BookError, did_you_mean, errors
from ..identity import folded
from ..meanings import meanings
from ..model import TRACKERS, Entry, Part, Prose, Ref
from ..references import references, rewrite
from ..schema import marks_in, part_in, validate
from ..yaml_nodes import Parsed
from .context import is_interactive, prompt

PartType = TypeVar("PartType", bound=Part)
DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def simple_fields(model: type[Part], skip: Iterable[str] = ()) -> dict[str, FieldInfo]:
    """The fields that fit on a command line, by their names in YAML: no mappings, no lists of mappings."""
    shared = Entry.model_fields if issubclass(model, Entry) else {}
    names = sorted(model.model_fields, key=lambda name: name in shared)  # what is special of a kind first
    fields = {model.model_fields[name].alias or name: model.model_fields[name] for name in names}
    return {
        name: info
        for name, info in fields.items()
        if name not in skip and part_in(info.annotation) is None and not holds(info.annotation, dict)
    }


def options(model: type[Part], skip: Iterable[str] = ()) -> Callable[[Any], Any]:
    """A decorator that gives a command an option for each simple field."""
    texts = {model.model_fields[name].alias or name: text for name, text in meanings(model).items()}

    def decorate(function: Any) -> Any:
        for name, info in reversed(simple_fields(model, skip).items()):
            function = _option(name, info, _sentence(texts.get(name, "")))(function)
        return function

    return decorate


def _option(name: str, info: FieldInfo, text: str) -> Any:
    flag = f"--{name.replace('_', '-')}"
    choices = _choices(info.annotation)
    if info.annotation is bool:
        return click.option(flag, name, is_flag=True, default=None, help=text)
    if is_list(info):
        more = "" if _is_prose(info) else ", several with commas"
        return click.option(flag, name, multiple=True, help=f"{text} Repeat for several{more}.".strip())
    if choices:
        return click.option(flag, name, type=click.Choice(choices), help=text)
    metavar = "DATE" if _is_date(info) else "NUMBER" if holds(info.annotation, int, float) else "TEXT"
    return click.option(flag, name, metavar=metavar, help=text)


def _sentence(description: str) -> str:
    """The first sentence of a field's docstring, without Markdown."""
    text = " ".join(description.split()).replace("`", "")
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def is_list(info: FieldInfo) -> bool:
    """Whether a field holds several values."""
    return get_origin(info.annotation) is list


def _is_prose(info: FieldInfo) -> bool:
    return any(isinstance(mark, Prose) for mark in marks_in(info.annotation))


def _is_date(info: FieldInfo) -> bool:
    return holds(info.annotation, dt.date)


def holds(annotation: Any, *types: type) -> bool:
    """Whether an annotation is one of the types, or has one in it."""
    return annotation in types or get_origin(annotation) in types or any(holds(a, *types) for a in get_args(annotation))


def _choices(annotation: Any) -> list[str]:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Enum):
            return [str(member.value) for member in part]
        if get_origin(part) is Literal:
            return [str(value) for value in get_args(part)]
    return []


def typed(model: type[Part], given: dict[str, Any], today: dt.date, skip: Iterable[str] = ()) -> dict[str, Any]:
    """The fields that were given, as YAML would have them: commas make lists, `today` a date."""
    raw: dict[str, Any] = {}
    for name, info in simple_fields(model, skip).items():
        value = given.get(name)
        if value is None or value in ((), ""):
            continue
        if is_list(info):
            words = list(value) if _is_prose(info) else [word for part in value for word in part.split(",")]
            raw[name] = [word.strip() for word in words if word.strip()]
        elif _is_date(info) and value in DAYS:
            raw[name] = (today + dt.timedelta(days=DAYS[value])).isoformat()
        else:
            raw[name] = str(value).lower() if isinstance(value, bool) else value.strip()
    return raw


def ask_for(model: type[Part], raw: dict[str, Any], today: dt.date) -> None:
    """Ask for what is needed and was not given. Raises UsageError if nobody is there to answer."""
    for name in model.required_fields():
        if raw.get(name):
            continue
        info = simple_fields(model)[name]
        if not is_interactive():
            raise click.UsageError(f"Say the {name}: --{name.replace('_', '-')} …")
        kind = click.Choice(_choices(info.annotation)) if _choices(info.annotation) else None
        raw |= typed(model, {name: prompt(name.replace("_", " ").capitalize(), type=kind)}, today)


def filled(model: type[PartType], raw: dict[str, Any], book: Book, subject: str) -> PartType:
    """The part that was typed, its references as ids. Raises UsageError for what is wrong with it."""
    part, problems = validate(model, raw, Parsed("", 1, None, [], []), "", (), subject)
    if part is None:
        raise click.UsageError("\n".join(f"{d.message}; {d.remedy}" if d.remedy else d.message for d in problems))
    unknown = [explained(book, ref, name) for _, ref, name in references(part) if find(book, ref.tracker, name) is None]
    if unknown:
        raise click.UsageError("\n".join(dict.fromkeys(unknown)))
    return rewrite(part, lambda ref, name: find(book, ref.tracker, name)) or part


def find(book: Book, tracker: str, name: str) -> str | None:
    """The id that a word means in a tracker: an id, a former one, an alias, or a title."""
    if tracker == "*":
        return name if book.find(name) else None
    entries = book.entries[tracker]
    if name in entries:
        return name
    if tracker == "topics" and (topic := book.taxonomy.find(name)):
        return topic
    meant = folded(name)
    for entry in entries.values():
        if name in entry.was or meant in (folded(entry.label), entry.id.casefold()):
            return entry.id
    return None


def explained(book: Book, ref: Ref, name: str) -> str:
    """Why a reference is refused. Raises BookError if its tracker could not be read, so that nobody can know."""
    folder = f"{book.settings.data}/{ref.tracker}"
    unread = [d for d in errors(book.diagnostics) if d.path.startswith((f"{folder}.", f"{folder}/"))]
    if unread:
        raise BookError(unread)
    model = TRACKERS.get(ref.tracker)
    noun = model.noun if model else "entry"
    entries = book.entries.get(ref.tracker, {})
    meaning = book.taxonomy.names if ref.tracker == "topics" else {e.label: e.id for e in entries.values()}
    remedy = did_you_mean(name, [*entries, *meaning], f"add the {noun} first", meaning=meaning)
    return f"unknown {noun} '{name}'; {remedy}"
