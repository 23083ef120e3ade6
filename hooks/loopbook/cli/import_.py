"""`loopbook import`: bring in what there is already, after a look at what that would do."""

from __future__ import annotations

import gc
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..diagnostics import as_text, did_you_mean
from ..exchange.archives import read_files
from ..exchange.formats import kinds, reader_of
from ..exchange.found import Harvest, Names, Progress, Request, silent
from ..exchange.merging import Options
from ..exchange.plan import SHOWN, Plan, plan_import
from ..model import TRACKERS
from ..yaml_nodes import uncollected
from .check import diagnose
from .command import Command
from .context import Here, findings, is_interactive, pass_here
from .forms import simple_fields

NOT_SET = ("id", "visibility", "was", "example")
"""Fields that --set does not give: they are of one entry alone, or --visibility says it."""
DIFF_LINES = 40
"""How much of the diff is shown unless all of it is asked for."""


class _Kind(click.ParamType[str]):
    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in kinds():
            return value
        remedy = did_you_mean(value, kinds(), f"use one of {', '.join(kinds())}")
        return self.fail(f"nothing is imported as '{value}'; {remedy}")


@click.command(
    "import",
    cls=Command,
    examples=(
        "loopbook import leetcode problemSiteData.json --dry-run",
        "loopbook import leetcode company-lists --map facebook=Meta --yes",
        "loopbook import papers library.bib --set status=to-read",
        "loopbook import notion Export-1234.zip --map 'Job hunt=companies'",
        "loopbook import applications jobs.csv --dates dmy",
    ),
)
@click.argument("kind", type=_Kind(), metavar="KIND")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what it would do, and do nothing.")
@click.option("--map", "pairs", multiple=True, metavar="OLD=NEW",
              help="What a heading, company, topic or Notion database is called here. Repeat it.")  # fmt: skip
@click.option("--set", "defaults", multiple=True, metavar="FIELD=VALUE",
              help="A field of every new entry: round=ml-breadth, lists=grind. Repeat it.")  # fmt: skip
@click.option("--visibility", type=click.Choice(["private", "public", "as-written"]), default="private",
              help="Who may see what comes in: only you, all, or as the files say. Default: private.")  # fmt: skip
@click.option("--add-companies/--no-add-companies", default=True,
              help="Whether companies that the book does not have come in. Default: they do.")  # fmt: skip
@click.option("--deleted", is_flag=True, help="Bring back entries and pages that an import brought and you deleted.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Whether 03/04/2026 is in April or in March.")
@click.option("--diff", "whole_diff", is_flag=True, help="Show the whole diff, not its beginning.")
@click.option("--verbose", is_flag=True, help="List every refusal and every difference.")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@pass_here
@click.pass_context
@uncollected()  # whoever reads much and is done soon has little garbage, and much to look through for it
def command(
    ctx: click.Context,
    here: Here,
    kind: str,
    paths: tuple[Path, ...],
    dry_run: bool,
    pairs: tuple[str, ...],
    defaults: tuple[str, ...],
    visibility: str,
    add_companies: bool,
    deleted: bool,
    dates: str | None,
    whole_diff: bool,
    verbose: bool,
    yes: bool,
) -> None:
    """Bring files into the book: problems, papers, questions, applications, Notion, Obsidian, what was exported.

    KIND is leetcode, papers, questions, applications, notion or obsidian, or a tracker whose CSV, JSON or YAML this
    is. PATH is a file, a folder or a zip; several are read together.

    Shows first what it would add and change, then asks. What you wrote yourself is never overwritten, what comes in
    is private, and importing the same again changes nothing.
    """
    options = Options(Names.of(pairs), visibility, add_companies, deleted, _defaults(defaults))
    with _progress() as progress:
        plan = _planned(here, kind, paths, options, dates or "", progress)
    _show(plan, whole_diff=whole_diff, verbose=verbose)
    if not (plan.read or plan.refused or plan.files or plan.unchanged):
        click.echo(f"there is nothing in {', '.join(map(str, paths))} that {kind} could be read from")
    if dry_run or plan.is_empty:
        stays = "the book has all of this already" if plan.unchanged else "nothing of it comes into the book"
        click.echo("nothing was written" if dry_run else stays)
        if plan.is_empty and plan.refused and not plan.unchanged:
            ctx.exit(1)
        return
    if not yes:
        if not is_interactive():
            raise click.UsageError("Nobody is here to ask; say --yes to import, or --dry-run to look.")
        click.confirm("\nImport this?", abort=True)
    plan.write()
    click.echo(f"done: {len(plan.files)} files written")
    del plan
    here.forget()  # a book of 20,000 entries is not held twice while the new one is looked through
    left = diagnose(here)
    gc.freeze()  # all of it is old now, so that nobody looks through it for garbage
    gc.unfreeze()
    if left:
        click.echo(f"\n{as_text(left)}\n\n{findings(left)} to look at", err=True)
    ctx.exit(1 if left else 0)


def _planned(here: Here, kind: str, paths: tuple[Path, ...], options: Options, dates: str, progress: Progress) -> Plan:
    harvest = Harvest()
    files = read_files(paths, harvest)
    harvest += reader_of(kind)(files, Request(options.names, progress, dates, here.book))
    _check_fields(options.defaults, {found.tracker for found in harvest.entries} or set(TRACKERS))
    return plan_import(here.site, here.book, kind, harvest, options, progress)


def _defaults(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not value.strip():
            raise click.UsageError(f"--set wants FIELD=VALUE, and this is '{pair}'.")
        found[name.strip()] = value.strip()
    return found


def _settable(tracker: str) -> Iterable[str]:
    model = TRACKERS[tracker]
    return simple_fields(model, (*NOT_SET, model.title_field))


def _check_fields(names: Iterable[str], trackers: Collection[str]) -> None:
    """Raises UsageError for a name in --set that is no field of what comes in."""
    known = {field: None for name in TRACKERS if name in trackers for field in _settable(name)}
    for name in names:
        if name not in known:
            what = " or ".join(tracker for tracker in TRACKERS if tracker in trackers)
            remedy = did_you_mean(name, known, f"use one of {', '.join(known)}")
            raise click.UsageError(f"--set {name}: no field of {what if len(trackers) < 4 else 'any kind'}; {remedy}")


def _show(plan: Plan, *, whole_diff: bool, verbose: bool) -> None:
    for i, line in enumerate(plan.diff()):
        if not whole_diff and i == DIFF_LINES:
            click.echo("… --diff shows the rest\n")
            break
        click.echo(line)
    for line in plan.details(1_000_000 if verbose else SHOWN):
        click.echo(line)
    for line in plan.summary():
        click.echo(line)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line that says how far things are, where there is a terminal to show it."""
    if not sys.stderr.isatty():
        yield silent
        return
    last = [""]

    def show(what: str, done: int, total: int) -> None:
        line = f"{what} {done:,} of {total:,}"
        if line != last[0]:
            sys.stderr.write(f"\r{line:<60}")
            sys.stderr.flush()
            last[0] = line

    try:
        yield show
    finally:
        sys.stderr.write("\r" + " " * 60 + "\r")
