"""The second of MkDocs' two loops: every page's template is rendered and written, unless the old site's file stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import unfilled
from .helper import Helper
from .keys import Keys
from .navigation import Sidebar
from .populating import MakeHelper
from .private import reading
from .quiet import Quiet
from .search import Search
from .site import Site


class Writing:
    """The pages of one build, as they are written. Without keys, all are."""

    def __init__(
        self,
        config: MkDocsConfig,
        files: Files,
        nav: Navigation,
        env: jinja2.Environment,
        sidebar: Sidebar,
        site: Site | None,
        keys: Keys | None,
        make_helper: MakeHelper,
    ) -> None:
        self.config, self.files, self.nav, self.env = config, files, nav, env
        self.sidebar, self.site, self.keys, self._make_helper = sidebar, site, keys, make_helper
        self.documents: list[File] = list(files.documentation_pages())
        self.quiet = Quiet()
        self.search: Search | None = None
        """Where the entries of pages go that nobody else is told of, if there is a search."""
        self.before_work: Callable[[Helper], None] = lambda helper: helper.before_work()
        """Called before a page is rendered."""
        self.made: Callable[[], None] = lambda: None
        """Called when one is that has no key."""
        self.written = self.kept = 0
        self.helper: Helper | None = None
        self._decided: Page | None = None
        self._key: str | None = None
        self._current: Page | None = None

    # -- if nobody else is told of a page that is written --------------------------------------------------------------

    def write(self, page: Page, go_on: Callable[[], None]) -> None:
        """Do with a page what MkDocs' `go_on` does, or nothing if its file stays."""
        if self.site is not None and self.keys is not None:
            self.sidebar.begin(lambda: reading.context_of(page, self.config, self.documents, self.nav))
            helper, key = self._helper(), self._key_of(page)
            if helper.is_child and self._has(page, key):
                return
            if not helper.is_child and self._stays(page, key):
                if self.search is not None:
                    self.search.add(page)
                return
            if reading.row_of(page) is not None:
                reading.read(page)
                key = self._key_of(page)  # of what is written, not of what is known
            self._decided, self._key = page, key
        go_on()

    def _key_of(self, page: Page, context: Mapping[str, Any] | None = None) -> str | None:
        return self.keys.of(page, str(page.meta.get("template", "main.html")), context) if self.keys else None

    # -- in any case ---------------------------------------------------------------------------------------------------

    def render(self, page: Page, context: Mapping[str, Any], render: Callable[[], str]) -> str:
        """The HTML of a page, or nothing if the old site's file stays."""
        self.sidebar.begin(lambda: context)
        if self.site is None or self.keys is None:
            self.written += 1
            self.made()
            return _filled(page, render)
        helper, uri = self._helper(), page.file.dest_uri
        is_decided, self._decided = self._decided is page, None
        key = self._key if is_decided else self._key_of(page, context)
        if helper.is_child:
            if key is not None and not self._has(page, key):
                helper.put("page", key, _filled(page, render))
            return ""
        if not is_decided and self._stays(page, key):
            self.quiet.pages.add(page.file.src_uri)
            return ""
        self.site.wrote(uri, key)
        self.written += 1
        if key is None:
            self.made()
            return _filled(page, render)
        self.before_work(helper)
        made = helper.get("page", key)
        return _filled(page, render) if made is None else str(made)

    def _has(self, page: Page, key: str | None) -> bool:
        return key is not None and self.site is not None and self.site.has(page.file.dest_uri, key)

    def _stays(self, page: Page, key: str | None) -> bool:
        self._helper().next()
        self._current = page
        is_kept = key is not None and self.site is not None and self.site.keeps(page.file.dest_uri, key)
        self.kept += is_kept
        return is_kept

    def _helper(self) -> Helper:
        if self.helper is None:
            self.helper = self._make_helper(len(self.documents), self._write)
        return self.helper

    def _write(self, at: int) -> None:
        if self._current is not None:  # in the fork, the page that the parent is at is active still
            self._current.active, self._current = False, None
        page = self.documents[at].page
        if page is not None:
            reading.build_page(page, self.config, self.documents, self.nav, self.env)

    # -- when all are --------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """All pages are written; those whose files somebody has taken away meanwhile are written now."""
        if self.helper is not None:
            self.helper.stop()
        lost = set(self.site.lost()) if self.site is not None and self.keys is not None else ()
        for file in self.documents if lost else ():
            if file.dest_uri in lost and file.page:
                reading.build_page(file.page, self.config, self.documents, self.nav, self.env)


def _filled(page: Page, render: Callable[[], str]) -> str:
    unfilled.fill(page)
    return render()
