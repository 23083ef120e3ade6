"""Where the command line begins: what `loopbook check` found is said again, at once, while nothing has changed.

Nothing here imports the engine. A finding depends on the files of the book, the engine's code, the day and what was
asked; all of that is in the sum under which it is kept, by content and not by time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .kept import CACHE, is_off
from .walk import files_below, is_hidden

TODAY_VARIABLE = "LOOPBOOK_TODAY"
CONFIGS = ("mkdocs.yml", "mkdocs.yaml")
MOST = 8
"""How many different questions' answers are kept."""


def main() -> Any:
    """The command line. What cannot be written ends it with a message, like all else that is nobody's mistake here."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # nobody listens
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that has no such letter shows another
    try:
        asked = sys.argv[1:]
        if asked[:1] == ["check"]:
            answer = remembered(Path.cwd(), asked[1:])
            if answer is not None:
                sys.stdout.write(answer[0])
                sys.stdout.flush()
                return sys.exit(answer[1])
        gc.disable()
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for them in every package there is
        from .cli import main as whole

        gc.freeze()  # a command makes many small things, needs nearly all of them until it ends, and ends soon
        gc.set_threshold(50_000, 20, 50)
        gc.enable()
        try:
            return whole()
        finally:
            gc.freeze()  # as it ends, Python would look through all that there is for garbage
    except KeyboardInterrupt:  # while the engine was being read; later, click says the same
        sys.stderr.write("Aborted!\n")
        return sys.exit(1)
    except OSError as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"loopbook: {error.strerror or error}\n")
        os._exit(1)  # at exit Python would try to write what is left, and show that it cannot


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
    engine = Path(__file__).parent
    for name in files_below(engine, lambda name: is_hidden(name) or name == "__pycache__"):
        if name.endswith((".py", ".md", ".html", ".json")):
            stat = (engine / name).stat()
            made.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    for part in parts:
        top = root / part
        for name in files_below(top, is_hidden) if top.is_dir() else [""]:
            place = top / name
            made.update(f"{place}\0{place.exists()}\0".encode("utf-8", "surrogateescape"))
            if place.suffix.lower() in (".md", ".yml", ".yaml") and place.is_file():
                made.update(_content(place))
    return made.hexdigest()


def _content(place: Path) -> bytes:
    """What a file holds, after how much it is; of one that cannot be read, that."""
    try:
        raw = place.read_bytes()
    except OSError as error:
        return f"{error.errno}\0".encode()
    return f"{len(raw)}\0".encode() + raw


def _place(root: Path, asked: list[str]) -> Path:
    return root / CACHE / f"check-{hashlib.blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()}.json"
