"""The sidebar once per folder: its other pages differ in two list items, which are swapped.

What a page's sidebar depends on is its folder's *skeleton*, a sidebar in which no page is active, and its own item.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import private
from .digest import Undigestible, digest, packed
from .overrides import is_plain
from .templates import ORIGINAL, Loader

NAV = "partials/nav.html"
_OF_SIDEBAR = (
    NAV, "partials/nav-item.html", "partials/toc.html", "partials/toc-item.html", "partials/logo.html",
    "partials/source.html", "partials/language.html",
)  # fmt: skip
CHECKED = 2
"""Folders in which the second page's sidebar is also rendered in full and compared: a theme that is made otherwise
than ours shows there, and is left alone."""

_OVERRIDE = (
    "{% set rebuilt = rebuild_sidebar() %}"
    "{% if rebuilt is none %}{% include '" + ORIGINAL + NAV + "' %}{% else %}{{ rebuilt }}{% endif %}"
)
_FULL = (
    "{% import 'partials/language.html' as lang with context %}{% set features = config.theme.features or [] %}"
    "{% include '" + ORIGINAL + NAV + "' %}"
)
_ITEMS = (
    "{% import 'partials/language.html' as lang with context %}{% set features = config.theme.features or [] %}"
    "{% import 'partials/nav-item.html' as item with context %}"
    "{% for nav_item in rebuild_items %}{{ rebuild_collect(item.render(nav_item, '', 1)) }}{% endfor %}"
)


def is_known(env: jinja2.Environment) -> bool:
    """Whether an environment renders the sidebar with the theme's own templates, of a version that is known here."""
    if private.material_version() is None or env.loader is None:
        return False
    for name in _OF_SIDEBAR:
        try:
            _, file, _ = env.loader.get_source(env, name)
        except jinja2.TemplateNotFound:
            return False
        if not is_plain(str(Path(file or "").parent.parent)):
            return False
    return True


class Ghost:
    """A page of a folder that is no page of the site: what its folder's sidebar looks like when no page is active."""

    is_homepage = is_index = False

    def __init__(self, folder: str, use_directory_urls: bool) -> None:
        self.url = f"{folder}/--rebuild--{'/' if use_directory_urls else '.html'}".lstrip("/")
        self.meta: dict[str, Any] = {}
        self.toc: list[Any] = []


class Sidebar:
    """The navigation of one build."""

    def __init__(self, config: MkDocsConfig, nav: Navigation) -> None:
        self.config, self.nav = config, nav
        self.is_on = False
        """Whether sidebars are put together here. If not, the theme renders each."""
        self.full_renders = 0
        self.tree = digest(*_described(nav.items))
        """What the whole navigation holds."""
        self._skeletons: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._inactive: dict[str, dict[int, str]] = {}
        self._folders: dict[int, str] = {}
        self._top: dict[int, Any] = {}
        self._single: set[int] = set()
        self._prefixes: set[str] = set()
        self._compared: set[str] = set()
        self._env: jinja2.Environment
        self._told: Callable[[], Mapping[str, Any]]
        self._read()

    # -- what a page's sidebar depends on ----------------------------------------------------------------------------

    def key(self, page: Page, known: Mapping[str, str]) -> str:
        """All of the navigation that a page's HTML can show. `known` are digests of skeletons for this same tree."""
        folder = self.folder(page)
        if not self.is_on or not self.is_simple(page):
            return digest(folder, "whole", self.tree)
        if folder not in self._digests:
            self._digests[folder] = known.get(folder) or digest(self._skeleton(page))
        return digest(folder, "folder", self._digests[folder])

    def digests(self) -> dict[str, str]:
        """The digests of the skeletons that were asked for."""
        return dict(self._digests)

    def folder(self, page: Page) -> str:
        """What the sidebars of two pages have in common: where they are in the navigation and in the site."""
        place = self._folders.get(id(page), "-")
        return f"{place}|{_folder_of(page.url)}"

    def is_simple(self, page: Page) -> bool:
        """Whether the sidebar of a page differs from its folder's by its own item only."""
        return (
            not page.is_index
            and page.url not in self._prefixes
            and (id(page) in self._single or id(page) not in self._folders)
        )

    # -- its HTML ----------------------------------------------------------------------------------------------------

    def install(self, env: jinja2.Environment) -> None:
        """Put this in the place of the theme's `partials/nav.html`."""
        loader = env.loader
        self.is_on = self.is_on and isinstance(loader, Loader)
        if not self.is_on or not isinstance(loader, Loader):
            return
        loader.replaced = {NAV: _OVERRIDE}
        env.globals["rebuild_sidebar"] = jinja2.pass_context(lambda context: self.html(context))
        if env.cache is not None:
            env.cache.clear()
        self._env = env
        self._full = env.from_string(_FULL)
        self._items = env.from_string(_ITEMS)

    def begin(self, told: Callable[[], Mapping[str, Any]]) -> None:
        """A page begins: `told` is what MkDocs tells its template."""
        self._told = told

    def _context(self) -> dict[str, Any]:
        told = self._told()
        return {name: told[name] for name in ("nav", "config", "base_url", "pages", "mkdocs_version")}

    def html(self, context: jinja2.runtime.Context) -> str | None:
        """The sidebar of the page in `context`, None if the theme has to render it."""
        page = context.get("page")
        if not self.is_on or not isinstance(page, Page) or context.get("nav") is not self.nav:
            return None
        if not self.is_simple(page):
            self.full_renders += 1
            return None
        folder = self.folder(page)
        if folder not in self._skeletons:
            return self._first(page)
        made = self._swapped(page)
        if len(self._compared) < CHECKED and folder not in self._compared and made is not None:
            self._compared.add(folder)
            if made != self._rendered(page):
                self.is_on = False
                return None
        if made is None:
            self.full_renders += 1
        return made

    def _skeleton(self, page: Page) -> str:
        folder = self.folder(page)
        if folder not in self._skeletons:
            was = page.active
            page.active = True
            try:
                self._first(page)
            finally:
                page.active = was
        return self._skeletons[folder]

    def _first(self, page: Page) -> str:
        """The sidebar of a folder's first page, rendered in full; the skeleton is made from it."""
        self.full_renders += 1
        html = self._rendered(page)
        skeleton = html
        if id(page) in self._folders:
            skeleton = _replace_once(html, self._active(page), self._inactive_of(page)) or ""
        self._skeletons[self.folder(page)] = skeleton
        return html

    def _swapped(self, page: Page) -> str | None:
        skeleton = self._skeletons[self.folder(page)]
        if not skeleton or id(page) not in self._folders:
            return skeleton or None
        return _replace_once(skeleton, self._inactive_of(page), self._active(page))

    def _rendered(self, page: Page) -> str:
        return self._full.render({**self._context(), "page": page})

    def _active(self, page: Page) -> str:
        return self._items_of([page], page)[0]

    def _inactive_of(self, page: Page) -> str:
        folder = self.folder(page)
        if folder not in self._inactive:
            around = page.parent.children if page.parent is not None else self.nav.items
            pages = [item for item in around if isinstance(item, Page) and self.folder(item) == folder]
            ghost = Ghost(_folder_of(page.url), self.config.use_directory_urls)
            was = page.active
            page.active = False
            try:
                made = self._items_of(pages, ghost)
            finally:
                page.active = was
            self._inactive[folder] = {id(item): html for item, html in zip(pages, made, strict=True)}
        return self._inactive[folder][id(page)]

    def _items_of(self, pages: list[Page], viewer: Page | Ghost) -> list[str]:
        made: list[str] = []

        def collect(html: Any) -> str:
            made.append(str(html))
            return ""

        self._items.render({**self._context(), "page": viewer, "rebuild_items": pages, "rebuild_collect": collect})
        return made

    def _read(self) -> None:
        """Where each page is in the navigation, and which addresses are above others."""
        counts: dict[int, int] = {}
        urls: list[str] = []
        for place, item in _walk(self.nav.items, ""):
            if isinstance(item, Page):
                counts[id(item)] = counts.get(id(item), 0) + 1
                self._folders[id(item)] = place
                urls.append(item.url)
            elif getattr(item, "is_link", False):
                urls.append(str(item.url))
        self._single = {key for key, count in counts.items() if count == 1}
        urls += [str(self.config.theme.get(name) or "") for name in ("logo", "favicon")]
        urls += [str(dict(self.config.extra or {}).get("homepage") or "")]
        for url in urls:
            parts = url.split("/")
            self._prefixes |= {"/".join(parts[:i]) + "/" for i in range(1, len(parts) - (not parts[-1]))}
        self._prefixes.add("")


def _folder_of(url: str) -> str:
    return posixpath.dirname(url.rstrip("/"))


def _replace_once(text: str, old: str, new: str) -> str | None:
    """The text with its only occurrence of `old` replaced, None if there is none or another."""
    at = text.find(old)
    if at < 0 or text.find(old, at + 1) >= 0:
        return None
    return f"{text[:at]}{new}{text[at + len(old) :]}"


def _walk(items: Any, place: str) -> Iterator[tuple[str, Any]]:
    for i, item in enumerate(items):
        if item.children:
            yield place, item
            yield from _walk(item.children, f"{place}/{i}")
        else:
            yield place, item


def _described(items: Any) -> Iterator[str | bytes]:
    """All that a theme shows of navigation items, in their order."""
    for item in items:
        meta = getattr(item, "meta", None) or {}
        shown = [meta.get(name) for name in ("icon", "subtitle", "status")] if meta else []
        more = [getattr(item, name, None) for name in ("url", "encrypted", "typeset", "is_index")]
        try:
            yield packed([item.is_section, item.is_page, item.title, shown, more])
        except Undigestible:
            yield repr(object())
        if item.children:
            yield "("
            yield from _described(item.children)
            yield ")"


def above(page: Page) -> list[tuple[str | None, str]]:
    """The title and the address of each section that a page is in."""
    return [(section.title, first_url(section)) for section in page.ancestors]


def first_url(item: Any) -> str:
    """Where a section's link leads: to its first page."""
    while item.children:
        item = item.children[0]
    return str(item.url)


def tabs(nav: Navigation) -> str:
    """What a theme's row of tabs shows."""
    found = []
    for item in nav.items:
        first = item
        while first.children:
            first = first.children[0]
        icon = (getattr(first, "meta", None) or {}).get("icon")
        found.append(f"{item.title!r}{first.url!r}{first.title!r}{getattr(first, 'is_index', False)}{icon!r}")
    return digest(*found)
