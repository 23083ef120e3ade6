"""Entries of any tracker as CSV, JSON or YAML under the schema's own field names: what is exported, and read back."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import StringIO
from typing import Any

from ..csv_text import as_csv, real
from ..editing import as_read, fields_of, plain
from ..model import TRACKERS, Entry
from .found import Found, Harvest, InFile, Names, Request, failure, fold
from .recognition import names_of
from .tables import decode, parse_json, parse_table, parse_yaml


def write_json(entries: Sequence[Entry]) -> str:
    """Entries as a JSON list of their fields, each with its id."""
    records = [as_read(plain(_record(entry))) for entry in entries]
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


def write_csv(entries: Sequence[Entry]) -> str:
    """Entries as CSV: a column a field that any of them has; lists and mappings as JSON where a `;` does not do."""
    records = [as_read(plain(_record(entry))) for entry in entries]
    used = {name for record in records for name in record}
    order = ["id", *(name for name in type(entries[0]).field_names() if name != "id")] if entries else ["id"]
    columns = [name for name in order if name in used or name == "id"]
    return as_csv(columns, ([_cell(record.get(name)) for name in columns] for record in records))


def _record(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id} | {name: value for name, value in fields_of(entry).items() if name not in ("id", "notes")}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(v, str) and v.strip() == v and v and ";" not in v for v in value):
        text = "; ".join(value)
        return text if text[:1] not in "[{" else json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, Mapping)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def reader(tracker: str) -> Any:
    """What reads files of a tracker's entries."""

    def read(files: list[InFile], request: Request | None = None) -> Harvest:
        request = request or Request()
        harvest = Harvest()
        for done, file in enumerate(files):
            request.progress("reading", done, len(files))
            text = decode(file, harvest)
            if text is None or not text.strip():
                continue
            for place, record in _records(file, text, harvest, request.names, tracker):
                harvest.rows += 1
                harvest.entries.append(_found(tracker, record, file, place))
        return harvest

    return read


def is_own(file: InFile, tracker: str) -> bool:
    """Whether a file is what an export of the tracker writes: entries with ids, under the schema's names alone."""
    text, suffix = decode(file, Harvest()), file.name.lower().rsplit(".", 1)[-1]
    known = set(TRACKERS[tracker].field_names())
    if not text or suffix not in ("csv", "json"):
        return False
    if suffix == "csv":
        headings = next(csv.reader(StringIO(text)), [])
        return "id" in headings and known.issuperset(headings)
    try:
        data = parse_json(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, list) and all(isinstance(e, dict) and "id" in e and known.issuperset(e) for e in data)


def _records(
    file: InFile, text: str, harvest: Harvest, names: Names, tracker: str
) -> Iterable[tuple[str, dict[str, Any]]]:
    suffix = file.name.lower().rsplit(".", 1)[-1]
    known = {fold(name): name for name in TRACKERS[tracker].field_names()}
    if suffix in ("csv", "tsv"):
        table = parse_table(text, file.path, harvest, names)
        for row in table.rows if table else ():
            record = {known.get(h, table.headings[h] if table else h): _value(v) for h, v in row.values.items()}
            yield f"{file.path}:{row.line}", _lists(tracker, record)
        return
    if suffix == "json":
        try:
            data = parse_json(text)
        except (ValueError, RecursionError) as error:
            harvest.refuse(file.path, f"cannot be read: {' '.join(str(error).split())}")
            return
    elif (data := parse_yaml(text, file.path, harvest)) is None:
        return
    if not isinstance(data, list):
        harvest.refuse(file.path, "is no list of entries")
        return
    for i, record in enumerate(data, 1):
        if isinstance(record, dict):
            yield f"{file.path}: record {i}", {known.get(fold(names(str(k))), str(k)): v for k, v in record.items()}
        else:
            harvest.refuse(f"{file.path}: record {i}", "is no mapping")


def _value(cell: str) -> Any:
    text = real(cell)
    if text[:1] in ("[", "{"):
        try:
            return parse_json(text)
        except (ValueError, RecursionError):
            return text
    return text


def _lists(tracker: str, record: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists taken apart."""
    for name, value in record.items():
        if isinstance(value, str) and name in _list_fields(tracker):
            record[name] = [item.strip() for item in value.split(";") if item.strip()]
    return record


@cache
def _list_fields(tracker: str) -> set[str]:
    model = TRACKERS[tracker]
    schema = model.model_json_schema(by_alias=True)
    fields = schema.get("properties") or schema["$defs"][model.__name__]["properties"]  # a topic holds topics
    return {name for name, field in fields.items() if field.get("type") == "array"}


def _found(tracker: str, record: dict[str, Any], file: InFile, place: str) -> Found:
    model = TRACKERS[tracker]
    own = {name: value for name, value in record.items() if model.has_field(name)}
    other = {
        name: str(value) for name, value in record.items() if not model.has_field(name) and value and name != "key"
    }
    if other and model.has_field("extra"):
        extra = own.get("extra")
        own["extra"] = {**(extra if isinstance(extra, dict) else {"extra": str(extra)} if extra else {}), **other}
    if own.get("id"):  # an entry that says its id is that one, whatever else it has in common with others
        return Found(tracker, own, file.source, place)
    told = {name: value for name, value in own.items() if name not in ("topics", "companies")}
    known = _checked(model, told) or _checked(model, _sound(model, told))
    names = tuple(name for name in names_of(known) if name != "id:") if known else ()
    return Found(tracker, own, file.source, place, names)


def _checked(model: type[Entry], fields: Mapping[str, Any]) -> Entry | None:
    try:
        return model.model_validate(fields)
    except ValueError:
        return None


def _sound(model: type[Entry], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that fit: a row is recognised by them, whatever else is wrong in it."""
    least = {name: fields[name] for name in model.required_fields() if name in fields}
    return {name: value for name, value in fields.items() if _checked(model, {**least, name: value})}


def check_tracker(tracker: str) -> str:
    """The tracker, if its entries are kept in YAML. Raises BookError if they are pages."""
    if TRACKERS[tracker].in_docs:
        raise failure(f"{tracker} are pages; export the Markdown of the site, or copy docs/{tracker}/")
    return tracker


__all__ = ["check_tracker", "reader", "write_csv", "write_json"]
