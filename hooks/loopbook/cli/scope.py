"""Options that say which items are meant, for every command that reviews or lists them."""

from __future__ import annotations

from typing import Any

import click

from ..diagnostics import did_you_mean
from ..model import Ref
from ..study.desk import STUDIED, named_rounds
from ..study.schedule import Scope
from .context import Here
from .forms import explained, find

KINDS = (*STUDIED, "cards")


def scope_options(function: Any) -> Any:
    """Give a command --company, --round, --topic and --kind."""
    for option in (
        click.option("--kind", type=click.Choice(KINDS), help="Only entries of one kind."),
        click.option("--topic", metavar="TOPIC", help="Only what is on a topic or below it."),
        click.option("--round", "round_", metavar="ROUND", help="Only what a round asks: a kind, or a company's."),
        click.option("--company", metavar="COMPANY", help="Only what a company's rounds ask."),
    ):
        function = option(function)
    return function


def scope_of(here: Here, company: str | None, round_: str | None, topic: str | None, kind: str | None) -> Scope:
    """What was typed, as ids. Raises UsageError with the nearest names for what there is not."""
    whose = _known(here, "companies", company)
    if whose and round_:
        found = here.book.entries["companies"][whose]
        names = [name for name, _ in named_rounds(found)] + [r.round for _, r in named_rounds(found)]  # type: ignore[arg-type]
        name = round_ if round_ in names else find(here.book, "rounds", round_)
        if name not in names:
            remedy = did_you_mean(round_, dict.fromkeys(names), f"it has {', '.join(dict.fromkeys(names))}")
            raise click.UsageError(f"{found.label} has no round '{round_}'; {remedy}")
        return Scope(whose, name or "", _known(here, "topics", topic), kind or "")
    return Scope(whose, _known(here, "rounds", round_), _known(here, "topics", topic), kind or "")


def _known(here: Here, tracker: str, word: str | None) -> str:
    if not word:
        return ""
    found = find(here.book, tracker, word)
    if found is None:
        raise click.UsageError(explained(here.book, Ref(tracker), word))
    return found
