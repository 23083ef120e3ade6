"""A page's front matter: what our templates and the search find there, and what of it is public."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkPage

from ..audience import PUBLIC_FIELDS
from ..book import Book
from ..front_matter import AS_WRITTEN
from ..pages import Page
from .inserts import url

OWN_FIELDS = ("beside", "trail")
"""What we put there for our templates."""
LENT = ("tags", "search")
"""What the search reads."""


def put_in(page: MkPage, ours: Page, book: Book, files: Files) -> None:
    """Put in what is known of a page: its title if nothing else gives it one, its source, what is above and beside."""
    stated = {n: value for n, value in ours.meta.items() if n in AS_WRITTEN or n not in page.meta}
    page.meta.update(deepcopy(stated))  # plugins may change what they find in a page, and a server keeps ours
    if "title" not in page.meta and not re.search(r"^# ", ours.body, re.M):
        page.meta["title"] = ours.title
    if not book.is_public:
        page.meta["source"] = ours.source
    if ours.beside:
        items = [
            {"title": title, "url": url(files, page, uri), "depth": depth, "here": uri == page.file.src_uri}
            for title, uri, depth in ours.beside.items
        ]
        page.meta["beside"] = {"title": ours.beside.title, "items": items}
    page.meta["trail"] = [{"title": title, "url": url(files, page, uri)} for title, uri in ours.trail]


def leave_out(page: MkPage, ours: Page | None, book: Book) -> None:
    """Take out of a public page's front matter what is not public."""
    if book.is_public:
        allowed = {*PUBLIC_FIELDS, *book.settings.front_matter, *OWN_FIELDS, *(ours.meta if ours else ())}
        page.meta = {name: value for name, value in page.meta.items() if name in allowed}


class Lent:
    """What pages have only while the search looks at them: tags before their own, and a weight if they have none."""

    def __init__(self) -> None:
        self._own: dict[str, dict[str, Any]] = {}

    def lend(self, page: MkPage, tags: list[str], boost: float) -> None:
        """What a page is to be found by besides its own tags, and how much a hit in it counts."""
        meta = page.meta
        self._own[page.file.src_uri] = {name: meta[name] for name in LENT if name in meta}
        own, search = meta.get("tags"), meta.get("search")
        meta["tags"] = [*tags, *(own if isinstance(own, list) else ())]
        meta["search"] = {"boost": boost, **(search if isinstance(search, dict) else {})}

    def take_back(self, page: MkPage) -> None:
        """Leave a page its own; whoever shows tags comes after this."""
        own = self._own.pop(page.file.src_uri, None)
        if own is not None:
            for name in LENT:
                page.meta.pop(name, None)
            page.meta.update(own)
