"""Writing the review log: lines added, and taken out again, each whole and flushed to the disk before anybody hears."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import BinaryIO

from .review_log import LogLine, as_line, is_torn, read_log
from .safe_files import locked, replace_file

HEADER = "# The review log: one line a review, in any order. Loopbook adds to it and never changes a line.\n"


def append(path: Path, reviews: Iterable[LogLine]) -> int:
    """Add reviews to the log; those with a time that it holds already are not added again. The count of those added.

    When this returns, they are on the disk. Another process may append at the same moment. A torn last line is kept
    as a comment. Raises OSError if the disk is full or the file cannot be written; then nothing of it is in the log.
    """
    with locked(path) as file:
        held = file.read()
        start = _mended(file, held)
        new, known = [], set()
        for review in reviews:
            needle = _beginning(review).encode()
            if review.time and (needle in known or needle in held):
                continue
            known.add(needle)
            new.append(as_line(review))
        if not new:
            return 0
        data = ("".join(f"{line}\n" for line in new)).encode()
        if not held:
            data = HEADER.encode() + data
        _write_at_end(file, start, data)
        return len(new)


def remove(path: Path, review: LogLine) -> bool:
    """Take a review with a time back out of the log, as undoing does. Whether it was there."""
    if not review.time or not path.exists():
        return False
    with locked(path) as file:
        lines = file.read().decode("utf-8", "surrogateescape").splitlines(keepends=True)
        wanted = _beginning(review)
        kept = [line for line in lines if not (line.startswith(wanted) and line[len(wanted) :][:1] in (",", "}"))]
        if len(kept) == len(lines):
            return False
        replace_file(path, "".join(kept).encode("utf-8", "surrogateescape"))
        return True


def remove_items(path: Path, items: Collection[str]) -> int:
    """Take all reviews of these items out of the log, as when the entries themselves go. How many there were."""
    with locked(path) as file:
        text = file.read().decode("utf-8", "surrogateescape")
        lines = text.split("\n")
        gone = {review.line - 1 for review in read_log(text, path.name)[0] if review.item in items}
        kept, dropping = [], False
        for number, line in enumerate(lines):
            is_more = bool(line) and line[0].isspace()  # a review that somebody wrote on several lines
            dropping = number in gone or (dropping and is_more)
            kept += [] if dropping else [line]
        if gone:
            replace_file(path, "\n".join(kept).encode("utf-8", "surrogateescape"))
        return len(gone)


def _beginning(review: LogLine) -> str:
    """The part of its line that is the same wherever the review is written."""
    return as_line(review._replace(minutes=None, note=None))[: -len("}")]


def _mended(file: BinaryIO, held: bytes) -> int:
    """Where to write on. A last line without its newline gets one; if it is torn, it becomes a comment."""
    if not held or held.endswith(b"\n"):
        return len(held)
    begin = held.rfind(b"\n") + 1
    last = held[begin:].decode("utf-8", "replace")
    if not is_torn(last):
        _write_at_end(file, len(held), b"\n")
        return len(held) + 1
    tail = f"# torn: {' '.join(last.split())}\n".encode()
    _write_at_end(file, begin, tail)
    return begin + len(tail)


def _write_at_end(file: BinaryIO, start: int, data: bytes) -> None:
    """Write from `start` on and flush to the disk; if that fails, what was there before is there again."""
    file.seek(start)
    before = file.read()
    try:
        file.seek(start)
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) or 0 :]
        file.truncate(start + len(data))
        os.fsync(file.fileno())
    except OSError:
        file.seek(start)
        file.write(before)
        file.truncate(start + len(before))
        raise
