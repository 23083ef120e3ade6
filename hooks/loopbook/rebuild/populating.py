"""The first of MkDocs' two loops: every page is read and its Markdown rendered, unless nothing of it is another."""

from __future__ import annotations

import functools
from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from . import inputs, private
from .helper import Helper
from .markdown_cache import Converter
from .private import html, reading
from .store import Store
from .unread import Unread

MakeHelper = Callable[[int, Callable[[int], None]], Helper]
"""A second process for so many pages, given what it does with one of them."""


class Populating:
    """The pages of one build, as they are read."""

    def __init__(self, config: MkDocsConfig, files: Files, store: Store, make_helper: MakeHelper) -> None:
        self.config, self.files, self.store, self._make_helper = config, files, store, make_helper
        self.converter = Converter(config, files, store, inputs.versions())
        self.before_work: Callable[[Helper], None] = lambda helper: helper.before_work()
        """Called before Markdown is rendered."""
        self.documents: list[File] = []
        self.count = 0
        self.helper: Helper | None = None
        self._front_matter: reading.FrontMatter | None = None
        self._unread: Unread | None = None

    def begin(self, *, may_leave: bool) -> None:
        """When all files are known, and what of them is left out. `may_leave`: nobody else does something with a page
        while it is read.
        """
        if private.unsupported():
            return
        self._front_matter = reading.FrontMatter(self.store.get("front matter", inputs.versions()) or {})
        if may_leave and self.converter.reason is None and self._front_matter.is_on and not html.is_talkative():
            self._unread = Unread(self.store, self.converter, self.config, self.files)
            self._front_matter.saw = self._unread.saw

    def populate(self, page: Page, go_on: Callable[[], None]) -> None:
        """Do with a page what MkDocs' `go_on` does."""
        self.next()
        if self._unread is not None and self._unread.leave(page):
            return
        if self._front_matter is not None:
            self._front_matter.attach(page)
        go_on()
        if self._unread is not None:
            self._unread.note(page)

    def next(self) -> None:
        """Call this when a page begins."""
        if self.helper is None:
            self.documents = list(self.files.documentation_pages())
            self.helper = self._make_helper(len(self.documents), self._populate)
            self.converter.before_work = functools.partial(self.before_work, self.helper)
        self.count += 1
        self.helper.next()

    def _populate(self, at: int) -> None:
        file = self.documents[at]
        reading.populate(file.page or Page(None, file, self.config), self.config, self.files)

    def end(self) -> None:
        """All pages are read."""
        if self.helper is not None:
            for key, block in self.helper.made("code"):  # this process has taken the pages with them, and not asked
                self.store.put("code", key, block)
            self.helper.stop()
        if self._unread is not None:
            self._unread.save()
        made = self._front_matter
        if made is not None and made.used.keys() - made.held.keys():
            is_whole = 2 * len(made.used) > len(made.held)
            self.store.put("front matter", inputs.versions(), made.used if is_whole else {**made.held, **made.used})
