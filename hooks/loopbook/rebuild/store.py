"""The cache on disk: one SQLite file a namespace, rows checked by a sum of their own, bounded, never trusted."""

from __future__ import annotations

import contextlib
import marshal
import sqlite3
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .helper import Helper

FORMAT = f"2-{sys.version_info[0]}.{sys.version_info[1]}"
"""Files of another format or Python are not looked at."""
SPARE = 2.0
"""How many times what the last build used may lie in the file before the rest is taken out."""
FEW = 2000
"""As many rows may always lie there."""
MAX_BYTES = 512_000_000
_WRONG = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What comes of a file that is not as it should be; the last where SQLite's own words of it hold torn bytes."""


def encode(name: str, value: Any) -> bytes:
    """Plain data as bytes, with a sum in front that tells whether they are still what was written under a name."""
    raw = marshal.dumps(value)
    return zlib.crc32(raw, zlib.crc32(name.encode())).to_bytes(4, "big") + raw


def decode(name: str, raw: bytes) -> Any:
    """What `encode` was given with that name, or None if the bytes are not whole, or another's: an index may be torn,
    too.
    """
    whole = memoryview(raw)
    if len(raw) < 5 or zlib.crc32(whole[4:], zlib.crc32(name.encode())).to_bytes(4, "big") != raw[:4]:
        return None
    return marshal.loads(whole[4:])  # noqa: S302 - the sum says that it is what was written


class Store:
    """Values by kind and key. Whatever is wrong with the file, `get` answers None and `flush` does nothing.

    `path` None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path.with_name(f"{path.name}-{FORMAT}.sqlite") if path else None
        self.fresh: dict[str, Any] = {}
        """What this process made and has not written yet."""
        self.used: set[str] = set()
        self.helper: Helper | None = None
        """Another process that makes values too, if there is one."""
        self._file: sqlite3.Connection | None = None
        self._is_open = False

    def get(self, kind: str, key: str) -> Any:
        """The value that was put under a key, or None."""
        name = f"{kind}:{key}"
        found = self.fresh.get(name)
        if found is None and self.helper is not None:
            found = self.helped(kind, key)
            if found is not None:
                self.fresh[name] = found
        if found is None:
            file = self._opened()
            if file is None:
                return None
            try:
                row = file.execute("SELECT value FROM entries WHERE key = ?", (name,)).fetchone()
            except _WRONG:
                self._give_up()
                return None
            found = decode(name, row[0]) if row else None
            if found is None:
                return None
        self.used.add(name)
        return found

    def uses(self, kind: str, key: str) -> None:
        """Say that a value is not one too many, though nobody has asked for it."""
        self.used.add(f"{kind}:{key}")

    def helped(self, kind: str, key: str) -> Any:
        """What another process made and handed over, or None."""
        return None if self.helper is None or self.helper.is_child else self.helper.get(kind, key)

    def hand_over(self, kind: str, key: str, value: Any) -> None:
        """Give plain data to the process that this one helps, if it does; nothing is kept."""
        if self.helper is not None and self.helper.is_child:
            self.helper.put(kind, key, value)

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep plain data under a key; it reaches the disk with `flush`."""
        if self.helper is not None and self.helper.is_child:
            self.hand_over(kind, key, value)
            return
        name = f"{kind}:{key}"
        self.fresh[name] = value
        self.used.add(name)

    def be_forked(self) -> None:
        """Leave the parent's file to the parent: in a fork, SQLite has to open it anew."""
        self._parents, self._file, self._is_open = self._file, None, False

    def flush(self) -> None:
        """Write what is new and take out what is too much. Keeps what is new in memory if the disk refuses."""
        file = self._opened(for_writing=True)
        if file is not None:
            with contextlib.suppress(*_WRONG):
                rows = [(name, encode(name, value)) for name, value in self.fresh.items()]
                with file:
                    file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
                    self._bound(file)
                self.fresh.clear()
        self.used.clear()

    def close(self) -> None:
        """Let go of the file."""
        self._give_up()
        self._is_open = False

    def _bound(self, file: sqlite3.Connection) -> None:
        (rows,) = file.execute("SELECT count(*) FROM entries").fetchone()
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        (page_size,) = file.execute("PRAGMA page_size").fetchone()
        if (rows <= FEW or rows <= SPARE * len(self.used)) and pages * page_size <= MAX_BYTES:
            return
        file.execute("CREATE TEMP TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY)")
        file.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((name,) for name in self.used))
        file.execute("DELETE FROM entries WHERE key NOT IN (SELECT key FROM used)")
        file.execute("DELETE FROM used")

    def _opened(self, *, for_writing: bool = False) -> sqlite3.Connection | None:
        if self._is_open and (self._file is not None or not for_writing):
            return self._file
        self._is_open = True
        if self.path is None or not (for_writing or self.path.exists()):
            return None
        try:
            self._file = self._connect(self.path)
        except _WRONG:
            self._file = self._replaced() if for_writing else None
        return self._file

    def _connect(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=2, isolation_level="DEFERRED", check_same_thread=False)
        try:
            file.execute("PRAGMA synchronous = OFF")
            file.execute("PRAGMA mmap_size = 268435456")
            file.execute("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB)")
            file.execute("SELECT key FROM entries LIMIT 1").fetchone()
        except _WRONG:
            file.close()
            raise
        return file

    def _replaced(self) -> sqlite3.Connection | None:
        """A new file in place of one that SQLite cannot read; None if it is only busy, or the disk is read-only."""
        if self.path is None:
            return None
        try:
            with self.path.open("rb") as there:
                is_ours = there.read(16) == b"SQLite format 3\x00"
            if is_ours and not self._is_torn(self.path):
                return None
            self.path.unlink()
            return self._connect(self.path)
        except _WRONG:
            return None

    @staticmethod
    def _is_torn(path: Path) -> bool:
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=0.1)) as file:
                return bool(file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
        except sqlite3.OperationalError:
            return False
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return True

    def _give_up(self) -> None:
        if self._file is not None:
            with contextlib.suppress(*_WRONG):
                self._file.close()
        self._file = None


def forget(folder: Path, keep: Iterable[str] = ()) -> None:
    """Take away the cache's files of other formats."""
    with contextlib.suppress(OSError):
        for path in folder.glob("*.sqlite"):
            if not path.stem.endswith(FORMAT) and path.name not in keep:
                path.unlink(missing_ok=True)
