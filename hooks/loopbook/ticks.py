"""Ticks of checklists, `data/ticks.yml`: a mapping, one line a tick: the item's name and the day it was ticked.

rounds/coding/warm-up: 2026-11-20
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .diagnostics import Diagnostic, Severity
from .safe_files import locked, replace_file

HEADER = "# Ticked items of checklists, and when. Loopbook writes this file; a line taken away is a tick taken away.\n"
_LINE = re.compile(r"(?P<quote>[\"']?)(?P<name>[\w./+-]+)(?P=quote): *(?P<day>\d{4}-\d\d-\d\d)[ \t]*(?:#.*)?")


def parse(text: str) -> dict[str, str]:
    """Name → the day, as `2026-11-20`. Lines that say something else are passed over; `problems` has them."""
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {match["name"]: match["day"] for match in found if match}


def is_name(text: str) -> bool:
    """Whether a text can be the name of a tick."""
    return re.fullmatch(r"[\w./+-]{1,300}", text) is not None


def problems(text: str, path: str) -> Iterator[Diagnostic]:
    """A warning for each line that is neither a tick nor a comment."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith(("#", "---", "{}")) and not _LINE.fullmatch(line.strip()):
            message, remedy = "a line that is no tick", "write it as 'rounds/coding/warm-up: 2026-11-20', or delete it"
            yield Diagnostic(path, number, 1, Severity.WARNING, message, remedy)


def read(path: Path) -> dict[str, str]:
    """The ticks of a file; none if there is no file."""
    try:
        return parse(path.read_text("utf-8-sig", errors="replace"))
    except FileNotFoundError:
        return {}


def write(path: Path, changes: Mapping[str, dt.date | None]) -> int:
    """Tick items on a day, or with None untick them; all else in the file stays as it is. How many lines changed."""
    if not path.exists() and not any(changes.values()):
        return 0
    with locked(path) as file:
        text = file.read().decode("utf-8-sig", "surrogateescape")
        lines = (text or HEADER).splitlines()
        here = {match["name"]: i for i, line in enumerate(lines) if (match := _LINE.fullmatch(line.strip()))}
        gone, changed = set(), 0
        for name, day in changes.items():
            if day is None and name in here:
                gone.add(here[name])
            elif day is not None and name not in here:
                lines.append(f"{name}: {day.isoformat()}")
                changed += 1
        if gone or changed:
            kept = [line for i, line in enumerate(lines) if i not in gone]
            replace_file(path, ("\n".join(kept) + "\n").encode("utf-8", "surrogateescape"))
        return len(gone) + changed
