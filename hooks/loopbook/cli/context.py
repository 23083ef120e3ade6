"""What every command starts from: the book that one is in, and the day."""

from __future__ import annotations

import datetime as dt
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from .. import library
from ..book import Book
from ..diagnostics import BookError, Diagnostic, errors
from ..many_files import write_files
from ..model import Visibility
from ..settings import Site
from ..site_file import SNIPPETS, bases_of, site_of
from ..sources import read_mapping
from ..study.desk import Desk
from ..yaml_nodes import Parsed

TODAY_VARIABLE = "LOOPBOOK_TODAY"
CONFIGS = ("mkdocs.yml", "mkdocs.yaml")
MAX_PARENTS = 20
"""How many files may inherit from one another; more are a circle."""


class Here:
    """The book around a folder. What a command asks for is looked up once."""

    def __init__(self, start: Path) -> None:
        self.start = start

    @cached_property
    def today(self) -> dt.date:
        """The day; the environment may say another, so that a run can be repeated."""
        stated = os.environ.get(TODAY_VARIABLE, "")
        try:
            return dt.date.fromisoformat(stated) if stated else dt.date.today()
        except ValueError:
            raise click.UsageError(f"{TODAY_VARIABLE} is '{stated}'; set it to a date like 2026-11-20.") from None

    @cached_property
    def config(self) -> Path:
        """The book's mkdocs.yml: the nearest at or above where we are."""
        start = self.start.resolve()
        for folder in (start, *start.parents):
            for name in CONFIGS:
                if (folder / name).is_file():
                    return folder / name
        remedy = "Go to your book, name it with -C, or make one: loopbook new my-book"
        raise click.UsageError(f"There is no mkdocs.yml in {start} or above it. {remedy}")

    @cached_property
    def site(self) -> Site:
        """Where the book is and how it is set. Raises BookError if mkdocs.yml is not right."""
        site, problems = read_site(self.config)
        wrong = errors(problems)
        if wrong:
            raise BookError(wrong)
        return site

    @cached_property
    def values(self) -> dict[str, Any]:
        """What mkdocs.yml says, and the files that it inherits from: texts, lists and mappings."""
        return _inherited(self.config, MAX_PARENTS)[0]

    @property
    def site_name(self) -> str:
        """What the site is called."""
        return str(self.values.get("site_name") or "Loopbook")

    @property
    def site_url(self) -> str:
        """Where the site is published; empty if mkdocs.yml does not say."""
        return str(self.values.get("site_url") or "")

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.site.root

    @cached_property
    def book(self) -> Book:
        """All of it, as its owner sees it."""
        return self.load(Visibility.PRIVATE)

    @cached_property
    def desk(self) -> Desk:
        """The book today."""
        return Desk(self.book, self.today)

    def mention_errors(self) -> None:
        """Say that the book has errors, before something is made of what is left of it."""
        if wrong := errors(self.book.diagnostics):
            click.echo(f"{findings(wrong)} in the book, so something may be left out: see loopbook check", err=True)

    def output(self, path: Path, *, private: bool, folder: bool = False) -> Path:
        """A place for what a command makes, a file or a folder. Raises UsageError if the book itself is kept there, or
        if it is in the folder that gets published and what is made is private.
        """
        if path.is_dir() and not folder:
            raise click.UsageError(f"'{path}' is a folder; name a file in it.")
        place, site = path.resolve(), self.site
        docs, data = ((self.root / name).resolve() for name in (site.docs, site.settings.data))
        otherwise = f"Name another place, such as {self.root / path.name}"
        if place in {config.resolve() for config in chain_of(self.config)}:
            raise click.UsageError(f"{path} is what sets up your book, and would be overwritten. Name another file.")
        if place == (self.root / site.settings.secrets).resolve():
            raise click.UsageError(f"{path} holds your secrets, and would be overwritten. Name another file.")
        if place.is_relative_to(data):
            raise click.UsageError(f"{path} is in {data.name}/, where the book itself is kept. {otherwise}")
        if not place.is_relative_to(docs):
            return path
        if folder or path.suffix.lower() == ".md":
            raise click.UsageError(f"{path} is in {docs.name}/, where the notes of your book are kept. {otherwise}")
        if private:
            raise click.UsageError(
                f"{path} is in {docs.name}/, which is what gets published, and what would be written is private. "
                f"{otherwise}"
            )
        return path

    def forget(self) -> None:
        """Look everything up again: files were written."""
        for name in ("site", "values", "book", "desk"):
            self.__dict__.pop(name, None)

    def load(self, audience: Visibility) -> Book:
        """The book as an audience sees it."""
        return library.load(self.site, audience, self.today)


pass_here = click.make_pass_decorator(Here)


def read_site(config: Path) -> tuple[Site, list[Diagnostic]]:
    """The book that a mkdocs.yml describes, with what the files that it inherits from say."""
    values, parsed, problems = _inherited(config, MAX_PARENTS)
    stated, root = values.get("docs_dir"), config.parent.resolve()
    docs = (root / (stated if isinstance(stated, str) else "docs")).resolve()
    url, snippets = str(values.get("site_url") or ""), _snippets(values, root)
    site, wrong = site_of(config, parsed, extra=values.get("extra"), docs=docs, url=url, snippets=snippets)
    return site, problems + wrong


def _snippets(values: dict[str, Any], root: Path) -> dict[str, Any] | None:
    """The options of the extension that includes files, as mkdocs.yml says; None if it is not on."""
    stated = values.get("markdown_extensions") or []
    listed = stated.items() if isinstance(stated, dict) else [
        pair for item in stated for pair in (item.items() if isinstance(item, dict) else [(item, None)])
    ]  # fmt: skip
    for name, options in listed:
        if name == SNIPPETS:
            options = options if isinstance(options, dict) else {}
            return options | {"base_path": bases_of(options, root)}
    return None


def _inherited(config: Path, left: int) -> tuple[dict[str, Any], Parsed | None, list[Diagnostic]]:
    values, parsed, problems = read_mapping(config)
    parent = values.get("INHERIT")
    if isinstance(parent, str) and left:
        above, _, more = _inherited((config.parent / parent).resolve(), left - 1)
        return _merged(above, values), parsed, problems + more
    return values, parsed, problems


def chain_of(config: Path) -> list[Path]:
    """A mkdocs.yml and the files that it inherits from."""
    found = [config]
    while len(found) <= MAX_PARENTS:
        parent = read_mapping(found[-1])[0].get("INHERIT")
        if not isinstance(parent, str):
            break
        found.append((found[-1].parent / parent).resolve())
    return found


def _merged(below: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """As MkDocs does it: mappings are joined, all else is replaced."""
    joined = dict(below)
    for name, value in over.items():
        old = joined.get(name)
        joined[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return joined


def write_output(path: Path, content: bytes) -> None:
    """Write what a command made to a place that `Here.output` gave; the folder is made if it is not there."""
    write_files(path.parent, {path.name: content}, {})


def check_text(typed: str) -> str:
    """What was typed, if it is text. Raises UsageError for bytes that are not UTF-8, which no book may hold."""
    try:
        typed.encode()
    except UnicodeEncodeError:
        shown = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        raise click.UsageError(f"'{shown}' is not UTF-8; type it again, or set your terminal to UTF-8.") from None
    return typed


def prompt(words: str, **options: Any) -> Any:
    """What somebody answers, as `click.prompt` has it. Raises UsageError for an answer that is no text."""
    try:
        answer = click.prompt(words, **options)
    except UnicodeDecodeError:
        raise click.UsageError("That is not UTF-8; type it again, or set your terminal to UTF-8.") from None
    return check_text(answer) if isinstance(answer, str) else answer


def is_interactive() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def findings(problems: list[Diagnostic]) -> str:
    """How many errors and warnings, in words."""
    wrong = len(errors(problems))
    counts = [(wrong, "error"), (len(problems) - wrong, "warning")]
    return " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
