"""Where the command line begins: what `loopbook check` found is said again, at once, while nothing has changed.

Nothing here imports the engine. A finding depends on the files of the book, the engine's code, the day and what was
asked; all of that is in the sum under which it is kept, by content and not by time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .kept import CACHE, is_off

TODAY_VARIABLE = "LOOPBOOK_TODAY"
CONFIGS = ("mkdocs.yml", "mkdocs.yaml")
MOST = 8
"""How many different questions' answers are kept."""


def main() -> Any:
    """The command line."""
    asked = sys.argv[1:]
    if asked[:1] == ["check"]:
        answer = remembered(Path.cwd(), asked[1:])
        if answer is not None:
            sys.stdout.write(answer[0])
            sys.stdout.flush()
            return sys.exit(answer[1])
    from .cli import main as whole

    return whole()


def remembered(start: Path, asked: list[str]) -> tuple[str, int] | None:
    """What `loopbook check` said and how it ended when it was asked the same of the same book, None if it was not."""
    root = next((f for f in (start, *start.parents) if any((f / name).is_file() for name in CONFIGS)), None)
    if root is None or is_off():
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(_place(root, asked).read_text("utf-8"))
        if kept["sum"] == sum_of(root, kept["parts"], asked):
            return str(kept["said"]), int(kept["ended"])
    return None


def keep(root: Path, parts: Iterable[str], asked: list[str], said: str, ended: int) -> None:
    """Keep what was said. `parts` are the files and folders of the book that it came of, relative to `root`."""
    if is_off():
        return
    parts = sorted({*parts, *CONFIGS})
    kept = {"sum": sum_of(root, parts, asked), "parts": parts, "said": said, "ended": ended}
    place = _place(root, asked)
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        old = sorted(place.parent.glob("check-*.json"), key=lambda path: path.stat().st_mtime)
        for path in old[: max(0, len(old) - MOST)]:
            path.unlink(missing_ok=True)
        beside = place.with_name(f"{place.name}.{os.getpid()}.tmp")
        beside.write_text(json.dumps(kept), "utf-8")
        beside.replace(place)


def sum_of(root: Path, parts: Iterable[str], asked: list[str]) -> str:
    """The sum of all that a finding depends on."""
    made = hashlib.blake2b(digest_size=16)
    day = os.environ.get(TODAY_VARIABLE) or dt.date.today().isoformat()
    made.update(json.dumps([asked, day, sys.version, str(root)]).encode())
    for path in _files(Path(__file__).parent):
        if path.endswith((".py", ".md", ".html", ".json")):
            stat = Path(path).stat()
            made.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    for part in parts:
        place = root / part
        for path in _files(place) if place.is_dir() else [str(place)]:
            made.update(f"{path}\0{Path(path).exists()}\0".encode("utf-8", "surrogateescape"))
            if path.endswith((".md", ".yml", ".yaml")) and Path(path).is_file():
                raw = Path(path).read_bytes()
                made.update(f"{len(raw)}\0".encode())
                made.update(raw)
    return made.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder, hidden ones and compiled code left out, in an order that is always the same."""
    for place, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        yield from (f"{place}/{name}" for name in sorted(files) if not name.startswith("."))


def _place(root: Path, asked: list[str]) -> Path:
    return root / CACHE / f"check-{hashlib.blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()}.json"
