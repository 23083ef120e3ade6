"""A site's files, read: what they say, and what else of them is asked for."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..worker import Worker, can_fork
from ..yaml_nodes import uncollected
from .files import SiteFile, texts_of
from .forms import BARRIER, spaced
from .site_texts import SiteTexts

GRADE = re.compile(r"data-(?:grade|mastery)=[\"']?(?:no-clue|bugs|slow|solid)\b")
"""How well the owner knows something."""
MANY = 40
"""Fewer files are read by one process."""
TURNS = 200
"""In how many turns two processes read a site. The number of one is a byte."""
OWN = 32
"""So many of them, at the end, the second leaves to the first: it has still to sum up what it read before."""
_EDGE = BARRIER.encode()


class Reading(NamedTuple):
    """What files of a site say."""

    sizes: list[int]
    """Of each file, in their order, how many bytes it has."""
    texts: list[str]
    spaced: list[bytes]
    """Of each text its words."""
    embedded: list[bytes]
    """The files that stand in texts."""
    has_grades: bool


def read(site: Iterable[SiteFile], folders: Sequence[Path]) -> Reading:
    """Read files; `folders` are of the theme and the engine, whose own files are not asked what they say."""
    gathered, sizes, names = SiteTexts(), list[int](), set[str]()
    for file in site:
        data = file.read()
        sizes.append(len(data))
        if not _is_the_themes(file.name, data, folders):
            names.update(file.name.split("/"))
            for text in texts_of(file.name, data):
                gathered.add(text)
    for name in names:
        gathered.add(BARRIER.join((name, name.rsplit(".", 1)[0])))
    texts = gathered.texts()
    has_grades = GRADE.search(gathered.tags) is not None
    return Reading(sizes, texts, spaced(texts), [*gathered.embedded], has_grades)


class Site:
    """A site's files. Where there is a processor for it, a second process reads them from now on, and this one joins
    it when it asks what they say: until then, it has the sources to look at.

    They take turns. What the other does not tell (killed, out of memory) is read here once more, so that nothing
    depends on it. By `with`, it ends whatever happens before that.
    """

    def __init__(self, files: Iterable[SiteFile], folders: Sequence[Path] = ()) -> None:
        self.files, self.folders = list(files), folders
        self._worker: Worker | None = None
        self._turns = -1
        if len(self.files) >= MANY and can_fork():
            with contextlib.suppress(OSError):
                self._turns = _turns()
                self._worker = Worker(lambda _: _packed(*self._take_turns(())))
                self._worker.ask(None)

    def read(self) -> Reading:
        """What they say."""
        if self._worker is None:
            return read(self.files, self.folders)
        taken, mine = self._take_turns(range(TURNS - OWN, TURNS))
        try:
            others, other = _unpacked(self._worker.answer())
        except EOFError:
            others = sorted({*range(len(self.files))}.difference(taken))
            other = read([self.files[i] for i in others], self.folders)
        self.close()
        sizes = dict(zip((*taken, *others), (*mine.sizes, *other.sizes), strict=True))
        return Reading(
            [sizes[i] for i in range(len(self.files))],
            mine.texts + other.texts,
            mine.spaced + other.spaced,
            [*{*mine.embedded, *other.embedded}],
            mine.has_grades or other.has_grades,
        )

    @uncollected()
    def _take_turns(self, own: Iterable[int]) -> tuple[list[int], Reading]:
        """The places of the files that this process gets to: in turns that are its own, and until no other is left;
        and what these say.
        """
        taken: list[int] = []

        def files() -> Iterator[SiteFile]:
            for turn in chain(own, map(ord, iter(lambda: os.read(self._turns, 1), b""))):
                places = range(turn, len(self.files), TURNS)
                taken.extend(places)
                yield from (self.files[i] for i in places)

        found = read(files(), self.folders)
        return taken, found

    def close(self) -> None:
        """Do without the other process from here on."""
        if self._worker is not None:
            self._worker.close()
        if self._turns >= 0:
            os.close(self._turns)
        self._worker, self._turns = None, -1

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _turns() -> int:
    """A pipe that gives the number of each turn that either may take, once, to whoever asks first."""
    reads, writes = os.pipe()
    os.write(writes, bytes(range(TURNS - OWN)))
    os.close(writes)
    return reads


def _is_the_themes(name: str, data: bytes, folders: Sequence[Path]) -> bool:
    """Whether a file is, byte by byte, one of the theme's or the engine's."""
    if name.endswith((".html", ".json", ".xml")):
        return False
    for folder in folders:
        path = folder / name
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return True
    return False


def _packed(taken: list[int], found: Reading) -> tuple[list[int], Reading]:
    """What is read, with few objects: thousands of texts take longer to hand over one by one."""
    return taken, found._replace(texts=[BARRIER.join(found.texts)], spaced=[_EDGE.join(found.spaced)])


def _unpacked(packed: tuple[list[int], Reading]) -> tuple[list[int], Reading]:
    taken, found = packed
    return taken, found._replace(texts=found.texts[0].split(BARRIER), spaced=found.spaced[0].split(_EDGE))
