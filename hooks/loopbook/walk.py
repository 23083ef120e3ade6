"""The files below a folder, links followed, in an order that is the same on every machine. Imports no engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def files_below(
    top: Path,
    is_passed_over: Callable[[str], bool],
    loops: list[str] | None = None,
    closed: list[OSError] | None = None,
    links: list[str] | None = None,
) -> list[str]:
    """The files below `top`, relative to it and with `/`, without what is passed over by its name.

    A link to a folder that one comes through on the way to it has no end: it is not followed, and put into `loops`. Why
    a folder cannot be looked into is put into `closed`; the files and folders that are links, into `links`.
    """
    found: list[str] = []
    start = str(top)
    for directory, folders, files in os.walk(
        start, onerror=None if closed is None else closed.append, followlinks=True
    ):
        place = directory[len(start) :].replace(os.sep, "/").lstrip("/")
        prefix = f"{place}/" if place else ""
        kept = [name for name in folders if not is_passed_over(name)]
        turns_back = [name for name in kept if _turns_back(top, Path(directory, name))]
        folders[:] = [name for name in kept if name not in turns_back]
        if loops is not None:
            loops += [prefix + name for name in turns_back]
        here = [name for name in files if not is_passed_over(name)]
        if links is not None:
            links += [prefix + name for name in (*folders, *here) if Path(directory, name).is_symlink()]
        found += [prefix + name for name in here]
    return sorted(found)


def is_hidden(name: str) -> bool:
    """Whether a file or a folder is none of the book's business."""
    return name.startswith(".")


def _turns_back(top: Path, folder: Path) -> bool:
    if not folder.is_symlink():
        return False
    target = folder.resolve()
    way = [parent for parent in folder.parents if parent.is_relative_to(top)]
    return any(place.resolve().is_relative_to(target) for place in way)
