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


class BorrowedTags:
    """Pages' tags while the search looks at them: before a page's own stands what else it is to be found by."""

    def __init__(self) -> None:
        self._own: dict[str, Any] = {}

    def lend(self, page: MkPage, tags: list[str]) -> None:
        """Put some before a page's own."""
        own = page.meta.get("tags")
        self._own[page.file.src_uri] = own
        page.meta["tags"] = [*tags, *(own if isinstance(own, list) else ())]

    def take_back(self, page: MkPage) -> None:
        """Leave a page its own; whoever shows tags comes after this."""
        if page.file.src_uri in self._own:
            page.meta["tags"] = self._own.pop(page.file.src_uri)
