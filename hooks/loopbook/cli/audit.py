"""`loopbook audit`: whether a built site holds anything private."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from .. import library
from ..audit import Report, SiteFile, audit, files_of, own, private_with_settings
from ..audit.report import as_json, as_text
from .command import Command
from .context import Here, pass_here


@click.command(
    "audit",
    cls=Command,
    examples=("loopbook audit", "loopbook audit public --show", "loopbook audit site --format json"),
)
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option(
    "--show", is_flag=True, help="Print the private texts that were found; without it, only their beginnings."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
@pass_here
@click.pass_context
def command(ctx: click.Context, here: Here, site: Path | None, show: bool, form: str) -> None:
    """Search a built site, or one file of it, for the text of everything private in the book.

    SITE is the folder that mkdocs built; by default `site` beside mkdocs.yml. A public build does this by itself and
    takes the site away if something is found. Ends with 0 if nothing is there, and with 1 if something is.
    """
    place = site or here.root / "site"
    if not place.exists():
        raise click.UsageError(f"There is no {place}. Build the site first: mkdocs build")
    files = list(files_of(place))
    if not files:
        raise click.UsageError(f"There is no file in {place} to search. Build the site first: mkdocs build")
    report = searched(here, files)
    click.echo(as_json(report) if form == "json" else as_text(report, show=show))
    ctx.exit(0 if report.is_clean else 1)


def searched(here: Here, files: Iterable[SiteFile]) -> Report:
    """What the audit says of files that others are to see. Raises UsageError for a file of secrets that is wrong."""
    checked = library.read(here.site, here.today)
    try:
        return audit(private_with_settings(checked, here.values, here.values.get("nav")), files, own.themes())
    except ValueError as error:
        raise click.UsageError(str(error)) from None
