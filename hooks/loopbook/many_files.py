"""Several files written in one go: all of them or none, whoever stops the process, and however.

Each is first written beside its place and flushed to disk; only when all of them are there are they renamed. A
journal says which they are. If the process is killed before, whoever comes next takes away what waits; if it is killed
while it renames, whoever comes next renames the rest.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from .diagnostics import BookError, Diagnostic, Severity
from .safe_files import locked, naming, replace_file

JOURNAL = ".loopbook/writing.json"
"""Below the root; it is there only while somebody writes, or was killed while writing."""


@dataclass(frozen=True)
class _Step:
    """A file that waits, and its place, as paths below the root; and the digest of what was there before, if any."""

    waiting: str
    place: str
    before: str | None


def write_files(root: Path, files: Mapping[str, bytes], expected: Mapping[str, bytes]) -> None:
    """Write several files below `root`, all or none. If a rename fails, what was renamed gets its old content back.

    `expected` is what files held when they were read; raises BookError, with nothing written, if one holds something
    else now.
    """
    _check(root, expected)
    if len(files) < 2:
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(root / path, content)
        return
    journal = root / JOURNAL
    journal.parent.mkdir(parents=True, exist_ok=True)
    with locked(journal) as record:
        _finish(root, record)
        try:
            _check(root, expected)
            _write(root, files, record)
        finally:
            journal.unlink(missing_ok=True)
    _take_away([journal.parent])  # also where somebody was killed between making it and the journal


def finish(root: Path) -> None:
    """Finish what somebody was killed in the middle of, or wait for whoever is in the middle of it."""
    journal = root / JOURNAL
    if journal.exists():
        with locked(journal) as record:
            _finish(root, record)
            journal.unlink(missing_ok=True)
        _take_away([journal.parent])


def _check(root: Path, expected: Mapping[str, bytes]) -> None:
    for path, held in expected.items():
        place = root / path
        if (place.read_bytes() if place.exists() else b"") != held:
            message = "changed since it was read, so nothing was written"
            raise BookError([Diagnostic(path, 0, 0, Severity.ERROR, message, "run the command again")])


def _write(root: Path, files: Mapping[str, bytes], record: BinaryIO) -> None:
    token = secrets.token_hex(4)
    steps = [
        _Step(Path(path).with_name(f".{token}-{i}.tmp").as_posix(), path, _digest(root / path))
        for i, path in enumerate(files)
    ]
    made: list[Path] = []
    done: list[tuple[Path, bytes | None]] = []
    try:
        _note(record, steps, ready=False)
        for step, content in zip(steps, files.values(), strict=True):
            made += _make_folders((root / step.waiting).parent)
            with naming(root / step.place):
                _stage(root / step.waiting, content, root / step.place)
        _note(record, steps, ready=True)
        for step in steps:
            place = root / step.place
            done.append((place, place.read_bytes() if place.exists() else None))
            with naming(place):
                (root / step.waiting).replace(place)
    except BaseException:
        for place, before in reversed(done):
            if before is None:
                place.unlink(missing_ok=True)
            else:
                place.write_bytes(before)
        for step in steps:
            (root / step.waiting).unlink(missing_ok=True)
        _take_away(made)
        raise


def _stage(waiting: Path, content: bytes, place: Path) -> None:
    with waiting.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o644)


def _note(record: BinaryIO, steps: Iterable[_Step], *, ready: bool) -> None:
    record.seek(0)
    record.truncate()
    record.write(json.dumps({"ready": ready, "steps": [asdict(step) for step in steps]}).encode())
    os.fsync(record.fileno())


def _finish(root: Path, record: BinaryIO) -> None:
    """Rename what waits to be renamed, but over nobody's change; or take it away, if not all of it was there."""
    try:
        noted: Any = json.loads(record.read() or b"{}")
        steps = [_Step(**step) for step in noted.get("steps", ())]
    except (ValueError, TypeError, AttributeError):
        return  # killed while it wrote its first line, before anything waited
    for step in steps:
        waiting, place = root / step.waiting, root / step.place
        if not waiting.exists():
            continue
        if noted.get("ready") and _digest(place) == step.before:
            waiting.replace(place)
        else:
            waiting.unlink()
    record.seek(0)
    record.truncate()


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; the result is those that were not there, the highest first."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _take_away(folders: list[Path]) -> None:
    """Take folders away that are empty."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()
