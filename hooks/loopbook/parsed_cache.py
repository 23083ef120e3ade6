"""What was read of a YAML text, kept by its content: reading 3,000 entries costs 0.3 s, and this 5 ms.

Kept are plain values only, with a sum of their own; what is torn, or of another version, is as good as nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from . import yaml_errors, yaml_nodes
from .diagnostics import Diagnostic, Severity
from .kept import CACHE, is_off
from .yaml_nodes import Parsed, parse

SMALLEST = 4_000
"""Texts with fewer characters are read faster than a file is opened."""
MOST = 300
"""How many texts' values are kept; the longest unused go first."""


def parse_once(text: str, path: str, root: Path) -> Parsed:
    """What `parse` makes of a text, from the cache of the book in `root` if it is there."""
    if len(text) < SMALLEST or is_off():
        return parse(text, path)
    name = hashlib.blake2b(f"{_version()}\0{path}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    place = root / CACHE / "parsed" / name
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


def _diagnostic(path: str, line: int, column: int, severity: str, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(path, line, column, Severity(severity), message, remedy)


@cache
def _version() -> str:
    code = b"".join(Path(module).read_bytes() for module in (yaml_nodes.__file__, yaml_errors.__file__, __file__))
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
