"""Files and folders of a site: what they are by their stat, moved and swept in few steps, one build at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

Stat = tuple[int, int, int, int]
"""Size, time of the last change of its bytes and of its entry (nanoseconds), and number of a file."""


def stat_of(path: Path | str) -> Stat | None:
    """The stat of a file, None if there is none."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def files(folder: Path) -> Iterator[str]:
    """The files below a folder, as paths below it, with `/`."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    yield f"{prefix}{entry.name}"


def sweep(real: Path, wanted: set[str]) -> None:
    """Take away what the new site does not have. Hidden entries at the top stay, as MkDocs leaves them."""
    if not real.is_dir():
        return
    folders = {"/".join(uri.split("/")[:i]) for uri in wanted for i in range(1, uri.count("/") + 1)}
    names = {uri.casefold(): uri for uri in wanted | folders}
    waiting = [("", str(real))]
    while waiting:
        prefix, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in list(entries):
                uri = _name_of(f"{prefix}{entry.name}", entry.path, real, names)
                if not prefix and entry.name.startswith(".") and uri not in wanted and uri not in folders:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if uri in folders:
                        waiting.append((f"{uri}/", entry.path))
                    else:
                        shutil.rmtree(entry.path, ignore_errors=True)
                elif uri not in wanted:
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)


def _name_of(uri: str, path: str, real: Path, names: Mapping[str, str]) -> str:
    """What the new site calls an entry: its name, or on a disk that does not tell `A` from `a`, that of its page."""
    other = names.get(uri.casefold(), uri)
    return other if other != uri and samefile(path, real / other) else uri


def samefile(one: str, other: Path) -> bool:
    """Whether two names are of one file or folder."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def move(source: Path, target: Path) -> None:
    """Move a folder's files to where they belong, whole folders at once where there are none yet."""
    if not os.path.lexists(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            os.rename(source, target)
            return
    if (target.is_symlink() and not target.is_dir()) or target.is_file():
        target.unlink()
    target.mkdir(parents=True, exist_ok=True)
    with os.scandir(source) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                move(Path(entry.path), target / entry.name)
            else:
                put(entry.path, target / entry.name)


def put(source: str, target: Path) -> None:
    """Move a file to where it belongs, unless the same bytes are there."""
    if _same(source, target):
        return
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        shutil.copyfile(source, beside)
        beside.replace(target)


def _same(source: str, target: Path) -> bool:
    new, old = stat_of(source), stat_of(target)
    if new is None or old is None or new[0] != old[0] or target.is_symlink():
        return False
    return new[3] == old[3] or Path(source).read_bytes() == target.read_bytes()


class Lock:
    """One build at a time for one site. Without a path, or where the disk allows no lock, everyone is alone."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._handle: int | None = None
        self.is_possible = path is not None

    def acquire(self, seconds: float) -> bool:
        """Get the lock, waiting at most so long; True if it was got, or if there is no such thing here."""
        if self._handle is not None or self.path is None:
            return True
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            self.is_possible = False
            return True
        end = time.monotonic() + seconds
        while not _locked(handle):
            if time.monotonic() >= end:
                os.close(handle)
                return False
            time.sleep(0.05)
        self._handle = handle
        return True

    def release(self) -> None:
        """Let the next one in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C and a polite kill waiting until the end of the block.

    The handlers are Python's, which run in the main thread whichever thread the system gave the signal to: a mask of
    this thread would let it in through any other.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if sys.platform != "win32" else [])]
    old = {number: handler for number in numbers if (handler := signal.getsignal(number)) not in (None, signal.SIG_IGN)}
    for waiting in old:
        signal.signal(waiting, lambda number, _frame: heard.append(number))
    try:
        yield
    finally:
        for waiting, handler in old.items():
            signal.signal(waiting, handler)
        for number in dict.fromkeys(heard):
            signal.raise_signal(number)


def sweep_leftovers(cache: Path, around: Path, name: str) -> None:
    """Take away what builds that were killed left: their process is gone, or it is more than a day ago."""
    with contextlib.suppress(OSError):
        for place, prefix in ((cache, "staging-"), (around, f".{name}-staging-")):
            for path in place.glob(f"{prefix}*") if place.is_dir() else ():
                number = path.name.removeprefix(prefix).split("-")[0]
                if number.isdigit() and not _is_alive(int(number)):
                    shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
