"""`loopbook pack`: what to review for one round of one company, as one file to take along or to send."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..audit import SiteFile
from ..audit.report import as_text as as_report
from ..book import Book
from ..diagnostics import did_you_mean
from ..exchange.pack_file import pack_file
from ..model import Company, CompanyRound, Round, Visibility
from ..study.desk import Desk, named_rounds
from ..study.packs import pack
from .audit import searched
from .browser import find, print_to_pdf
from .command import Command
from .context import Here, pass_here, write_output


@click.command(
    "pack",
    cls=Command,
    examples=(
        "loopbook pack northwind ml-breadth",
        "loopbook pack northwind ml-breadth --pdf",
        "loopbook pack northwind behavioural --public -o for-ada.html",
    ),
)
@click.argument("company", metavar="COMPANY")
@click.argument("name", metavar="ROUND")
@click.option("--pdf", is_flag=True, help="Print it to PDF with an installed Chromium, Chrome or Edge.")
@click.option("--public", is_flag=True, help="Only what the published site holds: for a friend or a mentor.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it. Default: pack-COMPANY-ROUND.html, or .pdf, in the folder where you are.",
)  # fmt: skip
@pass_here
def command(here: Here, company: str, name: str, pdf: bool, public: bool, output: Path | None) -> None:
    """Write what to review for a round of a company as one file: a cheat sheet of one to two printed pages.

    The facts of the round, its key points, your weakest items with what they come down to, stories, the checklist and
    questions to ask them. The file holds its own style and formulas, runs no script, loads nothing, opens from disk.
    ROUND is the name in the address of the round's pack, such as ml-breadth; or a kind of round that its loop does
    not name yet.
    """
    here.mention_errors()
    held, asked = _found(here.book, company, name)
    if asked[1] not in held.rounds:
        click.echo(
            f"{held.name}'s loop names no such round yet, so the pack knows neither its date nor its focus. Write it "
            f"under 'rounds' of {held.id} in {here.book.origins[held.key].path}: {{round: {asked[0]}}}",
            err=True,
        )
    desk = here.desk
    if public:
        desk = Desk(here.load(Visibility.PUBLIC), here.today)
        held, asked = _public(desk, held, asked)
    pdf = pdf or bool(output and output.suffix.lower() == ".pdf")
    named = output or Path(f"pack-{held.id}-{asked[0]}.{'pdf' if pdf else 'html'}")
    path = here.output(named, private=not public)
    browser = find() if pdf else None
    if pdf and not browser:
        raise click.UsageError(
            "Printing to PDF needs Chromium, Chrome or Edge, and none was found. Install one, say where it is with "
            "LOOPBOOK_CHROMIUM=/path/to/chrome, or leave --pdf away and print the HTML file from any browser."
        )
    html = pack_file(desk, pack(desk, held, *asked))
    if public:
        _prove(here, path.name, html)
    write_output(path, print_to_pdf(browser, html) if browser else html.encode())
    click.echo(f"wrote {path}" + ("" if public else " (private: it holds what only you may see)"))


Named = tuple[str, CompanyRound]


def _company(book: Mapping[str, Company], wanted: str) -> Company | None:
    """The company of an id, a name or an alias, in whatever case."""
    folded = wanted.strip().casefold()
    words = ((c, {c.id, c.name, *c.aliases}) for c in book.values())
    return next((c for c, names in words if folded in {name.casefold() for name in names}), None)


def _found(book: Book, company: str, name: str) -> tuple[Company, Named]:
    companies = {c.id: c for c in book.all(Company)}
    held = _company(companies, company)
    if not held:
        known = [*companies, *(c.name for c in companies.values())]
        raise click.UsageError(f"There is no company '{company}'; {_nearest(company, known, list(companies))}.")
    rounds = named_rounds(held)
    for found in rounds:
        if name.strip().casefold() == found[0].casefold():
            return held, found
    kind = next((r for r in book.all(Round) if name.strip().casefold() in (r.id.casefold(), r.title.casefold())), None)
    if kind and all(asked.round != kind.id for _, asked in rounds):
        return held, (kind.id, CompanyRound(round=kind.id))
    names = [*(found[0] for found in rounds), *(r.id for r in book.all(Round))]
    raise click.UsageError(f"{held.name} has no round '{name}'; {_nearest(name, names, names)}.")


def _nearest(word: str, known: list[str], offers: list[str]) -> str:
    otherwise = f"use one of {', '.join(offers)}" if offers else "there is none yet"
    return did_you_mean(word, known, otherwise).removesuffix("?")


def _public(desk: Desk, held: Company, asked: Named) -> tuple[Company, Named]:
    """The same round in the public book. Raises UsageError if others may not see it."""
    companies = {c.id: c for c in desk.book.all(Company)}
    if held.id not in companies:
        near = _nearest(held.id, list(companies), list(companies)) if companies else "no company is public"
        raise click.UsageError(
            f"{held.name} is not public, so there is nothing to show others; {near}. To publish it, give the company "
            "'visibility: public'."
        )
    rounds = named_rounds(companies[held.id])
    for name, found in rounds:
        # Without ids, names count only what one may see: 'coding' can be another round to others.
        if name == asked[0] and found.round == asked[1].round and found.date in (None, asked[1].date):
            return companies[held.id], (name, found)
    if asked[1] not in held.rounds:
        if desk.book.get(Round, asked[1].round):
            return companies[held.id], asked
        raise click.UsageError(
            f"The page of the round '{asked[0]}' is not public, so there is nothing to show others. To publish it, "
            "write 'visibility: public' into its front matter."
        )
    names = [name for name, _ in rounds]
    near = _nearest(asked[0], names, names) if names else "none of its rounds is public"
    raise click.UsageError(
        f"The round '{asked[0]}' of {held.name} is not public, so there is nothing to show others; {near}. To publish "
        "it, take its 'visibility: private' away, and give it an 'id' if the company has another of its kind."
    )


def _prove(here: Here, name: str, html: str) -> None:
    """Raises UsageError if what others are to see holds something private."""
    report = searched(here, [SiteFile(name, html.encode)])
    if not report.is_clean:
        raise click.UsageError(f"{as_report(report)}\nNothing was written.")
