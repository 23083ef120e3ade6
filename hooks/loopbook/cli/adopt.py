"""`loopbook adopt`: a book of a MkDocs site that is there already."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from ..diagnostics import as_text, errors
from ..exchange.adoption import plan_adoption
from ..exchange.plan import Plan
from .check import diagnose
from .command import Command
from .context import Here, findings, is_interactive, pass_here
from .example import removal_of
from .new import copy_starter

LEFT_OUT = ("docs/guide/", "docs/index.md", "docs/notes/")
"""What of the starter is about a book of its own."""


@click.command(
    "adopt",
    cls=Command,
    examples=(
        "loopbook adopt --dry-run",
        "loopbook adopt --tags --yes",
        "loopbook adopt --starter --private",
    ),
)
@click.option("--tags", is_flag=True, help="Make topics of the tags in the pages' front matter.")
@click.option("--starter", is_flag=True, help="Bring rounds, topics, lists and question bank of the starter, too.")
@click.option("--private", is_flag=True, help="Leave out of public builds even the pages that are there now.")
@click.option("--dry-run", is_flag=True, help="Show what it would do, and do nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@pass_here
@click.pass_context
def command(ctx: click.Context, here: Here, tags: bool, starter: bool, private: bool, dry_run: bool, yes: bool) -> None:
    """Add Loopbook to a MkDocs site of your own: your pages, nav and plugins stay as they are.

    Adds a hook and settings to mkdocs.yml, and a folder of trackers beside it. What the site publishes now stays
    public; what you add elsewhere is private until you say otherwise.
    """
    plan = plan_adoption(
        here.book, here.config, here.values, here.site.docs, tags=tags, private=private,
        fresh=_fresh() if starter else {},
    )  # fmt: skip
    _show(plan, here.config.name)
    if dry_run:
        click.echo("nothing was written")
        return
    if not yes:
        if not is_interactive():
            raise click.UsageError("Nobody is here to ask; say --yes to do it, or --dry-run to look.")
        click.confirm("\nAdd this?", abort=True)
    plan.write()
    left = diagnose(Here(here.root))
    click.echo(f"done: {len(plan.files)} files written")
    wrong = errors(left)
    if wrong:
        click.echo(f"\n{as_text(wrong)}\n\n{findings(wrong)}: mend them, and the site builds", err=True)
    elif left:
        click.echo(f"'loopbook check' has {findings(left)} about your pages, which it may mend: loopbook check --fix")
    ctx.exit(1 if wrong else 0)


def _fresh() -> dict[str, bytes]:
    """The files of a new book that are of use in a site that has its own home and settings."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        copy_starter(root)
        made = Here(root)
        removal_of(made.site, made.book).carry_out(made.site)
        paths = sorted(path for part in ("docs", "data") for path in (root / part).rglob("*") if path.is_file())
        found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {path: content for path, content in found.items() if not path.startswith(LEFT_OUT)}


def _show(plan: Plan, config: str) -> None:
    for line in plan.diff({config}):
        click.echo(line)
    new = [path for path in plan.files if path != config]
    click.echo(f"new files: {', '.join(new[:6])}" + (f" and {len(new) - 6} more" if len(new) > 6 else ""))
    for line in plan.details():
        click.echo(line)
