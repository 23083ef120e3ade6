"""What was read of a YAML text, kept by its content: reading 3,000 entries costs 0.3 s, and this 5 ms.

A tracker as people write it, each entry beginning with `- ` at the margin, is kept entry by entry, so that an edit
costs the entries that it changed; any other text is kept whole. Kept are plain values only, with a sum of their own;
what is torn, or of another version, is as good as nothing. As long as the process lives, so do the entries of the files
that it read, with what the schema made of them: what has not changed since is neither read nor checked again.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from . import yaml_errors, yaml_nodes, yaml_plain
from .diagnostics import Diagnostic, Severity
from .kept import CACHE, is_off
from .yaml_nodes import Parsed, Piece, parse, uncollected

SMALLEST = 4_000
"""Texts with fewer characters are read faster than a file is opened."""
MOST = 300
"""How many texts' values are kept; the longest unused go first."""


@dataclass
class _Lately:
    """The entries of a file by the digest of their text, and whether the cache has just these."""

    pieces: dict[bytes, Piece]
    are_saved: bool


_lately: dict[Path, _Lately] = {}
"""What this process read of each file last, by its place in the cache."""


def parse_once(text: str, path: str, root: Path) -> Parsed:
    """What `parse` makes of a text, from the cache of the book in `root` if it is there."""
    if len(text) < SMALLEST or is_off():
        return parse(text, path)
    place = _place(path, root)
    return _by_entry(text, path, place) or _whole(text, path, place.with_name(_name(path, text)))


def _whole(text: str, path: str, place: Path) -> Parsed:
    """What `parse` makes of a text, kept for this text alone."""
    found = _load(place)
    if found is not None:
        value, items, problems, cuts = found
        diagnostics = [_diagnostic(*problem) for problem in problems]
        parsed = Parsed(text, 1, value, items, diagnostics)
        parsed.known_cuts = cuts
        return parsed
    parsed = parse(text, path)
    problems = [(d.path, d.line, d.column, d.severity.value, d.message, d.remedy) for d in parsed.diagnostics]
    _save(place, marshal.dumps((parsed.value, parsed.items, problems, list(parsed.cuts()))))
    return parsed


_ENTRY = re.compile(r"\n-(?=[ \n]|\Z)")
_BEFORE = re.compile(r"(?: *(?:#[^\n]*)?\n)*")
"""What may stand before the first entry: comments, and lines with nothing."""
_AT_THE_MARGIN = re.compile(r"\n(?:[^-# \n]|-[^ \n])")
"""Anything that is neither an entry, nor in one, nor a comment, such as the end of a document."""
_ANCHOR = re.compile(r"(?<![^\s\[{,])&[^\s&]")
_BREAKS = "\r\x85\u2028\u2029"
"""Breaks of lines that not everybody counts."""


def _are_apart(text: str) -> bool:
    """Whether entries have nothing to do with one another: no anchor that an alias elsewhere may name, for one."""
    return not (
        _AT_THE_MARGIN.search(f"\n{text}")
        or any(mark in text for mark in _BREAKS)
        or ("&" in text and _ANCHOR.search(text))
    )


@uncollected()
def _by_entry(text: str, path: str, place: Path) -> Parsed | None:
    """The same from the entries' own texts; None if they cannot be told apart, or something is wrong with one."""
    starts = [match.start() for match in _ENTRY.finditer(f"\n{text}")]
    if not starts or not _are_apart(text) or not _BEFORE.fullmatch(text, 0, starts[0]):
        return None
    lately = _known(place)
    known = lately.pieces
    kept: dict[bytes, Piece] = {}
    value, items, pieces, cuts, line = [], [], [], [], text.count("\n", 0, starts[0])
    for i, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        own = text[start:end]
        name = _digest(own)
        piece = known.get(name) or kept.get(name) or read_entry(own, path)
        if piece is None:
            return None
        kept[name] = piece
        row, column = piece.place
        value.append(piece.value)
        items.append((row + line, column))
        pieces.append(piece)
        if piece.cuts:
            cuts += [((i, *way[1:]), (row + line, column)) for way, (row, column) in piece.cuts]
        line += own.count("\n")
    if not lately.are_saved or kept.keys() != known.keys():
        _save(place, marshal.dumps({name: (piece.value, piece.place, piece.cuts) for name, piece in kept.items()}))
    _remember(place, _Lately(kept, are_saved=True))
    parsed = Parsed(text, 1, value, items, [])
    parsed.known_cuts, parsed.pieces = cuts, pieces
    return parsed


def read_entry(text: str, path: str) -> Piece | None:
    """What an entry's own lines say, from the dash at the margin on; None if they are not one entry without faults."""
    if (plain := yaml_plain.read(text)) is not None:
        return Piece(plain)
    parsed = parse(text, path)
    if parsed.diagnostics or not isinstance(parsed.value, list) or len(parsed.value) != 1:
        return None
    return Piece(parsed.value[0], parsed.items[0], list(parsed.cuts()))


def remember(pieces: Iterable[tuple[str, Piece]], path: str, root: Path) -> None:
    """Keep what `read_entry` said of texts that are about to be entries of a file of the book in `root`."""
    if not is_off():
        place = _place(path, root)
        new = {_digest(text): piece for text, piece in pieces}
        _remember(place, _Lately(_known(place).pieces | new, are_saved=False))


def _known(place: Path) -> _Lately:
    return _lately.get(place) or _Lately({name: Piece(*kept) for name, kept in (_load(place) or {}).items()}, True)


def _remember(place: Path, lately: _Lately) -> None:
    _lately.pop(place, None)
    _lately[place] = lately
    if len(_lately) > MOST:
        del _lately[next(iter(_lately))]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _place(path: str, root: Path) -> Path:
    return root / CACHE / "parsed" / _name(path)


def _name(*parts: str) -> str:
    whole = "\0".join((_version(), *parts))
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _diagnostic(path: str, line: int, column: int, severity: str, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(path, line, column, Severity(severity), message, remedy)


@cache
def _version() -> str:
    files = (yaml_nodes.__file__, yaml_errors.__file__, yaml_plain.__file__, __file__)
    code = b"".join(Path(module).read_bytes() for module in files)
    return f"{sys.version} {yaml.__version__} {hashlib.blake2b(code, digest_size=8).hexdigest()}"


def _load(place: Path) -> Any:
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        raw = place.read_bytes()
        if hashlib.blake2b(raw[16:], digest_size=16).digest() == raw[:16]:
            os.utime(place)
            return marshal.loads(raw[16:])  # noqa: S302 - the sum says that it is ours
    return None


def _save(place: Path, raw: bytes) -> None:
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        kept = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) - MOST)]:
            path.unlink(missing_ok=True)
        beside = place.with_name(f"{place.name}.{os.getpid()}.tmp")
        beside.write_bytes(hashlib.blake2b(raw, digest_size=16).digest() + raw)
        beside.replace(place)
