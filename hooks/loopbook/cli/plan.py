"""`loopbook plan`: what to do in which study block, and what will not fit."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from ..exchange.ics import calendar
from ..markdown_text import plain_text
from ..sources import read_mapping
from ..study.planner import StudyPlan, study_plan
from .command import Command
from .context import Here, pass_here, write_output

LOCAL = "http://127.0.0.1:8000"


@click.command(
    "plan",
    cls=Command,
    examples=(
        "loopbook plan",
        "loopbook plan --days 14 --format json",
        "loopbook plan --ics interviews.ics",
    ),
)
@click.option("--days", type=click.IntRange(1, 60), default=7, metavar="N", help="How many days to print. Default: 7.")
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write interviews and blocks to a calendar file."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@pass_here
def command(here: Here, days: int, ics: Path | None, form: str) -> None:
    """Say what to do in which study block until each interview, why, and what will not fit.

    Blocks, days off and limits are in data/plan.yml; interviews are rounds of companies that have a date.
    """
    if ics:
        ics = here.output(ics, private=True)
    here.mention_errors()
    plan = study_plan(here.desk)
    if ics:
        site = read_mapping(here.config)[0].get("site_url")
        base = str(site or LOCAL).rstrip("/")
        data = calendar(
            here.desk, lambda uri: f"{base}/{uri.removesuffix('.md').removesuffix('index')}".rstrip("/") + "/"
        )
        write_output(ics, data)
        click.echo(f"{ics}: {len(plan.interviews)} interviews and {len(plan.sittings)} study blocks")
        return
    until = here.today + dt.timedelta(days - 1)
    if form == "json":
        click.echo(json.dumps(_as_json(plan, until), indent=2, ensure_ascii=False))
        return
    _print(here, plan, until)


def _print(here: Here, plan: StudyPlan, until: dt.date) -> None:
    if not plan.sittings:
        click.echo("No study blocks: say in data/plan.yml when you have time.")
    for sitting in plan.sittings:
        if sitting.date > until:
            break
        when = "today" if sitting.date == here.today else f"{sitting.date:%a} {sitting.date}"
        click.secho(
            f"{when} {sitting.start}  {plain_text(sitting.title)}, {sitting.used} of {sitting.minutes} min", bold=True
        )
        for task in sitting.tasks:
            click.echo(f"  {task.minutes:>3} min  {plain_text(task.entry.label)}  ({task.why})")
    for short in plan.shortfalls:
        left = len(short.unseen) + len(short.faded)
        words = f"{short.interview.title}, {short.interview.date}: {left} of {short.total} items will not be ready"
        click.echo(f"{words} ({len(short.unseen)} never looked at, {len(short.faded)} faded; {short.minutes} min)")
    if plan.shortfalls and plan.held_back:
        limit = here.desk.plan.new_a_day
        click.echo(
            f"{plan.held_back} min of the blocks stay free: a day takes in {limit} new items (new_a_day in plan.yml)."
        )
    if plan.late:
        click.echo(f"{len(plan.late)} items fall due by {plan.until} and find no block.")
    for entry in plan.too_long[:5]:
        click.echo(f"{plain_text(entry.label)} takes {here.desk.minutes(entry)} min, longer than every block for it.")


def _as_json(plan: StudyPlan, until: dt.date) -> dict[str, Any]:
    return {
        "blocks": [
            {
                "date": str(s.date), "start": s.start, "minutes": s.minutes, "title": s.title,
                "tasks": [{"key": t.entry.key, "minutes": t.minutes, "why": t.why} for t in s.tasks],
            }
            for s in plan.sittings if s.date <= until
        ],
        "short": [
            {
                "interview": s.interview.uri_name, "date": str(s.interview.date),
                "items": s.total, "minutes": s.minutes,
                "unseen": [e.key for e in s.unseen], "faded": [e.key for e in s.faded],
            }
            for s in plan.shortfalls
        ],
        "late": [entry.key for entry in plan.late],
        "too_long": [entry.key for entry in plan.too_long],
    }  # fmt: skip
