"""`loopbook review`: a session in the terminal; and `loopbook review merge`, for what a browser kept."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import click

from .. import ticks
from ..diagnostics import did_you_mean, errors
from ..markdown_text import plain_text
from ..model import Entry, Grade, Problem, Review
from ..pages.review import session_item
from ..review_log import LogLine, append, read_log, remove
from ..schema import validate
from ..sources import read_text
from ..study.schedule import queue
from ..yaml_nodes import Parsed
from .command import Command, Group
from .context import Here, pass_here
from .scope import scope_of, scope_options

KEYS = {str(i): grade for i, grade in enumerate(Grade, 1)}
MOST_MINUTES = 180


@click.group(
    "review",
    cls=Group,
    invoke_without_command=True,
    examples=(
        "loopbook review",
        "loopbook review --company northwind --round ml-breadth --limit 10",
        "loopbook review merge loopbook-reviews-2026-11-20.json",
    ),
)
@scope_options
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N items.")
@pass_here
@click.pass_context
def command(
    ctx: click.Context, here: Here, company: str | None, round_: str | None, topic: str | None, kind: str | None,
    limit: int | None,
) -> None:  # fmt: skip
    """Review what is due, then what the day lets in of the new: the question first, the answer on a key.

    Space shows the answer; 1 to 4 grade it: no clue, bugs, slow, solid. u takes the last grade back, l puts the item
    off to the end, q stops. Each grade is in data/reviews.yml at once.
    """
    if ctx.invoked_subcommand:
        return
    entries = queue(here.desk, scope_of(here, company, round_, topic, kind))[:limit]
    if not entries:
        click.echo("Nothing is due.")
        return
    Session(here, entries).run()


class Session:
    """Asks one item after the other."""

    def __init__(self, here: Here, entries: list[Entry]) -> None:
        self.here, self.entries = here, entries
        self.log = here.root / here.site.settings.data / "reviews.yml"
        self.done: list[tuple[LogLine, Entry]] = []

    def run(self) -> None:
        """Until nothing is left, or somebody stops."""
        while self.entries:
            entry = self.entries[0]
            self.ask(entry)
            begun = time.monotonic()
            key = self.key("space shows the answer, l later, u undo, q stop ", " \r\nluq")
            if key in " \r\n":
                self.answer(entry)
                hint = "  ".join(f"{k} {grade.replace('-', ' ')}" for k, grade in KEYS.items())
                key = self.key(f"{hint}  u undo  q stop ", "1234luq")
            if key == "q":
                break
            if key == "u":
                self.undo()
            elif key == "l":
                self.entries.append(self.entries.pop(0))
            else:
                self.grade(entry, KEYS[key], time.monotonic() - begun)
        click.echo(f"{len(self.done)} reviewed, {len(self.entries)} left.")

    def ask(self, entry: Entry) -> None:
        """Print the question; of a problem no more than its name and where it is."""
        recall = self.here.desk.recall(entry)
        total = len(self.done) + len(self.entries)
        state = "new" if recall is None else f"recall {recall:.0%}"
        click.echo(f"\n[{len(self.done) + 1}/{total}] {entry.tracker}, {state}")
        click.secho(plain_text(session_item(self.here.desk, entry).question.text), bold=True)
        if isinstance(entry, Problem) and entry.url:
            click.echo(entry.url)

    def answer(self, entry: Entry) -> None:
        """Print the answer, as it is written."""
        item = session_item(self.here.desk, entry)
        if item.facts:
            click.echo(", ".join(item.facts))
        click.echo(f"\n{item.answer.text.strip() or 'No answer is written down yet.'}\n")

    def key(self, hint: str, allowed: str) -> str:
        """The key that somebody presses, of those that mean something."""
        click.echo(hint, nl=False)
        while True:
            key = click.getchar()
            if key in ("\x03", "\x04", ""):
                key = "q"
            if key in allowed:
                click.echo("" if key in " \r\n" else key)
                return key

    def grade(self, entry: Entry, grade: Grade, seconds: float) -> None:
        """Write the grade to the log."""
        minutes = min(MOST_MINUTES, max(1, round(seconds / 60)))
        now = dt.datetime.now().time().isoformat("milliseconds")
        review = LogLine(self.here.today, now, entry.key, grade, minutes)
        append(self.log, [review])
        self.done.append((review, entry))
        self.entries.pop(0)

    def undo(self) -> None:
        """Take the last grade back out of the log, and ask again."""
        if not self.done:
            click.echo("Nothing to undo.")
            return
        review, entry = self.done.pop()
        remove(self.log, review)
        self.entries.insert(0, entry)


@command.command(
    "merge",
    cls=Command,
    examples=("loopbook review merge loopbook-reviews-2026-11-20.json", "loopbook review merge phone/reviews.yml"),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_here
def merge(here: Here, file: Path) -> None:
    """Add to the log what a browser or another log kept. What is there already is not added again.

    FILE is what "Export" on the review page of a published site gave you, or another reviews.yml.
    """
    if not file.is_file():
        raise click.UsageError(f"'{file}' does not exist.")
    problems: list[Any] = []
    text = read_text(file.parent, file.name, problems)
    if text is None:
        raise click.ClickException("\n".join(map(str, problems)))
    reviews, ticked = _exported(text, file.name) if text.lstrip().startswith("{") else (_log(text, file.name), {})
    data = here.root / here.site.settings.data
    known = here.desk.items.keys() | {f"{e.tracker}/{old}" for e in here.desk.items.values() for old in e.was}
    unknown = sorted({review.item for review in reviews if review.item not in known})
    good = [review for review in reviews if review.item in known]
    untimed = {(r.date, r.item, r.grade) for r in here.book.reviews if not r.time}
    new = [r for r in good if r.time or (r.date, r.item, r.grade) not in untimed]
    added = append(data / "reviews.yml", new)
    changed = ticks.write(data / "ticks.yml", ticked)
    there = len(good) - added
    parts = [f"{added} review{'s' if added != 1 else ''} added"]
    parts += [f"{there} were there already"] if there else []
    parts += [f"{changed} ticks changed"] if changed else []
    click.echo(", ".join(parts))
    for item in unknown[:20]:
        near = did_you_mean(item, [key for key in known if key.startswith(item.split("/")[0])])
        click.echo(f"left out: {item}, which the book does not have" + (f"; {near}" if near else ""), err=True)


def _log(text: str, name: str) -> list[LogLine]:
    reviews, problems = read_log(text, name)
    wrong = errors(problems)
    if wrong:
        raise click.ClickException("\n".join(map(str, wrong)))
    return reviews


def _exported(text: str, name: str) -> tuple[list[LogLine], dict[str, dt.date | None]]:
    """What the review page exports: {loopbook: 1, reviews: […], ticks: {name: [done, when]}}."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise click.ClickException(f"{name}: not JSON: {error}") from None
    rows = data.get("reviews") if isinstance(data, dict) and data.get("loopbook") == 1 else None
    if not isinstance(rows, list):
        raise click.ClickException(f"{name} is not a file that the review page exported")
    found = []
    for i, row in enumerate(rows):
        plain = {k: str(v) for k, v in row.items() if v is not None} if isinstance(row, dict) else row
        review, problems = validate(Review, plain, Parsed("", 1, None, [], []), name, (), f"review {i + 1}")
        if review is None:
            raise click.ClickException("\n".join(f"{name}: {d.message}; {d.remedy}" for d in problems))
        found.append(LogLine(review.date, review.time, review.item, review.grade, review.minutes, review.note))
    ticked: dict[str, dt.date | None] = {}
    for key, value in (data.get("ticks") or {}).items():
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str) and ticks.is_name(key):
            ticked[key] = dt.date.fromisoformat(value[1][:10]) if value[0] is True else None
    return found, ticked
