"""`loopbook export`: the book, or a part of it, in a form that other tools read."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ..diagnostics import as_text, errors
from ..exchange import anki, bibtex, entries, markdown_site
from ..exchange.ics import calendar
from ..many_files import write_files
from ..model import Company, Entry, Paper, Visibility
from ..study.desk import Desk
from .command import Command
from .context import Here, pass_here, write_output
from .listing import Kind, found_entries

AUDIENCES = click.Choice(["public", "private"])
FORMS = ("anki", "csv", "json", "bibtex", "markdown", "ics")


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    here: Here
    desk: Desk
    tracker: str | None
    where: tuple[str, ...]
    company: str | None
    output: Path | None

    def entries(self) -> list[Entry]:
        """The entries of the tracker that was named."""
        if self.tracker is None:
            raise click.UsageError("Name a tracker: loopbook export csv problems")
        entries.check_tracker(self.tracker)
        found = found_entries(self.desk, self.tracker, self.where, None, None)
        return [e for e in found if self.company is None or self.company in e.companies]


@click.command(
    "export",
    cls=Command,
    examples=(
        "loopbook export csv problems --where topics=graphs --to graphs.csv",
        "loopbook export json questions --audience private",
        "loopbook export bibtex papers --where status=read --to read.bib",
        "loopbook export anki --audience private --company northwind --to northwind.apkg",
        "loopbook export markdown --to plain-copy",
        "loopbook export ics --audience private --to plan.ics",
    ),
)
@click.argument("form", type=click.Choice(FORMS), metavar="KIND")
@click.argument("tracker", type=Kind(), required=False, metavar="[TRACKER]")
@click.option("--to", "output", type=click.Path(path_type=Path), metavar="PATH",
              help="Where to write it. Default: CSV, JSON, BibTeX and ICS are printed.")  # fmt: skip
@click.option("--where", "conditions", metavar="FIELD=VALUE", multiple=True,
              help="Only entries whose field is the value, as for list. Repeat it: all must hold.")  # fmt: skip
@click.option("--company", metavar="ID", help="Only what bears on a company.")
@click.option("--audience", type=AUDIENCES, default="public",
              help="For whom: the world, or you with all that is private. Default: public.")  # fmt: skip
@pass_here
def command(
    here: Here,
    form: str,
    tracker: str | None,
    output: Path | None,
    conditions: tuple[str, ...],
    company: str | None,
    audience: str,
) -> None:
    """Write the book, or a part of it, for other tools.

    KIND is anki (cards, problems, papers and stories as an .apkg), csv, json or bibtex (entries of a TRACKER, which
    `loopbook import TRACKER` reads back), markdown (the whole site as plain pages that another renderer builds), or
    ics (the plan's calendar).

    As a build does, it leaves out what is private, unless you say --audience private.
    """
    book = here.load(Visibility(audience))
    wrong = errors(book.diagnostics)
    if wrong:
        click.echo(f"{as_text(wrong)}\n", err=True)
    if company and book.get(Company, company) is None:
        remedy = "is private: say --audience private" if f"companies/{company}" in book.hidden else "is not in the book"
        raise click.UsageError(f"The company '{company}' {remedy}.")
    if output is not None:
        output = here.output(output, private=audience == Visibility.PRIVATE, folder=form == "markdown")
    wanted = Wanted(here, Desk(book, here.today), tracker, conditions, company, output)
    if form == "markdown":
        _markdown(wanted)
        return
    if form == "anki":
        _write(wanted, _anki(wanted))
        return
    _write(wanted, _TEXTS[form](wanted).encode())


def _csv(wanted: Wanted) -> str:
    return entries.write_csv(wanted.entries())


def _json(wanted: Wanted) -> str:
    return entries.write_json(wanted.entries())


def _bibtex(wanted: Wanted) -> str:
    if wanted.tracker not in (None, "papers"):
        raise click.UsageError("BibTeX is for papers.")
    papers = replace(wanted, tracker="papers").entries()
    return bibtex.write(entry for entry in papers if isinstance(entry, Paper))


def _ics(wanted: Wanted) -> str:
    site = wanted.here.site_url.rstrip("/")
    return calendar(wanted.desk, lambda uri: f"{site}/{uri.removesuffix('.md')}/" if site else uri).decode()


_TEXTS: dict[str, Callable[[Wanted], str]] = {"csv": _csv, "json": _json, "bibtex": _bibtex, "ics": _ics}


def _anki(wanted: Wanted) -> bytes:
    cards = anki.flashcards(wanted.desk, wanted.company)
    if wanted.tracker:
        cards = [card for card in cards if card.key.startswith(f"{wanted.tracker}/")]
    if wanted.output is None:
        raise click.UsageError("Say where to write it: --to loopbook.apkg")
    site, book = wanted.here.site, wanted.desk.book
    now = dt.datetime.now(dt.UTC)  # Anki takes a note for newer by this
    if now.date() != wanted.here.today:
        now = dt.datetime.combine(wanted.here.today, dt.time(12), dt.UTC)
    click.echo(f"{len(cards)} cards", err=True)
    return anki.package(cards, site.root / site.docs, book.assets, now.timestamp())


def _markdown(wanted: Wanted) -> None:
    if wanted.tracker or wanted.where or wanted.company:
        raise click.UsageError("Markdown is the whole site; it takes no tracker, --where or --company.")
    folder = wanted.output
    if folder is None:
        raise click.UsageError("Say where to write it: --to plain-copy")
    markdown_site.check_folder(folder)
    site = wanted.here.site
    made = markdown_site.files(wanted.desk, site, wanted.here.site_name)
    folder.mkdir(parents=True, exist_ok=True)
    write_files(folder, made, {})
    for path in markdown_site.stale(folder, made):
        path.unlink()
    count = sum(path.endswith(".md") for path in made)
    click.echo(f"{count} pages and {len(made) - count} other files in {folder}")
    click.echo("build them there with: properdocs build, zensical build or mkdocs build")


def _write(wanted: Wanted, content: bytes) -> None:
    if wanted.output is None:
        sys.stdout.buffer.write(content)
        return
    write_output(wanted.output, content)
    click.echo(f"wrote {wanted.output}", err=True)
