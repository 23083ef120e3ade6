"""The book while it is served: what pages add to its files, and whether the pages still say what the files do."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .. import log_file, ticks
from ..review_log import LogLine
from .posted import RefusedError, as_json, review, reviews

UNDO_DAYS = 2
"""How many days back a review may be taken out of the log."""


class ServedBook:
    """The review log and the ticks below `folder`, and what the last build read of them.

    `today` says the owner's day; `rebuild` asks for the pages to be made anew. Several threads may ask at once.
    """

    def __init__(self, folder: Path, today: Callable[[], dt.date]) -> None:
        self.today = today
        self.rebuild: Callable[[], None] = lambda: None
        self.log, self.tick_file = folder / "reviews.yml", folder / "ticks.yml"
        self.items: frozenset[str] = frozenset()
        self.tick_names: frozenset[str] = frozenset()
        self.built: dt.date | None = None
        """The day that the pages were made for."""
        self._lock = threading.RLock()
        self._left: dict[Path, tuple[int, int] | None] = {}
        """File → its time and size as we left it, or as a build found it."""
        self._since_build: list[LogLine] = []
        """Reviews that no build has read yet."""
        self._read: set[tuple[object, ...]] = set()
        self._changes = self._changes_read = self._changes_shown = 0

    # -- builds ------------------------------------------------------------------------------------------------------

    def build_begins(self) -> None:
        """A build reads the book now: what was written until here will be in its pages."""
        with self._lock:
            self._read, self._changes_read = {r.identity for r in self._since_build}, self._changes
            self._left = {path: _stamp(path) for path in (self.log, self.tick_file)}

    def build_ends(self, items: Iterable[str], tick_names: Iterable[str], day: dt.date) -> None:
        """The book has been read, for a day: what reviews may be of, and the names on its checklists."""
        with self._lock:
            self.items, self.tick_names, self.built = frozenset(items), frozenset(tick_names), day
            self._since_build = [r for r in self._since_build if r.identity not in self._read]
            self._changes_shown = self._changes_read

    @property
    def is_stale(self) -> bool:
        """Whether reviews came or went after the pages were made, or the pages are yesterday's."""
        return self._changes != self._changes_shown or self.built != self.today()

    def is_as_we_left_it(self, path: Path) -> bool:
        """Whether a change of a file is our own, and so no reason to build."""
        with self._lock:
            return path.name.startswith(".") or (path in self._left and self._left[path] == _stamp(path))

    def _writing(self, path: Path, write: Callable[[], int | bool]) -> int | bool:
        """Write a file, and remember how we left it. If somebody else changed it before, the pages are made anew."""
        ours = path not in self._left or self._left[path] == _stamp(path)
        result = write()
        self._left[path] = _stamp(path)
        if not ours:
            self.rebuild()
        return result

    # -- what pages ask for ------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What the pages do not show yet."""
        with self._lock:
            return {"reviews": [as_json(r) for r in self._since_build], "ticks": ticks.read(self.tick_file)}

    def add(self, given: dict[str, Any]) -> dict[str, Any]:
        """Add reviews to the log. Those of unknown items are refused and named; the others are kept."""
        found = reviews(given.get("reviews"), self.today())
        known = [r for r in found if r.item in self.items]
        if not known:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, f"the book has no '{found[0].item}'")
        with self._lock:
            added = self._writing(self.log, lambda: log_file.append(self.log, known))
            self._changes += added > 0
            have = {r.identity for r in self._since_build}
            self._since_build += [r for r in known if r.identity not in have]
        return {"added": added, "refused": [as_json(r) for r in found if r.item not in self.items]}

    def undo(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take a review of these days back out of the log. It may never have come there: then it is gone already."""
        gone = review(given, self.today())
        if gone.date < self.today() - dt.timedelta(UNDO_DAYS):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "only a review of these days can be taken back")
        with self._lock:
            removed = self._writing(self.log, lambda: log_file.remove(self.log, gone))
            self._changes += removed
            self._since_build = [r for r in self._since_build if r.identity != gone.identity]
        return {"removed": int(removed)}

    def tick(self, given: dict[str, Any]) -> dict[str, Any]:
        """Tick an item of a checklist, or untick it."""
        name, done = given.get("key"), given.get("done")
        if not isinstance(name, str) or name not in self.tick_names:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "no checklist has such an item")
        if not isinstance(done, bool):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'done' is neither true nor false")
        day = self.today() if done else None
        with self._lock:
            self._writing(self.tick_file, lambda: ticks.write(self.tick_file, {name: day}))
        return {"done": done}

    def refresh(self, _: dict[str, Any]) -> dict[str, Any]:
        """Make the pages anew, if they lack anything."""
        if self.is_stale:
            self.rebuild()
        return {"stale": self.is_stale}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
