"""Small books for tests: `write(folder, {"data/problems.yml": "…"})`, then load, compose or build it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from loopbook import library
from loopbook.book import Book
from loopbook.model import Visibility
from loopbook.pages import Composition, compose
from loopbook.paths import resolve
from loopbook.settings import Settings, Site
from loopbook.study import Desk

if TYPE_CHECKING:
    import pytest

__all__ = ["resolve"]

ROOT = Path(__file__).parent.parent
TODAY = dt.date(2026, 11, 20)
Files = dict[str, str | bytes]

MINIMAL: Files = {
    "data/topics.yml": """
        - id: algorithms
          title: Algorithms
          children:
            - {id: arrays, title: Arrays, aliases: [lists]}
            - {id: graphs, title: Graphs}
        - {id: behavioural, title: Behavioural, children: [{id: conflict, title: Conflict}]}
    """,
    "docs/rounds/coding.md": """
        ---
        title: Coding
        category: coding
        checklist:
          - {id: warm-up, text: Solve one easy problem}
        feeds:
          - {show: problems}
          - {show: stories}
        ---
        What it is like.
    """,
    "data/problems.yml": """
        - {title: Two Sum, number: 1, difficulty: easy, topics: [arrays], url: "https://leetcode.com/problems/two-sum/"}
        - {title: Course Schedule, number: 207, difficulty: medium, topics: [graphs]}
    """,
}


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the current one, on `TODAY`. Returns it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LOOPBOOK_TODAY", TODAY.isoformat())
    return folder


def write(folder: Path, files: Files) -> Path:
    """Put files below a folder; text is dedented. Returns the folder."""
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())
    return folder


def held(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, by its path: to hold against what is there later."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def load(folder: Path, audience: Visibility = Visibility.PRIVATE, **settings: object) -> Book:
    """The book in a folder."""
    return library.load(Site(root=folder, settings=Settings.model_validate(settings)), audience)


def composed(folder: Path, audience: Visibility = Visibility.PRIVATE, today: dt.date = TODAY) -> Composition:
    """The pages of the book in a folder."""
    return compose(Desk(load(folder, audience), today))


def messages(folder: Path) -> list[str]:
    """Everything that is wrong with the book in a folder, a line each."""
    book = load(folder)
    return [str(d) for d in sorted({*book.diagnostics, *compose(Desk(book, TODAY)).diagnostics})]


def mkdocs(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run mkdocs in a folder, as a user would, on the day TODAY."""
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_TODAY": TODAY.isoformat(), **environment}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
