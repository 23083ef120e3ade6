"""A site's files, read: what they say, and what else of them is asked for."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..yaml_nodes import uncollected
from .files import SiteFile, Version, texts_of
from .forms import BARRIER, spaced
from .site_texts import SiteTexts

GRADE = re.compile(r"data-(?:grade|mastery)=[\"']?(?:no-clue|bugs|slow|solid)\b")
"""How well the owner knows something."""
MARKED = re.compile(
    rf"\b(?:div|details)\s(?:[^<>{BARRIER}]*\s)?class=[\"']?(?:[^\"'<>{BARRIER}]*\s)?private(?![^\s\"'>{BARRIER}])",
    re.I,
)
"""A block that its author marked private, as Markdown sets it."""
SETTLED = 20_000_000
"""Nanoseconds after which a change of a file shows in its times."""
_SECOND = 1_000_000_000


class Reading(NamedTuple):
    """What files of a site say."""

    texts: list[str]
    spaced: list[bytes]
    """Of each text its words."""
    embedded: list[bytes]
    """The files that stand in texts; those too that stand in texts of earlier readings."""
    has_grades: bool
    has_marked: bool
    """Whether one of its blocks is marked private."""


class Reader:
    """Reads the files of one site, each once: some, if it is asked to, before the site is whole."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """`folders` are of the theme and the engine, whose own files are not asked what they say."""
        self.folders = folders
        self._gathered = SiteTexts()
        self._names: set[str] = set()
        self._versions: dict[str, Version] = {}
        self.is_exact = True
        """Whether all that was read is the site's: what a file said before it was changed or taken away stays among the
        texts.
        """

    @uncollected()
    def look(self, files: Iterable[SiteFile]) -> list[str]:
        """Read those of a site's files that are there already, and were not written a moment ago. The names of the
        others.
        """
        others = []
        for file in files:
            version = file.version()
            if version and self._versions.get(file.name) == version:
                continue
            if version is None or not _is_settled(version):
                others.append(file.name)
                continue
            with contextlib.suppress(OSError):
                self._add(file.name, file.read())
                self.is_exact &= file.name not in self._versions
                self._versions[file.name] = version
        return others

    def read(self, files: Iterable[SiteFile]) -> list[int]:
        """Read what is left of these files, now that the site is whole. Of each how many bytes it has."""
        sizes, gone = [], self._versions.copy()
        for file in files:
            version = file.version() if self._versions else None
            if version and gone.get(file.name) == version:
                del gone[file.name]
                sizes.append(version.size)
            else:
                data = file.read()
                sizes.append(len(data))
                self._add(file.name, data)
        self.is_exact &= not gone
        for name in self._names:
            self._gathered.add(BARRIER.join((name, name.rsplit(".", 1)[0])))
        return sizes

    def take(self) -> Reading:
        """What was read since this was asked last."""
        texts = self._gathered.texts()
        tags = self._gathered.tags
        has_grades, has_marked = (sign.search(tags) is not None for sign in (GRADE, MARKED))
        return Reading(texts, spaced(texts), [*self._gathered.embedded], has_grades, has_marked)

    def _add(self, name: str, data: bytes) -> None:
        if not _is_the_themes(name, data, self.folders):
            self._names.update(name.split("/"))
            for text in texts_of(name, data):
                self._gathered.add(text)


def read(files: Iterable[SiteFile], folders: Sequence[Path]) -> Reading:
    """What files say."""
    reader = Reader(folders)
    reader.read(files)
    return reader.take()


def _is_settled(version: Version) -> bool:
    """Whether a file cannot be changed without that this shows. Some disks count in whole seconds: never there."""
    return version.changed < time.time_ns() - SETTLED and version.changed % _SECOND != 0


def _is_the_themes(name: str, data: bytes, folders: Sequence[Path]) -> bool:
    """Whether a file is, byte by byte, one of the theme's or the engine's."""
    if name.endswith((".html", ".json", ".xml")):
        return False
    for folder in folders:
        path = folder / name
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return True
    return False
