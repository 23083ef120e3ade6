"""When MkDocs' server looks at the files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from . import unsupported

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

OFTEN, SELDOM = 0.1, 0.5
"""Seconds between two looks at the files: at the least, and as MkDocs has it."""
SHARE = 0.1
"""The share of a processor that looking may take."""


def look_often(server: LiveReloadServer, seconds: float) -> float:
    """Have the server look at the watched files more often, if one look takes so few `seconds`; how often it does.

    Call it before anybody asks the server's observer for more than `watch` does.
    """
    from watchdog.observers.polling import PollingObserver  # a build needs none of it

    pause = min(SELDOM, max(OFTEN, seconds / SHARE))
    if unsupported() or type(server.observer) is not PollingObserver or server.observer.is_alive():
        return SELDOM
    paths = dict(server._watched_paths)
    server._watched_paths.clear()
    server._watch_refs.clear()
    server.observer = PollingObserver(timeout=pause)
    for path, times in paths.items():
        for _ in range(times):
            server.watch(path)
    return pause


def seconds_of_a_look(folder: str) -> float:
    """How long it takes to look at a folder's files once."""
    from watchdog.utils.dirsnapshot import DirectorySnapshot

    start = time.perf_counter()
    DirectorySnapshot(folder)
    return time.perf_counter() - start
