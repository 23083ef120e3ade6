"""Files that are never half written, and that two writers never spoil for each other."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # no such locks on Windows: there, one process at a time writes
    fcntl = None  # type: ignore[assignment]

_in_this_process = threading.Lock()


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """What fails names the file that was to be written, not one that waits beside it."""
    try:
        yield
    except OSError as error:
        error.filename = str(place)
        raise


def staged(place: Path, data: bytes) -> Path:
    """What is to become the file `place`, written beside it and flushed to the disk, with the rights that it has."""
    with naming(place):
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".tmp")
    written = Path(name)
    try:
        with naming(place), os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o644)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return written


def replace_file(place: Path, data: bytes) -> None:
    """Put a file in the place of another in one step: whoever reads sees the one or the other, whole."""
    place = place.resolve()  # a link stays one
    written = staged(place, data)
    try:
        with naming(place):
            written.replace(place)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


@contextmanager
def locked(place: Path) -> Iterator[BinaryIO]:
    """The file, open at its beginning, which nobody else may write meanwhile. It is made if it is not there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with _in_this_process:
        while True:
            file = open(os.open(place, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)  # noqa: SIM115
            try:
                if fcntl is not None:
                    fcntl.flock(file, fcntl.LOCK_EX)
                if _is_still(place, file):
                    yield file
                    return
            finally:
                file.close()


def _is_still(place: Path, file: BinaryIO) -> bool:
    """Whether the open file is the one of that name: while we waited, somebody may have put another in its place."""
    try:
        now, ours = place.stat(), os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (ours.st_dev, ours.st_ino)
