"""Links of imported pages: tokens while it is not known where things will be, and paths once it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

from ..book import Book
from ..markdown_text import links, plain_text, replace, title_text
from ..model import TRACKERS, slug
from ..paths import index_uri, page_uri, relative
from .found import Found, FoundFile, Harvest, InFile

SCHEME = "import:"
FOREIGN = ("notion", "obsidian")
"""Names in front matter, and in an entry's `extra`, that hold a page's id elsewhere."""
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp")


def token(name: str, anchor: str = "") -> str:
    """A link to something that goes by a name where it comes from."""
    return SCHEME + quote(name, safe="") + (f"#{anchor}" if anchor else "")


class Links:
    """Turns tokens into paths: to what this import brings, or an earlier one brought."""

    def __init__(self, book: Book, harvest: Harvest, keys: Mapping[int, str], has_page: set[int]) -> None:
        self.book, self.harvest, self.keys, self.has_page = book, harvest, keys, has_page
        self.known = known_places(book)

    def page_of(self, found: Found) -> str:
        """Where the page of an entry is, or is to be; nothing if the entry was refused."""
        key = self.keys.get(id(found))
        if key is None:
            return ""
        tracker, _, entry_id = key.partition("/")
        entry = self.book.find(key)
        return (entry.notes if entry else None) or page_uri(tracker, entry_id)

    def meta(self, found: Found) -> dict[str, Any]:
        """The front matter of an entry's page."""
        title = str(found.fields.get(TRACKERS[found.tracker].title_field) or "")
        return {"title": plain_text(title), "visibility": "private"}

    def where(self, name: str) -> str | None:
        """The path below docs/ of what goes by a name elsewhere."""
        place = self.harvest.places.get(name)
        if isinstance(place, Found):
            if id(place) in self.has_page:
                return self.page_of(place) or None
            return self.known.get(name) or (index_uri(place.tracker) if self.page_of(place) else None)
        return place or self.known.get(name)

    def resolved(self, uri: str, text: str) -> str:
        """The text of the page at `uri` with paths for tokens; a link to nothing becomes its words."""

        def change(target: str) -> str | None:
            name, _, anchor = target.removeprefix(SCHEME).partition("#")
            where = self.where(unquote(name))
            if where is None:
                return None
            return relative(uri, f"{where}#{anchor}" if anchor else where)

        return rewritten(text, change)


def known_places(book: Book | None) -> dict[str, str]:
    """Name elsewhere → path below docs/, of what earlier imports brought."""
    known: dict[str, str] = {}
    for uri, note in book.notes.items() if book else ():
        for origin in FOREIGN:
            if isinstance(note.meta.get(origin), str):
                known[note.meta[origin]] = uri
    for entries in book.entries.values() if book else ():
        for entry in entries.values():
            for origin in FOREIGN:
                if name := entry.extra.get(origin):
                    note_page = book.note_of(entry) if book else None
                    known[name] = note_page.uri if note_page else index_uri(entry.tracker)
    return known


def rewritten(text: str, change: Callable[[str], str | None]) -> str:
    """The text with its tokens changed; where there is nothing to link to, the words are left."""
    edits = []
    for link in links(text):
        if link.target.startswith(SCHEME):
            target = change(link.target)
            if target is None:
                edits.append((link.start, link.end, "" if link.image else link.words))
            else:
                edits.append((link.target_start, link.target_end, target))
    return replace(text, edits)


def link_to(words: str, name: str, anchor: str = "") -> str:
    """A Markdown link by token."""
    return f"[{title_text(words)}]({token(name, anchor)})"


class Attachments:
    """The files that pages of an import need, each under a name of its own in one folder."""

    def __init__(self, folder: str, harvest: Harvest) -> None:
        self.folder, self.harvest = folder, harvest
        self.names: dict[str, str] = {}

    def take(self, file: InFile) -> str:
        """The token of a file, which is brought along from now on."""
        if file.path not in self.names:
            stem, dot, ending = file.name.rpartition(".")
            content = sha256(file.load()).hexdigest()[:8]
            name = f"{slug(stem if dot else file.name)[:60]}-{content}" + (f".{slug(ending)}" if dot else "")
            uri = f"{self.folder}/{name}"
            self.names[file.path] = uri
            self.harvest.places[f"file:{uri}"] = uri
            if all(found.uri != uri for found in self.harvest.files):
                self.harvest.files.append(FoundFile(uri, file))
        return f"file:{self.names[file.path]}"


def local(target: str, page: str) -> str:
    """The path, in what is imported, that a link on the page at a path means."""
    path = unquote(target.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def is_local(target: str) -> bool:
    """Whether a link leads to a file rather than to a site, an address or a place on its own page."""
    return bool(target) and not re.match(r"[a-z][a-z0-9+.-]*:|//|#", target, re.I)
