"""`loopbook debrief`: what was asked in an interview, written down while one still knows it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import click

from .. import editing
from ..model import Company, Debrief, Grade, Mock, Outcome, Ref, Stage
from ..study.desk import named_rounds
from .add import file_for
from .command import Command
from .context import Here, is_interactive, pass_here, prompt
from .due import Day
from .forms import ask_for, explained, filled, find

ASKED = re.compile(r"(?P<question>.*?)(?:\s*\[(?P<grade>[\w-]+)(?:;(?P<topics>[^\]]*))?\])?\s*", re.S)
GRADES = [grade.value for grade in Grade]
WAITING = "waiting"
OUTCOMES = [*(outcome.value for outcome in Outcome), WAITING]
"""What came of a round; whoever is waiting for an answer has had the round."""


@click.command(
    "debrief",
    cls=Command,
    examples=(
        "loopbook debrief --company northwind --round ml-breadth --grade slow --outcome waiting "
        "--asked 'Why does attention scale by the root of d? [solid; attention]' "
        "--asked 'Derive the gradient of softmax. [no-clue; backpropagation]'",
        "loopbook debrief --mock 'Coding with Ada' --round coding --grade bugs --work-on graphs",
    ),
)
@click.option("--company", metavar="COMPANY", help="Whose round it was.")
@click.option("--mock", metavar="TITLE", help="It was a practice interview, called so.")
@click.option("--round", "round_", metavar="ROUND", help="Which kind of round it was.")
@click.option("--date", "day", type=Day(), metavar="DATE", help="When it was. Default: today.")
@click.option("--grade", type=click.Choice(GRADES), help="How it went on the whole.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="What came of it: the company's round is then done.")
@click.option(
    "--asked", multiple=True, metavar="'QUESTION [GRADE; TOPICS]'", help="What was asked, and how it went. Repeat."
)
@click.option("--work-on", multiple=True, metavar="TOPICS", help="Topics that went badly, several with commas.")
@click.option("--feedback", metavar="TEXT", help="What you were told, or noticed.")
@pass_here
def command(
    here: Here, company: str | None, mock: str | None, round_: str | None, day: dt.date | None, grade: str | None,
    outcome: str | None, asked: tuple[str, ...], work_on: tuple[str, ...], feedback: str | None,
) -> None:  # fmt: skip
    """Write down what was asked, after a real round or a practice one.

    Each question becomes a card that only you see, and its grade a review. What went badly lowers what is known of
    its topics until you review them, and the questions are in the packs of other companies with the same round.
    In a terminal, without --asked, it asks you for what you did not say, one question after the other.
    """
    if company and mock:
        raise click.UsageError("Say --company or --mock, not both.")
    if mock and outcome:
        raise click.UsageError("A practice interview has no --outcome.")
    rows = [_asked(text) for text in asked]
    asking = is_interactive() and not rows
    if asking:
        company, mock, round_ = _ask_whose(here, company, mock, round_)
        grade = grade or _ask_grade("How did it go on the whole?")
        outcome = outcome or (None if mock else _ask_outcome())
    model: type[Debrief] | type[Mock] = Mock if mock else Debrief
    raw: dict[str, Any] = {"date": (day or here.today).isoformat(), "round": round_, "company": company}
    raw["title"] = mock or f"{company or 'An interview'}, {round_ or ''}"
    raw = {name: value for name, value in raw.items() if value}
    ask_for(model, raw, here.today)
    if asking:
        rows = _ask_questions(here)
    extra = {
        "grade": grade, "feedback": feedback, "asked": rows,
        "work_on": [word.strip() for part in work_on for word in part.split(",") if word.strip()],
    }  # fmt: skip
    entry = filled(model, raw | {name: value for name, value in extra.items() if value}, here.book, "the debrief")
    found = here.book.get(Company, getattr(entry, "company", None))
    page = here.book.entries["rounds"].get(entry.round)
    title = f"{found.name}, {page.label if page else entry.round}" if found else entry.title
    entry = entry.model_copy(update={"id": _free_id(here, entry, found), "title": title})
    drafts = [editing.open_draft(here.root, file_for(here, entry.tracker)).append([editing.fields_of(entry)])]
    said = [f"{drafts[0].path}: {entry.key} added, with {_many(len(entry.asked))}; private"]
    over = _round_of(found, entry) if found else None
    if found and over:
        origin = here.book.origins[found.key]
        if outcome:
            fields = {"stage": Stage.DONE.value, "outcome": None if outcome == WAITING else outcome}
            drafts.append(editing.draft_at(here.root, origin).set({(*origin.prefix, "rounds", over[0]): fields}))
            said.append(
                f"{origin.path}: {found.key}: {over[1]} is done" + (f", {outcome}" if fields["outcome"] else "")
            )
        else:
            said.append(f"Is {over[1]} over? Say --outcome next time, or give it 'stage: done' in {origin}.")
    elif outcome:
        raise click.UsageError(
            f"{raw.get('company') or 'Nobody'} has no open round '{entry.round}' to give an outcome."
        )
    for draft in drafts:
        draft.save()
    click.echo("\n".join(said))


def _many(count: int) -> str:
    return f"{count} question{'s' if count != 1 else ''}"


def _free_id(here: Here, entry: Debrief | Mock, company: Company | None) -> str:
    whose = company.id if company else "mock" if isinstance(entry, Mock) else "interview"
    name = free = f"{whose}-{entry.round}-{entry.date}"
    taken, count = here.book.entries[entry.tracker], 1
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free


def _round_of(company: Company, debrief: Debrief | Mock) -> tuple[int, str] | None:
    """The round of a company that a debrief is about: its place and its name. The one of the day, else the first."""
    still_open = [
        (i, name, r)
        for i, (name, r) in enumerate(named_rounds(company))
        if r.round == debrief.round and r.stage is not Stage.DONE
    ]
    place = min(still_open, key=lambda row: (row[2].date != debrief.date, row[0]), default=None)
    return (place[0], place[1]) if place else None


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


# -- the conversation: an answer that means nothing is asked for again, with the nearest that does -------------------


def _ask_whose(
    here: Here, company: str | None, mock: str | None, round_: str | None
) -> tuple[str | None, str | None, str]:
    """Whose round it was, or what the practice interview is called; and which kind of round."""
    if not (company or mock):
        company = _ask("Which company? (empty for a practice interview)", lambda text: _known(here, "companies", text))
        mock = None if company else prompt("What do you call the practice interview?")
    return company, mock, round_ or _ask("Which round?", lambda text: _known(here, "rounds", text), needed=True)


def _ask_grade(words: str) -> str | None:
    return prompt(words, type=click.Choice(["", *GRADES]), default="", show_default=False) or None


def _ask_outcome() -> str | None:
    words = "What came of it? (empty leaves the round open)"
    return prompt(words, type=click.Choice(["", *OUTCOMES]), default="", show_default=False) or None


def _ask_questions(here: Here) -> list[dict[str, Any]]:
    """Ask for questions until one is empty. Whoever stops half-way keeps the questions before."""
    rows: list[dict[str, Any]] = []
    try:
        while question := _ask("What was asked? (empty to end)", str):
            rows.append({"question": question})
            rows[-1] |= {"grade": grade} if (grade := _ask_grade("How did it go?")) else {}
            topics = _ask("On which topics? (commas between them)", lambda text: _topics(here, text))
            rows[-1] |= {"topics": topics} if topics else {}
    except click.Abort:
        if not rows:
            raise
        click.echo(f"\nStopped; {_many(len(rows))} kept.")
    return rows


def _ask(words: str, meaning: Any, *, needed: bool = False) -> Any:
    default = None if needed else ""
    return prompt(
        words,
        default=default,
        value_proc=lambda text: meaning(text.strip()) if text.strip() else "",
        show_default=False,
    )


def _known(here: Here, tracker: str, text: str) -> str:
    found = find(here.book, tracker, text)
    if found is None:
        raise click.UsageError(explained(here.book, Ref(tracker), text))
    return found


def _topics(here: Here, text: str) -> list[str]:
    return [_known(here, "topics", word.strip()) for word in text.split(",") if word.strip()]
