"""Files that somebody gave: single ones, folders and zips, read with suspicion.

A zip may lie about sizes, name places outside it, hold links, or a million copies of one byte. Nothing of a zip is
ever unpacked to disk: its members are read into memory, each up to a bound, and never under their own paths.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from .found import Harvest, InFile, failure

MAX_TEXT = 64_000_000
"""Bytes that a file to be read as text or table may have."""
MAX_FILE = 100_000_000
"""Bytes that any one file may have."""
MAX_TOTAL = 1_000_000_000
"""Bytes that the files of one import may have together."""
MAX_FILES = 50_000
MAX_RATIO = 400
"""How much smaller than its contents a member of more than a megabyte may be."""
MAX_NESTED = 2
"""How deep zips in zips are opened."""
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".obsidian", ".trash", "node_modules"}


class _Budget:
    def __init__(self) -> None:
        self.bytes = self.files = 0

    def take(self, size: int) -> None:
        self.bytes += size
        self.files += 1
        if self.bytes > MAX_TOTAL or self.files > MAX_FILES:
            limit = f"{MAX_TOTAL // 1_000_000:,} MB" if self.bytes > MAX_TOTAL else f"{MAX_FILES:,} files"
            raise failure(f"there is more than {limit} in it", "import it in parts")


def read_files(paths: Iterable[Path], harvest: Harvest, *, hidden: bool = False) -> list[InFile]:
    """Every file at or below the paths, zips opened, in an order that is the same on every machine.

    What cannot be taken is refused in the harvest. Raises BookError if a path is not there or there is too much.
    """
    budget = _Budget()
    found: list[InFile] = []
    for path in paths:
        if not path.exists():
            raise failure("there is no such file or folder", "check the path", str(path))
        if path.is_dir():
            found += _folder(path, harvest, budget, hidden)
        else:
            folder = "" if path.suffix.lower() == ".zip" else path.resolve().parent.name
            found += (replace(file, folder=folder) for file in _file(path, path.name, harvest, budget))
    return found


def _folder(root: Path, harvest: Harvest, budget: _Budget, hidden: bool) -> Iterator[InFile]:
    names = []
    for directory, folders, files in os.walk(root):
        folders[:] = [n for n in folders if n not in _LITTER and (hidden or not n.startswith("."))]
        names += [Path(directory) / n for n in files if n not in _LITTER and (hidden or not n.startswith("."))]
    inside = root.resolve()
    for path in sorted(names, key=lambda p: p.relative_to(root).as_posix()):
        below = path.relative_to(root).as_posix()
        if path.is_symlink() and inside not in path.resolve().parents:
            harvest.refuse(below, "is a link to a place outside the folder")
        elif path.is_file():
            yield from _file(path, f"{root.resolve().name}/{below}", harvest, budget)


def _file(path: Path, name: str, harvest: Harvest, budget: _Budget) -> Iterator[InFile]:
    size = path.stat().st_size
    if path.suffix.lower() == ".zip":
        yield from _zip(path, name, harvest, budget, 0)
        return
    if size > MAX_FILE:
        harvest.refuse(name, f"is {size // 1_000_000:,} MB; a file may have {MAX_FILE // 1_000_000} MB")
        return
    budget.take(size)
    yield InFile(name, path.read_bytes, size)


def _zip(source: Path | BytesIO, name: str, harvest: Harvest, budget: _Budget, depth: int) -> Iterator[InFile]:
    try:
        archive = zipfile.ZipFile(source)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        harvest.refuse(name, f"is not a zip that can be read: {error}")
        return
    for member in members:
        path = _name(member)
        parts = path.split("/")
        if member.is_dir() or any(part in _LITTER or part.startswith("._") for part in parts):
            continue
        reason = _suspicion(member, path)
        if reason:
            harvest.refuse(f"{name}: {path[:200]}", reason)
            continue
        budget.take(member.file_size)
        if path.lower().endswith(".zip") and len(parts) == 1 and depth < MAX_NESTED:
            # A big export is a zip of zips. A zip further down is somebody's attachment, and stays one.
            content = _reader(archive, member, f"{name}: {path}")()
            yield from _zip(BytesIO(content), f"{name}: {path}", harvest, budget, depth + 1)
        else:
            yield InFile(path, _reader(archive, member, f"{name}: {path}"), member.file_size)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's path. Zips made on a Mac hold UTF-8 and do not say so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _suspicion(member: zipfile.ZipInfo, path: str) -> str:
    """Why a member is not to be touched, or nothing."""
    if path.startswith(("/", "\\")) or path[1:2] == ":" or "\0" in path:
        return "has an absolute path"
    if ".." in path.replace("\\", "/").split("/"):
        return "has a path that leads out of the zip"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & 0x1:
        return "is encrypted"
    if member.file_size > MAX_FILE:
        return f"is {member.file_size // 1_000_000:,} MB; a file may have {MAX_FILE // 1_000_000} MB"
    if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return "is packed so tightly that it looks like a zip bomb"
    return ""


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            with archive.open(member) as file:
                content = file.read(member.file_size + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise failure(f"cannot be unpacked: {error}", "fetch the zip again", name) from error
        if len(content) > member.file_size:
            raise failure("holds more than it says, as zip bombs do", "do not trust this file", name)
        return content

    return load
