"""What MkDocs and its plugins may read in a public build: the public texts as files, in a folder of their own.

A page from which something was taken is read from here, by every plugin, not from docs/; `--8<--` finds nothing else.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.utils.meta import get_data

from ..audience import Hidden
from ..book import Book
from ..checking import Checked
from ..notes import Note
from ..site_file import SNIPPETS, bases_of


class Mirror:
    """The public texts of one build. `close` takes the folder away; at the latest, it goes with the object."""

    def __init__(self, checked: Checked, book: Book) -> None:
        self.checked, self.book = checked, book
        self.hidden = Hidden.of(checked)
        self._folder = tempfile.TemporaryDirectory(prefix="loopbook-public-", ignore_cleanup_errors=True)
        self.docs, self.includes = Path(self._folder.name) / "docs", Path(self._folder.name) / "includes"

    def close(self) -> None:
        """Nobody reads the texts any more."""
        self._folder.cleanup()

    def replace(self, files: Files) -> None:
        """Let the pages from which something was taken be read from the mirror."""
        for uri, note in self.book.notes.items():
            whole = self.checked.notes[uri]
            if note.body == whole.body and note.meta == whole.meta:
                continue
            file = files.get_file_from_path(uri)
            if file is None or file.src_dir is None:
                continue
            _write(self.docs / uri, self._text(note))
            file.src_dir = str(self.docs)
            file.abs_src_path = str(self.docs / uri)

    def _text(self, note: Note) -> str:
        """The page as the public may read it: only the front matter that is left, as MkDocs would read it."""
        _, meta = get_data((self.checked.site.root / note.path).read_text("utf-8-sig"))
        kept = {
            name: note.meta[name] if name in ("topics", "rounds") else meta[name] for name in note.meta if name in meta
        }
        front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False) if kept else ""
        return f"---\n{front}---\n\n{note.body}" if front else note.body

    def nav(self, nav: Any) -> Any:
        """A navigation without the pages and files that are private, and without the sections that this empties."""
        if isinstance(nav, str):
            return None if self._is_private(nav) else nav
        if isinstance(nav, Mapping):
            kept = {title: left for title, item in nav.items() if (left := self.nav(item)) is not None}
            return kept or None
        if isinstance(nav, list):
            found = [left for item in nav if (left := self.nav(item)) is not None]
            return found if found or not nav else None
        return nav

    def _is_private(self, target: str) -> bool:
        if target in self.checked.notes:
            return target not in self.book.notes
        if target in self.checked.assets:
            return target not in self.book.assets
        return self.hidden.has_target("index.md", target)

    def guard_includes(self, config: MkDocsConfig) -> None:
        """Let `--8<--` read the public texts that pages include, and nothing else."""
        if SNIPPETS not in config.markdown_extensions:
            return
        root = self.checked.site.root
        options = config.mdx_configs.setdefault(SNIPPETS, {})
        for path, text in self.book.includes.items():
            _write(self.includes / path, text)
        bases = []
        for base in bases_of(options):
            place = _below(root, base)
            if place is not None:
                (self.includes / place).mkdir(parents=True, exist_ok=True)
                bases.append(str(self.includes / place))
        options["base_path"] = bases or [str(self.includes)]
        options["restrict_base_path"] = True
        options["auto_append"] = [name for name in options.get("auto_append", ()) if self._may_append(name)]

    def _may_append(self, name: str) -> bool:
        places = (posixpath.normpath(posixpath.join(base, name)) for base in self.checked.site.includes)
        return any(place in self.book.includes for place in places)


def _below(root: Path, path: Path) -> str | None:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
