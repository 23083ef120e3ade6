"""A site's files, read: what they say, and what else of them is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .files import SiteFile, texts_of
from .forms import BARRIER, spaced
from .site_texts import SiteTexts

GRADE = re.compile(r"data-(?:grade|mastery)=[\"']?(?:no-clue|bugs|slow|solid)\b")
"""How well the owner knows something."""


class Reading(NamedTuple):
    """What the files of a site say."""

    sizes: list[tuple[str, int]]
    """Of each file its name and how many bytes it has."""
    texts: list[str]
    spaced: list[bytes]
    """Of each text its words."""
    embedded: list[bytes]
    """The files that stand in texts."""
    has_grades: bool


def read(site: Iterable[SiteFile], folders: Sequence[Path]) -> Reading:
    """Read a site; `folders` are of the theme and the engine, whose own files are not asked what they say."""
    gathered, sizes, names = SiteTexts(), [], set[str]()
    for file in site:
        data = file.read()
        sizes.append((file.name, len(data)))
        if not _is_the_themes(file.name, data, folders):
            names.update(file.name.split("/"))
            for text in texts_of(file.name, data):
                gathered.add(text)
    for name in names:
        gathered.add(BARRIER.join((name, name.rsplit(".", 1)[0])))
    texts = gathered.texts()
    has_grades = GRADE.search(gathered.tags) is not None
    return Reading(sizes, texts, spaced(texts), [*gathered.embedded], has_grades)


def _is_the_themes(name: str, data: bytes, folders: Sequence[Path]) -> bool:
    """Whether a file is, byte by byte, one of the theme's or the engine's."""
    if name.endswith((".html", ".json", ".xml")):
        return False
    for folder in folders:
        path = folder / name
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return True
    return False
