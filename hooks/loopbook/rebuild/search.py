"""Material's search index, parsed once a page: its entries are kept as the JSON that they become."""

from __future__ import annotations

import json
import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from .digest import Undigestible, digest, packed
from .keys import content_digest, toc_digest
from .private import plugins
from .rows import Rows
from .sections import sections
from .store import Store

CHECKED = 3
"""Pages that are parsed by the plugin too, and compared: if it sees anything else, it parses all."""
_SEPARATORS = (",", ":")
_MARKS = re.compile(r"\s?data-search-\w+=\"[^\"]+\"")


class Entries(list[Any]):
    """The index's entries: JSON, a piece a page, until somebody looks at them; then what Material would have there."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] | None = []

    def add(self, piece: str) -> None:
        """Put in a page's entries."""
        if self.pieces is None:
            super().extend(json.loads(f"[{piece}]"))
        elif piece:
            self.pieces.append(piece)

    def unfold(self) -> None:
        """Become the list that it stands for."""
        if self.pieces is not None:
            pieces, self.pieces = self.pieces, None
            super().extend(json.loads(f"[{','.join(pieces)}]"))


def _unfolding(name: str) -> Any:
    plain = getattr(list, name)

    def method(self: Entries, *args: Any, **kwargs: Any) -> Any:
        self.unfold()
        return plain(self, *args, **kwargs)

    return method


for _name in [
    "__iter__",
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "__reversed__",
    "__eq__",
    "__add__",
    "__iadd__",
    "__mul__",
    "append",
    "extend",
    "insert",
    "remove",
    "pop",
    "clear",
    "index",
    "count",
    "sort",
    "reverse",
    "copy",
    "__reduce_ex__",
    "__repr__",
]:
    setattr(Entries, _name, _unfolding(_name))


class Search:
    """Material's search plugin in one build, with its parsing done once for the same content."""

    def __init__(self, plugin: Any, store: Store, versions: str) -> None:
        self.plugin, self.store, self.versions = plugin, store, versions
        self.parsed = 0
        """Pages that were parsed in this build."""
        self._rows = Rows(store, "search", versions)
        self._new: dict[str, tuple[str | None, str]] = {}
        self._added: set[str] = set()
        self._compared = 0
        self._is_quick = True
        self.index = plugin.search_index
        self.index.entries = self.entries = Entries()
        self.generate = self.index.generate_search_index
        self.index.generate_search_index = self.generate_search_index

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Any) -> None:
        """What the plugin does with a page."""
        self.add(page)
        if page.content and "data-search-" in page.content:
            page.content = _MARKS.sub("", page.content)

    def add(self, page: Page) -> None:
        """Put the entries of a page into the index, once: a page whose file was lost meanwhile is rendered twice."""
        key, uri = self._key(page), page.file.src_uri
        if uri in self._added:
            return
        self._added.add(uri)
        row = self._rows.held.get(uri)
        if row is None or row[0] != key:
            piece = self.store.helped("search", key) if key else None
            if piece is None:
                self.parsed += 1
                piece = self._piece(page)
                if key:
                    self.store.hand_over("search", key, piece)
            row = key, piece
        if key:
            self._new[uri] = row
        self.entries.add(row[1])

    def save(self) -> None:
        """Keep the entries for the next build."""
        self._rows.save(self._new)

    def generate_search_index(self, prev: Any) -> str:
        """The index as JSON, as the plugin writes it."""
        if prev is not None or self.index.entries is not self.entries or self.entries.pieces is None:
            self.entries.unfold()
            return str(self.generate(prev))
        pieces, self.index.entries = self.entries.pieces, []
        try:
            empty = str(self.generate(None))
        finally:
            self.index.entries = self.entries
        end = '"docs":[]}'
        if not empty.endswith(end):
            self.entries.unfold()
            return str(self.generate(prev))
        return f'{empty[: -len(end)]}"docs":[{",".join(pieces)}]}}'

    def _key(self, page: Page) -> str | None:
        search = page.meta.get("search") or {}
        try:
            shown = packed([page.url, page.title, page.meta.get("title"), page.meta.get("tags"), search])
        except Undigestible:
            return None
        return digest(self.versions, shown, toc_digest(page), content_digest(page))

    def _piece(self, page: Page) -> str:
        entries: list[Any] = []
        self.index.entries = entries
        try:
            if self._compared < CHECKED:
                self._compared += 1
                self.index.add_entry_from_context(page)
                theirs = list(entries)
                entries.clear()
                self._is_quick = self._is_quick and self._read(page) and entries == theirs
                entries[:] = theirs
            elif not (self._is_quick and self._read(page)):
                entries.clear()
                self.index.add_entry_from_context(page)
        finally:
            self.index.entries = self.entries
        return json.dumps(entries, separators=_SEPARATORS, default=str)[1:-1]

    def _read(self, page: Page) -> bool:
        """Put a page's sections into the index, as the plugin does. False if its HTML has to be read by the plugin."""
        if (page.meta.get("search") or {}).get("exclude"):
            return True
        try:
            found = sections(page.content or "")
        except ValueError:  # the plugin would stop the build with it: let it
            return False
        if found is None:
            return False
        for section in found:
            if not section.is_hidden:
                self.index.create_entry_for_section(section, page.toc, page.url, page)
        return True


def install(config: MkDocsConfig, store: Store, versions: str) -> Search | None:
    """Put the kept entries in the plugin's way; None if it is not there, or not one that is known."""
    plugin = plugins.search_plugin(config)
    if plugin is None:
        return None
    old = plugin.on_page_context
    made = Search(plugin, store, versions)
    return made if plugins.replace_handler(config, "page_context", old, made.on_page_context) else None
