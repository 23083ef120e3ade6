"""The site on disk: built beside the old one, which gives what has not changed, and put in its place in one go."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from .digest import digest
from .disk import Lock, Stat, files, move, stat_of, sweep, uninterrupted

FORMAT = 1
LONGEST_WAIT = 600
"""Seconds to wait for another build of the same site before this one is put in its place all the same."""


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
        self.real, self._root = real, f"{real}{os.sep}"
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
        self.linked: set[str] = set()
        """What of `kept` is in `staging` too."""
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
        return known is not None and known[0] == key and stat_of(f"{self._root}{uri}") == known[1]

    def keeps(self, uri: str, key: str) -> bool:
        """`has`, said of each page once; if so, the file stays where it is."""
        if not self._first_sight(uri) or not self.has(uri, key):
            return False
        self.kept.add(uri)
        self.keys[uri] = key
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
        gone = [uri for uri in self.kept if stat_of(f"{self._root}{uri}") != pages[uri][1]]
        self.kept -= set(gone)
        return gone

    def complete_staging(self) -> None:
        """Put what is kept into the new site too, as links to the same files, for those who read it while it is new."""
        for folder in {os.path.dirname(uri) for uri in self.kept}:
            os.makedirs(f"{self.staging}{os.sep}{folder}", exist_ok=True)
        for uri in self.kept:
            here, there = f"{self._root}{uri}", f"{self.staging}{os.sep}{uri}"
            try:
                os.link(here, there)
            except OSError:
                shutil.copyfile(here, there)
        self.linked = set(self.kept)

    def commit(self, tree: str, skeletons: dict[str, str]) -> None:
        """Put the new site in place of the old: what differs is moved, what is stale goes. Ctrl-C waits for the end."""
        if not self.is_alone:
            self.lock.acquire(LONGEST_WAIT)
        try:
            with uninterrupted():
                self.before.forget()
                made = set(files(self.staging))
                untouched = self.kept - self.linked
                names = {uri.casefold(): uri for uri in untouched}
                for same in {names[uri.casefold()] for uri in made if uri.casefold() in names}:
                    with contextlib.suppress(FileNotFoundError):  # there if MkDocs would have written over it
                        os.unlink(self.staging / same)
                sweep(self.real, self.kept | made)
                move(self.staging, self.real)
            shutil.rmtree(self.staging, ignore_errors=True)  # a link less to a kept file is a change of its stat
            self.after.tree, self.after.skeletons = tree, skeletons
            for uri, key in self.keys.items():
                stat = self.before.pages[uri][1] if uri in untouched else stat_of(f"{self._root}{uri}")
                if stat is not None:
                    self.after.pages[uri] = (key, stat)
            self.after.save()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Take away what was built and not put in place, and let others build."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.lock.release()
