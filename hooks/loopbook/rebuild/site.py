"""The site on disk: built beside the old one, which gives what has not changed, and put in its place in one go."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .digest import digest

FORMAT = 1
LONGEST_WAIT = 600
"""Seconds to wait for another build of the same site before this one is put in its place all the same."""

Stat = tuple[int, int, int, int]
"""Size, time of the last change of its bytes and of its entry (nanoseconds), and number of a file."""


class Manifest:
    """What the last build left in the site: page by page its key and the file's stat, as JSON beside the cache."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.pages: dict[str, tuple[str, Stat]] = {}
        self.tree = ""
        """The digest of the navigation."""
        self.skeletons: dict[str, str] = {}

    def load(self) -> None:
        """Read it. What is not whole or of another format is as good as nothing."""
        if self.path is None:
            return
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            text = self.path.read_text("utf-8")
            total, _, body = text.partition("\n")
            if total != digest(body):
                return
            data = json.loads(body)
            if data["format"] == FORMAT:
                pages = {uri: (key, _stat(stat)) for uri, (key, *stat) in data["pages"].items()}
                self.pages, self.tree, self.skeletons = pages, data["tree"], data["skeletons"]

    def forget(self) -> None:
        """Take it away from the disk, before the site that it describes is changed."""
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)

    def save(self) -> None:
        """Write it, in one step; nothing if the disk refuses."""
        if self.path is None:
            return
        pages = {uri: (key, *stat) for uri, (key, stat) in self.pages.items()}
        data = {"format": FORMAT, "tree": self.tree, "skeletons": self.skeletons, "pages": pages}
        body = json.dumps(data, separators=(",", ":"))
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            beside.write_text(f"{digest(body)}\n{body}", "utf-8")
            beside.replace(self.path)


def _stat(found: Any) -> Stat:
    size, changed, entry, number = (int(part) for part in found)
    return size, changed, entry, number


class Site:
    """One build of one site folder: `staging` is where MkDocs writes, `real` what the reader sees."""

    def __init__(self, real: Path, cache: Path, before: Manifest | None = None, *, on_disk: bool = True) -> None:
        self.real = real
        name = digest(str(real))[:12]
        self.staging = self._new_staging(real, cache)
        self.lock = Lock(cache / f"site-{name}.lock" if on_disk else None)
        self.is_alone = self.lock.acquire(0)
        """Whether no other build of the same site is at work. If one is, nothing of the old site is used."""
        place = cache / f"site-{name}.json" if self.lock.is_possible and on_disk else None
        self.before = before or Manifest(place)
        """What is known of the old site: given (a server keeps it in memory), or read."""
        if before is None and self.is_alone:
            self.before.load()
        self.after = Manifest(place)
        self.kept: set[str] = set()
        self.keys: dict[str, str] = {}
        """Page's file → its key, for all pages of this build."""
        self._seen: set[str] = set()

    @staticmethod
    def _new_staging(real: Path, cache: Path) -> Path:
        """A new folder on the disk of the site. Raises OSError if there is no place for one."""
        around = real.parent
        around.mkdir(parents=True, exist_ok=True)
        device = (real if real.is_dir() else around).stat().st_dev
        name = f"staging-{os.getpid()}-{secrets.token_hex(4)}"
        with contextlib.suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            if cache.stat().st_dev == device:
                (cache / name).mkdir()
                return cache / name
        beside = around / f".{real.name}-{name}"
        beside.mkdir()
        if beside.stat().st_dev != device:
            beside.rmdir()
            raise OSError(errno.EXDEV, "the site is a disk of its own")
        return beside

    # -- page by page ------------------------------------------------------------------------------------------------

    def has(self, uri: str, key: str) -> bool:
        """Whether the old site's file of a page is the one that would be written."""
        known = self.before.pages.get(uri)
        return known is not None and known[0] == key and stat_of(self.real / uri) == known[1]

    def keeps(self, uri: str, key: str) -> bool:
        """`has`, said of each page once; if so, the file stays where it is."""
        if not self._first_sight(uri) or not self.has(uri, key):
            return False
        self.kept.add(uri)
        self.keys[uri] = key
        with contextlib.suppress(OSError):
            os.unlink(self.staging / uri)
        return True

    def wrote(self, uri: str, key: str | None) -> None:
        """Remember that a page is being written."""
        self.kept.discard(uri)
        if key is not None and uri.casefold() in self._seen:
            self.keys[uri] = key
        else:
            self.keys.pop(uri, None)

    def _first_sight(self, uri: str) -> bool:
        """False for a second page at one address, or at one that differs in capitals only: none of them is kept."""
        name = uri.casefold()
        if name in self._seen:
            for other in [uri for uri in self.keys if uri.casefold() == name]:
                self.keys.pop(other)
            return False
        self._seen.add(name)
        return True

    # -- the end -------------------------------------------------------------------------------------------------------

    def lost(self) -> list[str]:
        """The kept pages whose files somebody changed or took away while this build was at work."""
        pages = self.before.pages
        gone = [uri for uri in self.kept if stat_of(self.real / uri) != pages[uri][1]]
        self.kept -= set(gone)
        return gone

    def complete_staging(self) -> None:
        """Put what is kept into the new site too, as links to the same files, for those who read it while it is new."""
        for uri in self.kept:
            there = self.staging / uri
            there.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.real / uri, there)
            except OSError:
                shutil.copyfile(self.real / uri, there)

    def commit(self, tree: str, skeletons: dict[str, str]) -> None:
        """Put the new site in place of the old: what differs is moved, what is stale goes. Ctrl-C waits for the end."""
        if not self.is_alone:
            self.lock.acquire(LONGEST_WAIT)
        try:
            with uninterrupted():
                self.before.forget()
                _sweep(self.real, self.kept | set(_files(self.staging)))
                _move(self.staging, self.real)
            self.after.tree, self.after.skeletons = tree, skeletons
            for uri, key in self.keys.items():
                stat = stat_of(self.real / uri)
                if stat is not None:
                    self.after.pages[uri] = (key, stat)
            self.after.save()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Take away what was built and not put in place, and let others build."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.lock.release()


def stat_of(path: Path | str) -> Stat | None:
    """The stat of a file, None if there is none."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _files(folder: Path) -> Iterator[str]:
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


def _sweep(real: Path, wanted: set[str]) -> None:
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


def _move(source: Path, target: Path) -> None:
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
                _move(Path(entry.path), target / entry.name)
            else:
                _put(entry.path, target / entry.name)


def _put(source: str, target: Path) -> None:
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
    """Keep Ctrl-C and a polite kill waiting until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if hasattr(signal, "pthread_sigmask"):
        wait = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        was = signal.pthread_sigmask(signal.SIG_BLOCK, wait)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, was)
        return
    heard: list[Any] = []
    old = signal.signal(signal.SIGINT, lambda *got: heard.append(got))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, old)
        if heard:
            raise KeyboardInterrupt


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
