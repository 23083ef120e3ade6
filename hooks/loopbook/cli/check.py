"""`loopbook check`: what is wrong with the book."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from .. import quick
from ..book import Book
from ..diagnostics import Diagnostic, Severity, as_json, as_text, errors
from ..hosts import hosts_asked
from ..markdown_lint import lumps, mended
from ..model import Visibility
from ..pages import compose
from ..pages.links import broken
from ..sources import write_text
from ..study.desk import Desk
from .command import Command
from .context import Here, chain_of, findings, pass_here, read_site


@click.command(
    "check",
    cls=Command,
    examples=(
        "loopbook check",
        "loopbook check --format json",
        "loopbook check --public",
        "loopbook check --fix",
    ),
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print findings.")
@click.option(
    "--public",
    is_flag=True,
    help="Say also what a public build would leave out, and what its pages would take from other hosts.",
)
@click.option("--fix", is_flag=True, help="Mend notes whose lists or tables would run into one paragraph.")
@pass_here
@click.pass_context
def command(ctx: click.Context, here: Here, form: str, public: bool, fix: bool) -> None:
    """Say what is wrong with the book: every finding at once, with its file, line and remedy.

    Looks at all trackers and notes, at the `loopbook` blocks in notes, at links to pages that are not there, and at
    lists and tables that would be shown as one lump of text.
    Ends with 0 if nothing is wrong and with 1 if something is.
    """
    _, problems = read_site(here.config)
    if errors(problems):  # there is no book to look at yet
        click.echo(as_json(problems) if form == "json" else f"{as_text(problems)}\n\n{findings(problems)}")
        ctx.exit(1)
    if fix:
        for path in mend(here):
            click.echo(f"mended {path}", err=True)
        here = Here(here.root)
    before = quick.sum_of(here.root, parts := parts_of(here), asked := asked_for(form, public))
    found = diagnose(here, public=public)
    if form == "json":
        said = as_json(found)
    elif found:
        said = f"{as_text(found)}\n\n{findings(found)}"
    else:
        entries = sum(map(len, here.book.entries.values()))
        said = f"{entries} entries and {len(here.book.notes)} pages, and nothing wrong with them"
    click.echo(said)
    if quick.sum_of(here.root, parts, asked) == before:  # nobody saved a file while we looked
        quick.keep(here.root, parts, asked, f"{said}\n", 1 if found else 0)
    ctx.exit(1 if found else 0)


def parts_of(here: Here) -> list[str]:
    """The files and folders that findings come of, relative to the book's root."""
    above = (os.path.relpath(path, here.root) for path in chain_of(here.config))
    return [*above, here.site.docs, here.site.settings.data]


def asked_for(form: str, public: bool) -> list[str]:
    """The options as one types them."""
    return [*(("--format", form) if form != "text" else ()), *(("--public",) if public else ())]


def diagnose(here: Here, *, public: bool = False) -> list[Diagnostic]:
    """Everything that is wrong with the book, in order of place."""
    _, found = read_site(here.config)
    site = compose(here.desk)
    found = [*found, *here.book.diagnostics, *site.diagnostics, *broken(here.book, site.pages), *lumped(here.book)]
    if public:
        book = here.load(Visibility.PUBLIC)
        found += [*book.diagnostics, *compose(Desk(book, here.today)).diagnostics]
        found += [asked.warning() for asked in hosts_asked(book, here.site.url)]
    return sorted(set(found))


def lumped(book: Book) -> Iterator[Diagnostic]:
    """The lists and tables of notes that other tools would show and this one would not."""
    for note in book.notes.values():
        for lump in lumps(note.body):
            yield Diagnostic(note.path, note.first_line + lump.line, 1, Severity.WARNING, lump.message, lump.remedy)


def mend(here: Here) -> list[str]:
    """Mend such lists and tables in every note; the result is the files that changed."""
    changed = []
    for note in here.book.notes.values():
        body = mended(note.body)
        if body != note.body:
            path = here.root / note.path
            raw = path.read_bytes().decode("utf-8-sig")
            whole = raw.replace("\r\n", "\n").replace("\r", "\n")
            if whole.endswith(note.body):
                text = whole[: len(whole) - len(note.body)] + body
                write_text(path, text.replace("\n", "\r\n") if "\r\n" in raw else text, expected=whole)
                changed.append(note.path)
    return changed
