"""`loopbook review merge`: what a browser or another log kept, brought into the book."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from .. import ticks
from ..diagnostics import did_you_mean, errors
from ..log_file import append
from ..model import Review
from ..review_log import LogLine, read_log
from ..schema import validate
from ..sources import read_text
from ..study.checklists import tick_names
from ..yaml_nodes import Parsed
from .command import Command
from .context import Here, pass_here

MOST_NAMED = 20


@click.command(
    "merge",
    cls=Command,
    examples=("loopbook review merge loopbook-reviews-2026-11-20.json", "loopbook review merge phone/reviews.yml"),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_here
def command(here: Here, file: Path) -> None:
    """Add to the log what a browser or another log kept. What is there already is not added again.

    FILE is what "Export" on the review page of a published site gave you, or another reviews.yml.
    """
    if not file.is_file():
        raise click.UsageError(f"'{file}' {'is no file' if file.exists() else 'does not exist'}.")
    problems: list[Any] = []
    text = read_text(file.parent, file.name, problems)
    if text is None:
        raise click.ClickException("\n".join(map(str, problems)))
    reviews, ticked = _exported(text, file.name) if text.lstrip().startswith("{") else (_log(text, file.name), {})
    names, boxes = here.desk.names, tick_names(here.desk)
    data = here.root / here.site.settings.data
    good = [review for review in reviews if review.item in names]
    added = append(data / "reviews.yml", _not_there(here, good))
    changed = ticks.write(data / "ticks.yml", _newer(here, {k: v for k, v in ticked.items() if k in boxes}))
    there = len(good) - added
    parts = [f"{added} review{'s' if added != 1 else ''} added"]
    parts += [f"{there} {'was' if there == 1 else 'were'} there already"] if there else []
    parts += [f"{changed} tick{'s' if changed != 1 else ''} changed"] if changed else []
    click.echo(", ".join(parts))
    unknown = sorted({review.item for review in reviews} - names.keys())
    for item in unknown[:MOST_NAMED]:
        near = did_you_mean(item, [key for key in names if key.startswith(item.split("/")[0])])
        click.echo(f"left out: {item}, which the book does not have" + (f"; {near}" if near else ""), err=True)
    for name in sorted(ticked.keys() - boxes)[:MOST_NAMED]:
        click.echo(f"left out: the tick of {name}, which no checklist has", err=True)


def _not_there(here: Here, reviews: list[LogLine]) -> list[LogLine]:
    """The reviews that no log of the book holds. One without a time is there if its day has one of the same grade."""
    names, held = here.desk.names, here.book.reviews
    timed = {review.identity for review in held if review.time}
    untimed = {(review.date, review.item, review.grade) for review in held if not review.time}

    def is_there(review: LogLine) -> bool:
        now = review._replace(item=names[review.item])
        return now.identity in timed if now.time else (now.date, now.item, now.grade) in untimed

    return [review for review in reviews if not is_there(review)]


def _newer(here: Here, ticked: dict[str, tuple[bool, dt.date]]) -> dict[str, dt.date | None]:
    """The ticks to write. An item that was unticked before the book ticked it stays ticked."""
    held = here.book.ticks
    return {
        name: day if done else None for name, (done, day) in ticked.items() if done or str(day) >= held.get(name, "")
    }


def _log(text: str, name: str) -> list[LogLine]:
    reviews, problems = read_log(text, name)
    wrong = errors(problems)
    if wrong:
        raise click.ClickException("\n".join(map(str, wrong)))
    return reviews


def _exported(text: str, name: str) -> tuple[list[LogLine], dict[str, tuple[bool, dt.date]]]:
    """What the review page exports: {loopbook: 1, reviews: […], ticks: {name: [done, when]}}."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{name}: not JSON: {error}") from None
    rows = data.get("reviews") if isinstance(data, dict) and data.get("loopbook") == 1 else None
    if not isinstance(rows, list):
        raise click.ClickException(f"{name} is not a file that the review page exported")
    return [_review(row, i, name) for i, row in enumerate(rows, 1)], _ticks(data.get("ticks"), name)


def _review(row: Any, number: int, name: str) -> LogLine:
    plain = {k: str(v) for k, v in row.items() if v is not None} if isinstance(row, dict) else row
    review, problems = validate(Review, plain, Parsed("", 1, None, [], []), name, (), f"review {number}")
    if review is None:
        raise click.ClickException("\n".join(f"{name}: {d.message}; {d.remedy}" for d in problems))
    return LogLine(review.date, review.time, review.item, review.grade, review.minutes, review.note)


def _ticks(given: Any, name: str) -> dict[str, tuple[bool, dt.date]]:
    """Name → whether it was ticked or unticked, and on which day."""
    found = {}
    for key, value in given.items() if isinstance(given, dict) else ():
        try:
            done, when = value
            found[key] = done is True, dt.date.fromisoformat(when[:10])
        except (TypeError, ValueError):
            raise click.ClickException(f"{name}: the tick of '{key}' is not [true or false, a date]") from None
    return found
