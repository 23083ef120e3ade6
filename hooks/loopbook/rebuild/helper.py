"""A second process for much work: a fork that begins at the end of a list while this one begins at its beginning.

What it makes is kept by key in a file without a name, where this process looks before it makes something itself. So
whatever becomes of the helper (killed, out of memory, out of disk), the work is done, and nothing depends on timing.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import mmap
import os
import signal
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .store import Store, decode, encode

PROCESSES_VARIABLE = "LOOPBOOK_PROCESSES"
"""Set to 1, there is no second process."""
FIRST = 8
"""So many things in a row have to be made before help is called: after an edit of one page, nobody is."""
WORTH = 48
"""So many things have to be left."""
_HEADER = struct.Struct(">IH")


def can_fork() -> bool:
    """Whether a fork of this process would be safe, and on a processor of its own."""
    return (
        sys.platform == "linux"
        and os.environ.get(PROCESSES_VARIABLE) != "1"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


class Helper:
    """One pass over the pages of a build, of which a fork does the end, if there is much to do."""

    def __init__(self, count: int, work: Callable[[int], None], stores: list[Store], folder: Path | None) -> None:
        """`count` is how many pages there are, `work` does one of them and puts what it makes into one of the `stores`.

        `folder` is where there is room for what the helper makes.
        """
        self.count, self.work, self.stores, self.folder = count, work, stores, folder
        self.is_allowed = True
        self.is_child = False
        self.at = 0
        """How many pages this process has begun."""
        self.taken: dict[str, int] = {}
        """Kind → how many things the helper made and this process took."""
        self._made = 0
        self._process = 0
        self._places: dict[str, tuple[int, int]] = {}
        self._read_to = 0
        for store in stores:
            store.helper = self

    # -- this process ------------------------------------------------------------------------------------------------

    def next(self) -> None:
        """Call this when a page begins."""
        self.at += 1
        if self._process > 0:
            self._shared[:8] = self.at.to_bytes(8, "big")

    def before_work(self) -> None:
        """Call this when something of a page has to be made: when it has been much, the helper begins."""
        self._made += 1
        if (
            self._process == 0
            and self._made >= FIRST
            and 2 * self._made > self.at
            and self.count - self.at > WORTH
            and self.is_allowed
            and can_fork()
        ):
            self._start()

    def stop(self) -> None:
        """Do without the helper from here on."""
        if self._process > 0:
            with contextlib.suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
            self._file.close()
        self._process = -1
        for store in self.stores:
            store.helper = None

    def _start(self) -> None:
        """Fork. The fork calls `work` with the last number, the one before it, and so on, until the two meet."""
        self._process = -1
        with contextlib.ExitStack() as opened, contextlib.suppress(OSError):
            self._file = opened.enter_context(tempfile.TemporaryFile(buffering=0, dir=self.folder))
            self._shared = mmap.mmap(-1, 8)
            self._shared[:8] = self.at.to_bytes(8, "big")
            parent, self._process = os.getpid(), os.fork()
            opened.pop_all()
        if self._process == 0:
            self._be_child(parent)

    def get(self, kind: str, key: str) -> Any:
        """What the helper made, None if it has not."""
        if self._process <= 0:
            return None
        place = self._places.get(f"{kind}:{key}") or self._look(f"{kind}:{key}")
        if place is None:
            return None
        found = decode(f"{kind}:{key}", os.pread(self._file.fileno(), place[1], place[0]))
        if found is not None:
            self.taken[kind] = self.taken.get(kind, 0) + 1
        return found

    def made(self, kind: str) -> Iterator[tuple[str, Any]]:
        """What the helper made of a kind so far, whoever has taken it: keys and values."""
        if self._process > 0:
            self._look("")
            for name in [name for name in self._places if name.startswith(f"{kind}:")]:
                key = name.removeprefix(f"{kind}:")
                value = self.get(kind, key)
                if value is not None:
                    yield key, value

    def _look(self, name: str) -> tuple[int, int] | None:
        """Read on in the file: what is whole there is known from now on."""
        handle = self._file.fileno()
        size = os.fstat(handle).st_size
        while self._read_to + _HEADER.size <= size:
            length, named = _HEADER.unpack(os.pread(handle, _HEADER.size, self._read_to))
            begin = self._read_to + _HEADER.size
            if begin + named + length > size:
                break
            made = os.pread(handle, named, begin).decode()
            self._places[made] = (begin + named, length)
            self._read_to = begin + named + length
        return self._places.get(name)

    # -- the helper --------------------------------------------------------------------------------------------------

    def put(self, kind: str, key: str, value: Any) -> None:
        """Hand over plain data."""
        name = f"{kind}:{key}"
        named, raw = name.encode(), encode(name, value)
        rest = memoryview(_HEADER.pack(len(raw), len(named)) + named + raw)
        while rest:
            rest = rest[os.write(self._file.fileno(), rest) :]

    def _be_child(self, parent: int) -> None:
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            gc.freeze()
            for store in self.stores:
                store.be_forked()
            logging.disable()  # what there is to say, the parent says
            with open(os.devnull, "w") as nothing:
                os.dup2(nothing.fileno(), 1)
                os.dup2(nothing.fileno(), 2)
            self.is_child, self._process = True, -1
            at = self.count - 1
            while at > int.from_bytes(self._shared[:8], "big") and os.getppid() == parent:
                with contextlib.suppress(Exception):  # the parent will meet it too
                    self.work(at)
                at -= 1
        finally:
            os._exit(0)
