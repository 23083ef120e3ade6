"""`loopbook list`: entries of a tracker, as a table for people or as JSON or CSV for programs."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

from ..csv_text import as_csv
from ..diagnostics import did_you_mean
from ..editing import as_read, fields_of
from ..markdown_text import plain_text
from ..model import TRACKERS, Entry, Query
from ..schema import validate
from ..study import query
from ..study.desk import Desk
from ..yaml_nodes import Parsed
from .command import Command
from .context import Here, pass_here
from .forms import holds, is_list, simple_fields

COLUMNS: dict[str, tuple[str, ...]] = {
    "problems": ("id", "title", "number", "difficulty", "topics"),
    "papers": ("id", "title", "year", "status", "topics"),
    "questions": ("id", "question", "round", "kind"),
    "stories": ("id", "title", "competencies"),
    "companies": ("id", "name", "status", "tier", "role"),
    "mocks": ("id", "date", "round", "grade", "title"),
    "rounds": ("id", "title", "category"),
    "topics": ("id", "title", "aliases"),
}
"""What the table shows of a tracker before how well it is known; of others `id` and the title."""
KNOWN = ("mastery", "recall", "due")
REVIEWED = ("problems", "papers", "questions", "stories", "projects")
NARROWEST = 12


class Kind(click.ParamType[str]):
    """A tracker, by its name or by that of one of its entries."""

    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The tracker's name."""
        nouns = {model.noun: tracker for tracker, model in TRACKERS.items()}
        if value in TRACKERS or value in nouns:
            return nouns.get(value, value)
        remedy = did_you_mean(value, [*TRACKERS, *nouns], f"use one of {', '.join(TRACKERS)}")
        return self.fail(f"there are no '{value}'; {remedy}")


@click.command(
    "list",
    cls=Command,
    examples=(
        "loopbook list problems --where topics=graphs --where mastery=no-clue,bugs --sort recall --limit 10",
        "loopbook list companies --format json",
        "loopbook list questions --where round=ml-breadth --columns id,question,due --format csv",
    ),
)
@click.argument("kind", type=Kind(), metavar="KIND")
@click.option("--where", "conditions", metavar="FIELD=VALUE", multiple=True,
              help="Only entries whose field is the value, or one of several with commas. Repeat it: all must hold. "
                   "Topics take in their subtopics.")  # fmt: skip
@click.option(
    "--sort", metavar="FIELD", help="A field, weakest, recall, due or title; with a leading - the other way round."
)
@click.option("--limit", type=click.IntRange(min=1), help="The most entries to print.")
@click.option("--columns", metavar="NAMES", help="Fields to print, with commas: id,title,due.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="How to print them."
)
@pass_here
def command(
    here: Here,
    kind: str,
    conditions: tuple[str, ...],
    sort: str | None,
    limit: int | None,
    columns: str | None,
    form: str,
) -> None:
    """Print entries: problems, papers, questions, stories, projects, companies, topics, rounds, mocks and the others.

    Fields are those of the tracker's YAML, and mastery, recall, due and has-notes. Without --sort, the order is that
    of the files.
    """
    here.mention_errors()
    entries = found_entries(here.desk, kind, conditions, sort, limit)
    names = _columns(kind, columns, everything=form != "table")
    if form == "json":
        keep = names if columns else None
        click.echo(json.dumps([_record(here.desk, e, keep) for e in entries], indent=2, ensure_ascii=False))
        return
    rows = [[_cell(here.desk, entry, name) for name in names] for entry in entries]
    if form == "csv":
        sys.stdout.write(as_csv(names, rows))
    elif rows:
        click.echo(as_table(names, rows, shutil.get_terminal_size().columns if sys.stdout.isatty() else None))
    else:
        click.echo(f"no {kind}" + (" of that kind" if conditions else " yet"), err=True)


def found_entries(desk: Desk, kind: str, conditions: Sequence[str], sort: str | None, limit: int | None) -> list[Entry]:
    """The entries of a tracker that fulfil the conditions. Raises UsageError for a condition that makes no sense."""
    where: dict[str, list[str]] = {}
    for condition in conditions:
        field, equals, values = condition.partition("=")
        if not equals or not values.strip():
            raise click.UsageError(f"--where wants FIELD=VALUE, and this is '{condition}'.")
        where.setdefault(field.strip(), []).extend(value.strip() for value in values.split(","))
    asked = Query(show=kind, where=where, sort=sort, limit=limit)
    wrong = list(query.problems(desk, asked, Parsed("", 1, None, [], []), ""))
    if wrong:
        raise click.UsageError("\n".join(f"{d.message}; {d.remedy}" if d.remedy else d.message for d in wrong))
    for name, wanted in where.items():
        _check_values(kind, name, wanted)
    if sort is None:
        return query.select(desk, kind, where)[:limit]
    return query.run(desk, asked)


def _check_values(kind: str, name: str, values: Sequence[str]) -> None:
    """Raises UsageError for a value that a field of numbers or dates cannot have: no entry would be found by it."""
    info = simple_fields(TRACKERS[kind]).get(name)
    if info is None or name in query.DERIVED or not holds(info.annotation, int, float, dt.date):
        return
    for value in values:
        fields = {name: [value] if is_list(info) else value}
        found = validate(TRACKERS[kind], fields, Parsed("", 1, None, [], []), "", (), kind)[1]
        if wrong := [d for d in found if d.message.startswith(f"'{name}' ")]:
            raise click.UsageError(f"--where {name}={value}: {wrong[0].remedy}.")


def _columns(kind: str, stated: str | None, *, everything: bool) -> list[str]:
    model = TRACKERS[kind]
    known = [*model.field_names(), *KNOWN, "has-notes", "key"]
    if stated:
        names = [name.strip() for name in stated.split(",") if name.strip()]
        for name in names:
            if name not in known:
                raise click.UsageError(
                    f"{kind} have no field '{name}'; {did_you_mean(name, known, 'use one of ' + ', '.join(known))}"
                )
        return names
    scores = KNOWN if kind in REVIEWED else ()
    if everything:
        return list(dict.fromkeys(("id", model.title_field, *simple_fields(model, ("id", "example")), *scores)))
    return [*COLUMNS.get(kind, ("id", model.title_field)), *scores]


def _cell(desk: Desk, entry: Entry, name: str) -> str:
    value = _value(desk, entry, name)
    if isinstance(value, dict):
        return json.dumps(as_read(value), ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        simple = all(not isinstance(item, dict) for item in value)
        return ", ".join(map(str, value)) if simple else json.dumps(as_read(value), ensure_ascii=False)
    return "" if value is None else as_read(value)


def _value(desk: Desk, entry: Entry, name: str) -> Any:
    if name == "key":
        return entry.key
    if name == "recall":
        recall = desk.recall(entry)
        return None if recall is None else round(recall, 3)
    if name == "due":
        return desk.due(entry)
    if name in query.DERIVED:
        return query.values(desk, entry, name)[0]
    return fields_of(entry).get(name)


def _record(desk: Desk, entry: Entry, names: Sequence[str] | None) -> dict[str, Any]:
    """An entry for a program: its fields, then what no file holds."""
    if names is not None:
        return {name: _json(_value(desk, entry, name)) for name in names}
    fields = {name: _json(value) for name, value in fields_of(entry).items()}
    scores = KNOWN if entry.tracker in REVIEWED else ()
    return {"key": entry.key, "id": entry.id} | fields | {name: _json(_value(desk, entry, name)) for name in scores}


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def as_table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Rows in columns of spaces. With a width, the widest columns are cut until a line fits into it."""
    table = [list(columns), *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[i]) for row in table) for i in range(len(columns))]
    while width and sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = ["  ".join(_padded(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join((lines[0], "  ".join("─" * w for w in widths), *lines[1:]))


def _one_line(cell: str) -> str:
    """Without Markdown's marks, and without what could move a terminal's cursor."""
    text = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") else " " for c in plain_text(cell))
    return " ".join(text.split())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _padded(text: str, width: int) -> str:
    if _width(text) > width:
        while _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text))
