"""The HTML of a session's items, kept by what it is made of: a thousand answers need not be set at every build."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import markdown_text
from ..kept import CACHE, is_off
from ..rebuild.digest import Undigestible, describe, digest, file_digest
from ..rebuild.inputs import versions, without_places
from ..rebuild.markdown_cache import PURE
from . import maths

MOST = 20_000
INCLUDES = "-8<-"
"""What a text has that takes in other files: it is set anew each time."""


class KeptItems:
    """Text → HTML for one set of Markdown extensions. With `place` None nothing outlives the process."""

    def __init__(self, place: Path | None) -> None:
        self.place = place
        self.held: dict[str, str] = {}
        self.used: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            total, _, body = place.read_text("utf-8").partition("\n") if place else ("", "", "")
            self.held = json.loads(body) if total == digest(body) else {}

    def html(self, text: str, make: Callable[[str], str]) -> str:
        """What `make` makes of a text, now or in an earlier build."""
        if INCLUDES in text:
            return make(text)
        name = digest(text)
        if name not in self.used:
            self.used[name] = self.held.get(name) or make(text)
        return self.used[name]

    def save(self) -> None:
        """Keep what was made; what nobody used goes when it gets too much."""
        if self.place is None or self.used.keys() <= self.held.keys():
            return
        self.held = self.used if len(self.held) > MOST else self.held | self.used
        with contextlib.suppress(OSError):
            self.place.parent.mkdir(parents=True, exist_ok=True)
            for other in self.place.parent.glob("*.json"):
                other.unlink(missing_ok=True)
            beside = self.place.with_suffix(f".{os.getpid()}.tmp")
            body = json.dumps(self.held, ensure_ascii=False)
            beside.write_text(f"{digest(body)}\n{body}", "utf-8")
            beside.replace(self.place)


def place_for(root: Path, extensions: list[str], settings: dict[str, Any], code: Path) -> Path | None:
    """Where the items of a book in `root` are kept; None if the HTML may depend on more than text and settings."""
    appends = settings.get("pymdownx.snippets", {}).get("auto_append")
    if is_off() or appends or not PURE.issuperset(extensions):
        return None
    try:
        made_of = digest(
            versions(), describe(extensions), describe(without_places(settings)), *map(file_digest, _code(code))
        )
    except Undigestible:
        return None
    return root / CACHE / "items" / f"{made_of}.json"


def _code(session: Path) -> tuple[Path, ...]:
    return session, Path(str(markdown_text.__file__)), Path(str(maths.__file__)), Path(__file__)
