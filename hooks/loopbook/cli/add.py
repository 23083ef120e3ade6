"""`loopbook add`: one entry more, where its file says that it belongs."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import click

from .. import editing
from ..diagnostics import BookError, Diagnostic, Severity, did_you_mean
from ..identity import twin
from ..model import TRACKERS, Company, CompanyId, CompanyRound, Debrief, Entry, Mock, Part, Stage, Topic, Visibility
from ..schema import default_id
from ..study.desk import named_rounds
from ..yaml_nodes import parse
from .command import Command, Group
from .context import Here, pass_here
from .forms import ask_for, filled, options, simple_fields, typed

NOT_TYPED = ("visibility", "private", "was", "example", "extra", "mastered", "added")
"""Fields of an entry that the command fills in itself, or that are none of its business."""
OWN_FILE = "mine"
"""The file of a tracker's folder that gets the owner's entries."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "problem": (
        "loopbook add problem Ransom Note --number 383 --difficulty easy --topics hash-tables --mastery slow",
        "loopbook add problem https://leetcode.com/problems/evaluate-division/ --topics graphs",
    ),
    "paper": (
        "loopbook add paper https://arxiv.org/abs/1905.06874 --title 'Behaviour sequences in ads' --status reading",
    ),
    "question": (
        'loopbook add question "Why does dropout help?" --round ml-breadth --answer "It averages subnetworks."',
    ),
    "story": (
        "loopbook add story 'The launch that I stopped' --competencies conflict --headline 'Saved three months.'",
    ),
    "company": ("loopbook add company Contoso --tier big-tech --role 'ML engineer' --status applied",),
    "mock": ("loopbook add mock 'Coding with Ada' --round coding --date today --grade bugs --work-on graphs",),
}


@click.group(
    "add",
    cls=Group,
    examples=(
        "loopbook add problem 'Ransom Note' --number 383 --topics hash-tables",
        "loopbook add company Contoso --tier big-tech",
        "loopbook add round --company contoso --round coding --date 2026-12-04",
    ),
)
def command() -> None:
    """Add an entry to its tracker, or a round to a company.

    What must be known and is not given is asked for. Names of topics, rounds and companies are checked, and the
    nearest offered. An entry that the book has already is refused. What is added is private unless you say --public.
    """


def _command_for(model: type[Entry]) -> click.Command:
    @click.pass_obj
    def run(here: Here, /, words: tuple[str, ...], public: bool, file: str | None, **given: Any) -> None:
        raw = typed(model, given, here.today, NOT_TYPED)
        raw |= _from_words(model, " ".join(words).strip(), raw)
        _refuse_twin(here, model.model_construct(**{"id": "", model.title_field: "", **raw}))  # before it asks for more
        ask_for(model, raw, here.today)
        raw["id"] = raw.get("id") or _free_id(here, model, raw)
        raw["visibility"] = (Visibility.PUBLIC if public else Visibility.PRIVATE).value
        raw["added"] = here.today.isoformat()
        if raw.get("mastery"):
            raw["mastered"] = here.today.isoformat()
        entry = filled(model, raw, here.book, f"the {model.noun}")
        _check_notes(here, entry)
        _refuse_twin(here, entry)
        path = file_for(here, model.tracker, file)
        draft = editing.open_draft(here.root, path).append([editing.fields_of(entry)])
        _save(draft, entry.key, parse(draft.text, path).items[-1][0], entry.visibility)

    run = options(model, NOT_TYPED)(run)
    run = click.option("--file", metavar="NAME", help=f"The file, as in data/{model.tracker}/NAME.yml.")(run)
    run = click.option("--public", is_flag=True, help="Show it on the published site.")(run)
    run = click.argument("words", nargs=-1, metavar=model.title_field.upper())(run)
    examples = EXAMPLES.get(model.noun, (f"loopbook add {model.noun} 'One more {model.noun}'",))
    article = "an" if model.noun[0] in "aeiou" else "a"
    decorate = click.command(model.noun, cls=Command, examples=examples, help=f"Add {article} {model.noun}.")
    return decorate(run)


def _from_words(model: type[Entry], words: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The title; or of an address the address, and for a problem the title that is in it."""
    if not re.fullmatch(r"https?://\S+", words) or "url" not in model.model_fields:
        if words and model.title_field in raw:
            raise click.UsageError(f"Say the {model.title_field} once: as words, or with --{model.title_field}.")
        return {model.title_field: words} if words else {}
    found = {"url": words}
    arxiv = re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})", words)
    if arxiv and "arxiv" in model.model_fields:
        found["arxiv"] = arxiv[1]
    slug = re.search(r"/problems/([\w-]+)", words)
    if slug:
        found[model.title_field] = slug[1].replace("-", " ").title()
    return found | {name: value for name, value in raw.items() if name in found}


def _free_id(here: Here, model: type[Entry], raw: dict[str, Any]) -> str:
    """The id that the title gives; several mocks may go by one name."""
    name = default_id(model, raw)
    if model is not Mock:
        return name
    taken, count, free = here.book.entries[model.tracker], 1, name
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free


def _refuse_twin(here: Here, entry: Entry) -> None:
    found = twin(entry, here.book.entries[entry.tracker].values())
    if found:
        other, field = found
        origin = here.book.origins[other.key]
        message = f"{other.key} is there already, with the same {field}"
        problem = Diagnostic(
            origin.path, origin.line, 0, Severity.ERROR, message, "change that one, or give another --id"
        )
        if field != "id":
            problem = Diagnostic(origin.path, origin.line, 0, Severity.ERROR, message, "change that one")
        raise BookError([problem])


def _check_notes(here: Here, entry: Entry) -> None:
    """Raises UsageError if the page that is named for an entry's notes is not one of docs/."""
    if entry.notes and entry.notes not in here.book.notes:
        docs = here.site.docs
        remedy = did_you_mean(entry.notes, here.book.notes, f"name a page by its path in {docs}/, or write it first")
        raise click.UsageError(f"there is no page '{entry.notes}' in {docs}/; {remedy}")


def file_for(here: Here, tracker: str, name: str | None = None) -> str:
    """The file that a new entry of a tracker goes to, relative to the book: one for the owner's own."""
    data = here.site.settings.data
    single, folder = f"{data}/{tracker}.yml", f"{data}/{tracker}"
    if name is None:
        use_folder = (here.root / folder).is_dir() and not (here.root / single).exists()
        return f"{folder}/{OWN_FILE}.yml" if use_folder else single
    stem = PurePosixPath(name).stem
    if not re.fullmatch(r"[\w-][\w .-]*", stem) or stem == "example":
        raise click.UsageError(f"'{name}' is not a name for a file of {tracker}; give one like 'mine'.")
    return single if stem == tracker else f"{folder}/{stem}.yml"


def _save(draft: editing.Draft, name: str, line: int, visibility: Visibility | None) -> None:
    draft.save()
    note = "; private, as it will be until you mark it 'visibility: public'" if visibility is Visibility.PRIVATE else ""
    click.echo(f"{draft.path}:{line}: {name} added{note}")


class Whose(Part):
    """The company that a round is of."""

    company: CompanyId


@click.command(
    "round",
    cls=Command,
    examples=(
        "loopbook add round --company northwind --round system-design --date 2026-12-04 --start 17:00 --minutes 60",
        "loopbook add round --company northwind --round take-home --stage done --outcome passed",
    ),
)
@click.option("--company", metavar="COMPANY", help="Whose round it is.")
@options(CompanyRound, ("visibility",))
@click.option("--public", is_flag=True, help="Show it on the published site, if the company is there.")
@pass_here
def round_command(here: Here, /, company: str | None, public: bool, **given: Any) -> None:
    """Add a round to a company's loop.

    With a date its stage is in-progress, and with an outcome it is done, unless you say otherwise.
    """
    asked = {"company": company} if company else {}
    ask_for(Whose, asked, here.today)
    raw = typed(CompanyRound, given, here.today)
    ask_for(CompanyRound, raw, here.today)
    if "stage" not in raw and ("outcome" in raw or "date" in raw):
        raw["stage"] = (Stage.DONE if "outcome" in raw else Stage.IN_PROGRESS).value
    whose = filled(Whose, asked, here.book, "the round").company
    found = here.book.get(Company, whose)
    if found is None:
        raise click.UsageError(f"There is no company '{whose}'.")
    if found.key in here.book.public and not public:
        raw["visibility"] = Visibility.PRIVATE.value
    new = filled(CompanyRound, raw, here.book, "the round")
    origin = here.book.origins[found.key]
    for i, (name, old) in enumerate(named_rounds(found)):
        if (old.round, old.date) == (new.round, new.date) or (new.id and name == new.id):
            message = f"{found.key} has this round already: {name}"
            remedy = "change that one, or give the new one a --date or an --id of its own"
            raise BookError([Diagnostic(*origin.at(("rounds", i)), Severity.ERROR, message, remedy)])
    at = (*origin.prefix, "rounds")
    draft = editing.draft_at(here.root, origin).append([editing.fields_of(new)], at)
    line = parse(draft.text, draft.path).at((*at, len(found.rounds)))[0]
    _save(draft, f"{found.key}: {new.round}", line, new.visibility)


def _fits_a_line(model: type[Entry]) -> bool:
    """Whether all that an entry must have can be typed as options. Topics are a tree, a debrief is a conversation."""
    if model.in_docs or model in (Topic, Debrief):
        return False
    return set(model.required_fields()) <= simple_fields(model).keys()


for _model in TRACKERS.values():
    if _fits_a_line(_model):
        command.add_command(_command_for(_model))
command.add_command(round_command)

__all__ = ["command", "file_for"]
