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


def is_interactive() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def findings(problems: list[Diagnostic]) -> str:
    """How many errors and warnings, in words."""
    wrong = len(errors(problems))
    counts = [(wrong, "error"), (len(problems) - wrong, "warning")]
    return " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
