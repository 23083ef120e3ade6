"""`loopbook check`: what is wrong with the book."""

from __future__ import annotations

import click

from ..diagnostics import Diagnostic, as_json, as_text
from ..model import Visibility
from ..pages import compose
from ..pages.links import broken
from ..study.desk import Desk
from .command import Command
from .context import Here, findings, pass_here, read_site


@click.command(
    "check",
    cls=Command,
    examples=(
        "loopbook check",
        "loopbook check --format json",
        "loopbook check --public",
    ),
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print findings.")
@click.option("--public", is_flag=True, help="Say also which links and files a public build would leave out.")
@pass_here
@click.pass_context
def command(ctx: click.Context, here: Here, form: str, public: bool) -> None:
    """Say what is wrong with the book: every finding at once, with its file, line and remedy.

    Looks at all trackers and notes, at the `loopbook` blocks in notes, and at links to pages that are not there.
    Ends with 0 if nothing is wrong and with 1 if something is.
    """
    found = diagnose(here, public=public)
    if form == "json":
        click.echo(as_json(found))
    elif found:
        click.echo(f"{as_text(found)}\n\n{findings(found)}")
    else:
        entries = sum(map(len, here.book.entries.values()))
        click.echo(f"{entries} entries and {len(here.book.notes)} pages, and nothing wrong with them")
    ctx.exit(1 if found else 0)


def diagnose(here: Here, *, public: bool = False) -> list[Diagnostic]:
    """Everything that is wrong with the book, in order of place."""
    _, found = read_site(here.config)
    site = compose(here.desk)
    found = [*found, *here.book.diagnostics, *site.diagnostics, *broken(here.book, site.pages)]
    if public:
        book = here.load(Visibility.PUBLIC)
        found += [*book.diagnostics, *compose(Desk(book, here.today)).diagnostics]
    return sorted(set(found))
