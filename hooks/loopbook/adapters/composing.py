"""The pages of a build, made with templates that an earlier build has compiled."""

from __future__ import annotations

from pathlib import Path

from ..kept import CACHE, is_off
from ..pages import Composition, compose
from ..pages.writer import compile_once
from ..rebuild.inputs import versions
from ..rebuild.store import Store
from ..rebuild.templates import Compiled
from ..study.desk import Desk


def composed(desk: Desk, root: Path) -> Composition:
    """All pages of the book in `root` on one day, their texts written: what could go wrong has by now."""
    if is_off():
        compile_once(None)
        return _written(desk)
    store = Store(root / CACHE / "templates")
    compile_once(Compiled(store, versions()))
    try:
        return _written(desk)
    finally:
        store.flush()
        store.close()


def _written(desk: Desk) -> Composition:
    made = compose(desk)
    for page in made.pages.values():
        _ = page.text
    return made
