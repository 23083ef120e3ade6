"""`loopbook due`: what is due on a day, what is likeliest forgotten first."""

from __future__ import annotations

import datetime as dt
import json

import click

from ..markdown_text import plain_text
from ..model import Entry
from ..study.schedule import within
from .command import Command
from .context import Here, pass_here
from .forms import DAYS
from .listing import as_table
from .scope import scope_of, scope_options


class Day(click.ParamType[dt.date]):
    """A date, or `today`, `tomorrow`, `yesterday`."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date that was typed."""
        if isinstance(value, dt.date):
            return value
        here = ctx.find_object(Here) if ctx else None
        if value in DAYS:
            return (here.today if here else dt.date.today()) + dt.timedelta(days=DAYS[str(value)])
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"'{value}' is no date; give one like 2026-11-20, or today or tomorrow.")


@click.command(
    "due",
    cls=Command,
    examples=(
        "loopbook due",
        "loopbook due --on tomorrow --kind problems",
        "loopbook due --company northwind --round ml-breadth --format json",
    ),
)
@scope_options
@click.option("--on", "day", type=Day(), metavar="DATE", help="What is due by that day. Default: today.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The most items to print.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
@pass_here
def command(
    here: Here, company: str | None, round_: str | None, topic: str | None, kind: str | None,
    day: dt.date | None, limit: int | None, form: str,
) -> None:  # fmt: skip
    """Say what is due, what is likeliest forgotten first, with the recall that is expected on the day."""
    here.mention_errors()
    desk, on = here.desk, day or here.today
    inside = within(desk, scope_of(here, company, round_, topic, kind))
    found = [entry for entry in inside.values() if (due := desk.due(entry)) and due <= on]
    found.sort(key=lambda entry: (desk.recall(entry, on) or 0.0, entry.key))
    rows = [_row(here, entry, on) for entry in found[:limit]]
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        click.echo(f"Nothing is due by {on}." if day else "Nothing is due today.")
        return
    table = [[str(r["key"]), str(r["title"]), str(r["grade"] or ""), f"{r['recall']:.0%}", str(r["due"])] for r in rows]
    click.echo(as_table(("key", "title", "mastery", "recall", "due"), table))
    minutes = sum(desk.minutes(entry) for entry in found)
    click.echo(f"\n{len(found)} due, about {minutes} minutes. Review them: loopbook review", err=True)


def _row(here: Here, entry: Entry, on: dt.date) -> dict[str, object]:
    desk = here.desk
    return {
        "key": entry.key,
        "title": plain_text(entry.label),
        "due": str(desk.due(entry)),
        "recall": round(desk.recall(entry, on) or 0.0, 4),
        "grade": desk.mastery(entry),
        "minutes": desk.minutes(entry),
    }
