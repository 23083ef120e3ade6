"""The key of a page: equal keys, equal bytes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from .digest import Remembered, Undigestible, describe, digest, packed
from .navigation import Sidebar, above, tabs
from .overrides import Templates
from .private.html import KNOWN
from .private.reading import ROW, row_of
from .unfilled import NAME, key_of

_CONTEXT = frozenset(
    {"nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version", "build_date_utc", "config", "page"}
)
"""What MkDocs tells every template."""
_OF_PAGE = frozenset(
    {"file", "title", "children", "previous_page", "next_page", "_Page__active", "active", "update_date",
     "canonical_url", "abs_url", "edit_url", "markdown", "_title_from_render", "content", "toc", "meta", "parent",
     "present_anchor_ids", "links_to_anchors", "render", "read_source", NAME, KNOWN, ROW}
)  # fmt: skip
"""What MkDocs and we keep in a page. Whatever else is there, a plugin put there, and a template may show it."""


class Keys:
    """The keys of one build's pages."""

    def __init__(
        self,
        world: str,
        config: MkDocsConfig,
        files: Files,
        nav: Navigation,
        sidebar: Sidebar,
        known: Mapping[str, str],
        templates: Templates,
    ) -> None:
        self.world, self.config, self.files, self.nav = world, config, files, nav
        self.sidebar, self.known, self.templates = sidebar, known, templates
        self._before = ""
        self.common = digest(world, tabs(nav), nav.homepage.url if nav.homepage else "-", str(len(nav.items)))

    def of(self, page: Page, template: str, context: Mapping[str, Any] | None = None) -> str | None:
        """The key of a page that is about to be rendered, None if what it shows cannot be told.

        Without a context: its template gets what MkDocs tells each, to which nobody adds anything.
        """
        reaches, before = self.templates.of(template), self._before
        if "site" in self.asked:
            self._before = digest(before, page.file.src_uri, page.content or "", repr(page.meta))
        if "clock" in reaches:
            return None
        try:
            more: list[Any] = []
            if context is not None:
                if context.get("config") is not self.config or context.get("nav") is not self.nav:
                    return None
                more = [(name, context[name]) for name in context if name not in _CONTEXT]
                more += [context["base_url"], context["extra_css"], context["extra_javascript"]]
            held = [(name, value) for name, value in vars(page).items() if name not in _OF_PAGE]
            around = [(p.url, p.title) if p else None for p in (page.previous_page, page.next_page)]
            own = [
                page.url, page.title, page.meta, page.canonical_url, page.abs_url, page.edit_url, page.is_homepage,
                page.file.src_uri, page.file.dest_uri, page.file.inclusion.value, page.file.edit_uri,
                page.update_date if "day" in reaches else None,
                around, above(page), more, held,
            ]  # fmt: skip
            return digest(
                self.common,
                template,
                packed(own),
                toc_digest(page),
                content_digest(page),
                key_of(page),
                self.sidebar.key(page, self.known),
                digest(self.everything, before) if "site" in reaches else "",
                page.markdown or "" if "text" in reaches else "",
            )
        except Undigestible:
            return None

    @functools.cached_property
    def asked(self) -> set[str]:
        """What the template of any page asks beyond its page.

        Where one asks for other pages, it sees those before its own as `on_page_context` left them, and the others as
        they were read: the key has both, and pages are rendered in their order.
        """
        used = {str(f.page.meta.get("template", "main.html")) for f in self.files.documentation_pages() if f.page}
        return set().union(*map(self.templates.of, used))

    @functools.cached_property
    def everything(self) -> str:
        """All pages with all that they show, for templates that may ask any of it."""
        parts = [self.sidebar.tree]
        for file in self.files.documentation_pages():
            page = file.page
            if page is not None:
                parts += [
                    describe([file.src_uri, page.url, page.title, page.meta]),
                    toc_text(page.toc),
                    page.content or "",
                ]
                parts += [page.markdown or "", file.inclusion.name]
        return digest(*parts)


def toc_text(toc: Any) -> str:
    """A table of contents as a text."""
    parts = []
    for item in toc:
        held = vars(item)
        parts.append(f"{item.title!r}{item.id!r}{item.level}")
        if len(held) > 4 + ("active" in held):
            parts.append(describe({name: value for name, value in held.items() if name != "children"}))
        if item.children:
            parts.append(f"({toc_text(item.children)})")
    return ",".join(parts)


def content_digest(page: Page) -> str:
    """The digest of a page's content, which is known of what came from the cache and was left as it was."""
    row = row_of(page)
    if row is not None:
        return row.content
    content = page.content or ""
    known: tuple[str, str] | None = vars(page).get(KNOWN)
    if known is None or known[0] is not content:
        known = content, digest(content)
        setattr(page, KNOWN, known)
    return known[1]


def toc_digest(page: Page) -> str:
    """The digest of a page's table of contents."""
    row = row_of(page)
    return _digest_of_toc(page.toc) if row is None else row.toc


_digest_of_toc = Remembered(lambda toc: digest(toc_text(toc)))
