"""`loopbook debrief`: what was asked in an interview, written down while one still knows it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import click

from .. import editing
from ..model import Company, Debrief, Grade, Mock, Stage
from ..study.desk import named_rounds
from .add import file_for
from .command import Command
from .context import Here, is_interactive, pass_here
from .due import Day
from .forms import ask_for, filled

ASKED = re.compile(r"(?P<question>.*?)(?:\s*\[(?P<grade>[\w-]+)(?:;(?P<topics>[^\]]*))?\])?\s*", re.S)


@click.command(
    "debrief",
    cls=Command,
    examples=(
        "loopbook debrief --company northwind --round ml-breadth --grade slow "
        "--asked 'Why does attention scale by the root of d? [solid; attention]' "
        "--asked 'Derive the gradient of softmax. [no-clue; backpropagation]'",
        "loopbook debrief --mock 'Coding with Ada' --round coding --grade bugs --work-on graphs",
    ),
)
@click.option("--company", metavar="COMPANY", help="Whose round it was.")
@click.option("--mock", metavar="TITLE", help="It was a practice interview, called so.")
@click.option("--round", "round_", metavar="ROUND", help="Which kind of round it was.")
@click.option("--date", "day", type=Day(), metavar="DATE", help="When it was. Default: today.")
@click.option("--grade", type=click.Choice([grade.value for grade in Grade]), help="How it went on the whole.")
@click.option(
    "--asked", multiple=True, metavar="'QUESTION [GRADE; TOPICS]'", help="What was asked, and how it went. Repeat."
)
@click.option("--work-on", multiple=True, metavar="TOPICS", help="Topics that went badly, several with commas.")
@click.option("--feedback", metavar="TEXT", help="What you were told, or noticed.")
@pass_here
def command(
    here: Here, company: str | None, mock: str | None, round_: str | None, day: dt.date | None, grade: str | None,
    asked: tuple[str, ...], work_on: tuple[str, ...], feedback: str | None,
) -> None:  # fmt: skip
    """Write down what was asked, after a real round or a practice one.

    Each question becomes a card that only you see, and its grade a review. What went badly lowers what is known of
    its topics until you review them, and the questions are in the packs of other companies with the same round.
    Without --asked it asks you, one question after the other.
    """
    if company and mock:
        raise click.UsageError("Say --company or --mock, not both.")
    date = day or here.today
    model: type[Debrief] | type[Mock] = Mock if mock else Debrief
    rows = [_asked(text) for text in asked] or (_ask() if is_interactive() else [])
    raw: dict[str, Any] = {"title": mock or "", "date": date.isoformat(), "round": round_ or ""}
    raw |= {"company": company} if company else {}
    raw["title"] = mock or f"{company or 'An interview'}, {round_ or ''}"
    raw = {name: value for name, value in raw.items() if value}
    ask_for(model, raw, here.today)
    extra = {
        "grade": grade, "feedback": feedback, "asked": rows,
        "work_on": [word.strip() for part in work_on for word in part.split(",") if word.strip()],
    }  # fmt: skip
    entry = filled(model, raw | {name: value for name, value in extra.items() if value}, here.book, "the debrief")
    found = here.book.get(Company, getattr(entry, "company", None))
    page = here.book.entries["rounds"].get(entry.round)
    if found and not mock:
        entry = entry.model_copy(update={"title": f"{found.name}, {page.label if page else entry.round}"})
    name = f"{found.id if found else 'mock' if mock else 'interview'}-{entry.round}-{date}"
    taken, count = here.book.entries[entry.tracker], 1
    while (free := name if count == 1 else f"{name}-{count}") in taken:
        count += 1
    entry = entry.model_copy(update={"id": free})
    draft = editing.open_draft(here.root, file_for(here, entry.tracker)).append([editing.fields_of(entry)])
    draft.save()
    many = f"{len(entry.asked)} question{'s' if len(entry.asked) != 1 else ''}"
    click.echo(f"{draft.path}: {entry.key} added, with {many}; private")
    still_open = (
        [n for n, r in named_rounds(found) if r.round == entry.round and r.stage is not Stage.DONE] if found else []
    )
    if still_open:
        origin = here.book.origins[found.key] if found else ""
        click.echo(f"Is {still_open[0]} over? Then give it 'stage: done' and its outcome in {origin}.")


def _asked(text: str) -> dict[str, Any]:
    """`Why rotate? [bugs; attention, rope]` as a question with its grade and topics."""
    match = ASKED.fullmatch(text)
    if match is None:
        return {"question": text}
    grade = match["grade"]
    if grade and grade not in list(Grade):
        raise click.UsageError(f"'{grade}' is no grade; use {', '.join(Grade)}.")
    topics = [word.strip() for word in (match["topics"] or "").split(",") if word.strip()]
    raw = {"question": match["question"].strip(), "grade": grade, "topics": topics}
    return {name: value for name, value in raw.items() if value}


def _ask() -> list[dict[str, Any]]:
    """Ask for questions until one is empty."""
    rows: list[dict[str, Any]] = []
    while question := click.prompt("What was asked? (an empty line ends)", default="", show_default=False).strip():
        row: dict[str, Any] = {"question": question}
        grade = click.prompt(
            "How did it go?", type=click.Choice(["", *(grade.value for grade in Grade)]), default="", show_default=False
        )
        topics = click.prompt("On which topics?", default="", show_default=False)
        row |= {"grade": grade} if grade else {}
        row |= {"topics": [t.strip() for t in topics.split(",") if t.strip()]} if topics.strip() else {}
        rows.append(row)
    return rows
