"""What can be imported: the name of each kind, and who reads it. A new format is a new module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..model import TRACKERS
from .entries import is_own, reader
from .found import Harvest, InFile, Request

Reader = Callable[[list[InFile], Request], Harvest]

FORMATS = {
    "leetcode": "problems: company-wise CSVs, lists as CSV, JSON or Markdown",
    "papers": "papers: BibTeX, CSV, YAML, Markdown tables and lists of links",
    "questions": "question banks: Markdown, Q/A files, CSV, Anki's text export",
    "applications": "a spreadsheet of job applications, as CSV",
    "notion": "a Notion export: the zip as it came, or its folder",
    "obsidian": "an Obsidian vault: its folder, or a zip of it",
}
"""Kind → what it reads. Its reader is the module of its name, which is loaded when it is wanted."""


def kinds() -> list[str]:
    """Everything that may be named as a kind: formats, and trackers whose entries were exported."""
    return [*FORMATS, *(name for name, model in TRACKERS.items() if not model.in_docs and name not in FORMATS)]


def reader_of(kind: str) -> Reader:
    """Who reads a kind. Raises KeyError if there is no such kind.

    Where a kind is a tracker too, files that Loopbook wrote are read as such: nothing in them is to be guessed.
    """
    if kind not in FORMATS:
        own_reader: Reader = reader(TRACKERS[kind].tracker)
        return own_reader
    foreign: Reader = import_module(f".{kind}", __package__).read
    if kind not in TRACKERS:
        return foreign

    def read(files: list[InFile], request: Request) -> Harvest:
        own = {id(file) for file in files if is_own(file, kind)}
        harvest = foreign([file for file in files if id(file) not in own], request)
        harvest += reader(kind)([file for file in files if id(file) in own], request)
        return harvest

    return read
