"""The pages of a build, made of what an earlier build has compiled and of the rows that it made."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ..kept import CACHE, is_off
from ..pages import Composition, compose
from ..pages.kept_rows import rows_of
from ..pages.writer import compile_once
from ..rebuild.digest import digest, folder_digest
from ..rebuild.inputs import versions
from ..rebuild.rows import Rows
from ..rebuild.store import Store
from ..rebuild.templates import Compiled
from ..study.desk import Desk

ENGINE = Path(__file__).parent.parent
CODE = (*sorted(ENGINE.glob("*.py")), ENGINE / "pages", ENGINE / "study")
"""What a row is made by."""


class Composer:
    """Composes one book in `root` on one day."""

    def __init__(self, desk: Desk, root: Path) -> None:
        self.desk, self.root = desk, root
        self._rows: Rows | None = None

    def composed(self) -> Composition:
        """All pages of the book, their texts written: what could go wrong has by now."""
        if is_off():
            compile_once(None)
            return _written(self.desk)
        store = Store(self.root / CACHE / "templates")
        compile_once(Compiled(store, versions()))
        self._rows = Rows(Store(self.root / CACHE / "rows"), "row", self.desk.book.audience.value)
        rows_of(self.desk).take_over(self._rows.held, digest(versions(), folder_digest(CODE)))
        try:
            return _written(self.desk)
        finally:
            store.flush()
            store.close()

    def keep(self) -> None:
        """Once all pages are rendered: keep the rows of their tables for the next build."""
        if self._rows is not None:
            self._rows.save(rows_of(self.desk).to_keep())
            with contextlib.suppress(ValueError):  # not all of it is plain
                self._rows.store.flush()
            self._rows.store.close()


def _written(desk: Desk) -> Composition:
    made = compose(desk)
    for page in made.pages.values():
        _ = page.text
    return made
