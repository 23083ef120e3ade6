"""The files of a book: the only module that reads or writes them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import ticks
from .diagnostics import BookError, Diagnostic, Severity, did_you_mean
from .example_dates import NOT_MOVED, moved
from .many_files import finish
from .model import TRACKERS
from .notes import Note, read_note
from .parsed_cache import parse_once
from .review_log import LogLine, read_log, without_doubles
from .safe_files import replace_file
from .walk import files_below, is_hidden
from .yaml_nodes import Parsed, parse

LOG = "reviews"
LISTS = (*TRACKERS, LOG)
"""The trackers: each a YAML list in `data/<name>.yml`, or several in `data/<name>/`."""
TICKS = "ticks"
MAPPINGS = ("plan", TICKS)
YAML = (".yml", ".yaml")
OTHER_MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd")
"""Endings that MkDocs takes for pages as well."""
MAX_BYTES = 32_000_000
KEPT_NOTES = 1_000
"""How many pages are kept as they were read, for whoever reads a book twice."""


@dataclass(frozen=True)
class DataFile:
    """One YAML file below data/. `path` is relative to the book's root, with `/`."""

    path: str
    tracker: str
    parsed: Parsed

    @property
    def is_example(self) -> bool:
        """`example.yml` in a tracker's folder holds nothing but the example hunt."""
        return _is_example(self.path)


@dataclass
class Sources:
    """All that was read: nothing checked yet but that it is text and YAML."""

    data: list[DataFile] = field(default_factory=list)
    reviews: list[LogLine] = field(default_factory=list)
    """The review log, all its files together, no review twice."""
    ticks: dict[str, str] = field(default_factory=dict)
    """Name of a checklist's item → the day it was ticked."""
    notes: dict[str, Note] = field(default_factory=dict)
    assets: list[str] = field(default_factory=list)
    """Files in docs/ that are no pages, as paths below docs/."""
    folder_meta: list[tuple[str, Parsed]] = field(default_factory=list)
    """Each `.meta.yml` in docs/: path, and the front matter that Material's meta plugin gives to a folder's pages."""
    links: dict[str, str] = field(default_factory=dict)
    """Each symbolic link in docs/ and data/ that leads to another place beside mkdocs.yml → that place."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


MovedBy = Callable[[bool], dt.timedelta]
"""Whether an example.yml is a review log → how far its dates are moved, to the present."""


def read_sources(
    root: Path, docs: str = "docs", data: str = "data", moved_by: MovedBy = lambda _: NOT_MOVED
) -> Sources:
    """Read docs/ and data/ below `root`. What cannot be read is a diagnostic, and left out."""
    finish(root)
    sources = Sources()
    _read_data(root, data, sources, moved_by)
    _read_docs(root, docs, sources)
    return sources


def _read_data(root: Path, data: str, sources: Sources, moved_by: MovedBy) -> None:
    if not (root / data).is_dir():
        message = f"there is no folder '{data}'"
        remedy = "make it, or name another one as extra.loopbook.data in mkdocs.yml"
        sources.diagnostics.append(Diagnostic(data, 0, 0, Severity.ERROR, message, remedy))
        return
    for path in _walk(root, data, sources):
        if not path.lower().endswith(YAML):
            _report_other(path, data, sources)
            continue
        parts = Path(path).relative_to(data).with_suffix("").parts
        tracker = parts[0]
        if tracker not in (*LISTS, *MAPPINGS):
            remedy = did_you_mean(tracker, (*LISTS, *MAPPINGS), f"use one of {', '.join((*LISTS, *MAPPINGS))}")
            message = f"'{tracker}' is not a tracker"
            sources.diagnostics.append(Diagnostic(path, 0, 0, Severity.ERROR, message, remedy))
            continue
        text = read_text(root, path, sources.diagnostics)
        if text is None:
            continue
        by = moved_by(tracker == LOG) if _is_example(path) else NOT_MOVED
        text = moved(text, by)
        if tracker == LOG:
            reviews, problems = read_log(text, path)
            sources.reviews = without_doubles([*sources.reviews, *reviews])
            sources.diagnostics += problems
            continue
        if tracker == TICKS:
            sources.ticks |= ticks.parse(text)
            sources.diagnostics += ticks.problems(text, path)
            continue
        parsed = parse_once(text, path, root)
        parsed.moved_by = by
        sources.diagnostics += parsed.diagnostics
        expected: type = dict if tracker in MAPPINGS else list
        if parsed.value is not None and not isinstance(parsed.value, expected):
            sources.diagnostics.append(_wrong_top(path, tracker, parsed))
            parsed = Parsed(text, 1, None, [], parsed.diagnostics)
        sources.data.append(DataFile(path, tracker, parsed))


def _report_other(path: str, data: str, sources: Sources) -> None:
    """A warning for a file beside the trackers that is meant as one. A README may be there."""
    name = path[len(data) + 1 :]
    tracker = name.partition(".")[0]
    if tracker in (*LISTS, *MAPPINGS):
        remedy = f"write YAML, and call it {data}/{tracker}.yml"
        sources.diagnostics.append(
            Diagnostic(path, 0, 0, Severity.WARNING, "is no YAML file, so it is not read", remedy)
        )


def _is_example(path: str) -> bool:
    return Path(path).stem == "example"


def _wrong_top(path: str, tracker: str, parsed: Parsed) -> Diagnostic:
    if tracker in MAPPINGS:
        message, remedy = f"{tracker} is one mapping, not a list", "take the leading '- ' away"
    elif isinstance(parsed.value, dict):
        message, remedy = f"{tracker} is a list, and this is a mapping", "begin each entry with '- '"
    else:
        message, remedy = f"{tracker} is a list, and this is text", "begin each entry with '- '"
    return Diagnostic(path, *parsed.at(), Severity.ERROR, message, remedy)


def _read_docs(root: Path, docs: str, sources: Sources) -> None:
    if not (root / docs).is_dir():
        message, remedy = f"there is no folder '{docs}'", "make it, or set docs_dir in mkdocs.yml"
        sources.diagnostics.append(Diagnostic(docs, 0, 0, Severity.ERROR, message, remedy))
        return
    for path in _walk(root, docs, sources):
        uri = path[len(docs) + 1 :]
        if path.endswith(".md"):
            text = read_text(root, path, sources.diagnostics)
            if text is not None:
                note = _note(uri, path, text)
                sources.diagnostics += note.diagnostics
                sources.notes[uri] = note
        elif not os.access(root / path, os.R_OK):
            sources.diagnostics.append(_unreadable(root, path))
        else:
            sources.assets.append(uri)
            if path.lower().endswith((".md", *OTHER_MARKDOWN)):
                remedy = f"call it {Path(path).with_suffix('.md').name}"
                message = "is not read as a note: its name does not end in .md"
                sources.diagnostics.append(Diagnostic(path, 0, 0, Severity.WARNING, message, remedy))
    for found in sorted((root / docs).rglob(".meta.yml")):
        path = found.relative_to(root).as_posix()
        text = read_text(root, path, sources.diagnostics)
        if text is not None:
            sources.folder_meta.append((path, parse(text, path)))


_note = lru_cache(KEPT_NOTES)(read_note)
"""A page, with all that was found out of its text, for as long as the text stays."""


def _walk(root: Path, folder: str, sources: Sources) -> list[str]:
    """Paths relative to `root`, with `/`; hidden files left out."""
    loops: list[str] = []
    closed: list[OSError] = []
    links: list[str] = []
    diagnostics = sources.diagnostics
    found = files_below(root / folder, is_hidden, loops, closed, links)
    for link in links:
        target = (root / folder / link).resolve()
        for place in (folder, ""):  # the folder may be a link itself, to where no book is
            if target.is_relative_to((root / place).resolve()):
                below = target.relative_to((root / place).resolve())
                sources.links[f"{folder}/{link}"] = (Path(place) / below).as_posix()
                break
    for error in closed:
        path = Path(error.filename).relative_to(root).as_posix()
        diagnostics.append(_unreadable(root, path, (error.strerror or str(error)).lower()))
    for place in loops:
        message = "is a link to a folder that it is in, so there is no end to it"
        diagnostics.append(Diagnostic(f"{folder}/{place}", 0, 0, Severity.ERROR, message, "delete the link"))
    return [f"{folder}/{place}" for place in found]


def _unreadable(root: Path, path: str, reason: str = "") -> Diagnostic:
    place = root / path
    if place.is_symlink() and not place.exists():
        message, remedy = f"is a link to {place.readlink()}, which is not there", "mend the link, or delete it"
    else:
        message, remedy = f"cannot be read: {reason or 'permission denied'}", "check its permissions"
    return Diagnostic(path, 0, 0, Severity.ERROR, message, remedy)


def read_text(root: Path, path: str, diagnostics: list[Diagnostic]) -> str | None:
    """A file as text with Unix line ends and no byte-order mark, or None and a diagnostic that says why not."""
    try:
        raw = (root / path).read_bytes()
    except OSError as error:
        diagnostics.append(_unreadable(root, path, (error.strerror or str(error)).lower()))
        return None
    if len(raw) > MAX_BYTES:
        message = f"is {len(raw) // 1_000_000} MB, more than the {MAX_BYTES // 1_000_000} MB that a text can have"
        diagnostics.append(Diagnostic(path, 0, 0, Severity.ERROR, message, "split it"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        diagnostics.append(Diagnostic(path, line, column, Severity.ERROR, message, "save the file as UTF-8"))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def write_text(path: Path, text: str, *, expected: str | None = None) -> None:
    """Replace a file in one step: a temporary file beside it, flushed to disk, then renamed.

    `expected` is what the file held when it was read ("" for a file that was not there). Raises BookError if it
    holds something else now, so that nobody's change is lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if expected is not None:
        now = path.read_text("utf-8-sig") if path.exists() else ""
        if now != expected:
            message = "changed since it was read, so it was not written"
            raise BookError([Diagnostic(str(path), 0, 0, Severity.ERROR, message, "run the command again")])
    replace_file(path, text.encode())


def read_mapping(path: Path) -> tuple[dict[str, Any], Parsed | None, list[Diagnostic]]:
    """A YAML file that is one mapping, such as mkdocs.yml; tags (`!ENV`) are read as what they tag."""
    diagnostics: list[Diagnostic] = []
    text = read_text(path.parent, path.name, diagnostics)
    if text is None:
        return {}, None, diagnostics
    parsed = parse(text, path.name)
    if isinstance(parsed.value, dict):
        return parsed.value, parsed, parsed.diagnostics
    if not parsed.diagnostics:
        message, remedy = "is no mapping of names to values", "begin it with 'site_name: …'"
        parsed.diagnostics.append(Diagnostic(path.name, *parsed.at(), Severity.ERROR, message, remedy))
    return {}, parsed, parsed.diagnostics
