"""Everything here touches what MkDocs and Material do not promise: read `unsupported` before any of it is used.

`MKDOCS` and `MATERIAL` are the versions that the tests run against. With any other, the callers take the ordinary path.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.metadata
import logging
import marshal
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import markdown
import mkdocs
from markdown.treeprocessors import InlineProcessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import meta

from .digest import digest

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

MKDOCS = ("1.6.1",)
MATERIAL = ("9.7.", "9.8.")


def unsupported() -> str | None:
    """Why MkDocs' private parts are left alone, or None if they are known."""
    return None if mkdocs.__version__ in MKDOCS else f"MkDocs {mkdocs.__version__} is not known"


@cache
def material_version() -> str | None:
    """The version of Material for MkDocs, if it is one that is known."""
    try:
        found = importlib.metadata.version("mkdocs-material")
    except importlib.metadata.PackageNotFoundError:
        return None
    return found if found.startswith(MATERIAL) else None


def is_excluded(file: File) -> bool:
    """Whether a file is left out of a built site."""
    return bool(file.inclusion.value <= InclusionLevel.DRAFT.value)


# -- Markdown → HTML -----------------------------------------------------------------------------------------------

KNOWN = "rebuild_known"
"""Where a page holds its content and the digest of it: as long as it has that very content, nobody takes it again."""

Lookup = tuple[str, str, str, str]
"""A link to a file: the address as written, the file that it names, that file's address, what was made of it."""


class Links(mkdocs_pages._RelativePathTreeprocessor):
    """MkDocs' treatment of links, which remembers what it asked and what it was answered."""

    def __init__(self, file: File, files: Files, config: MkDocsConfig) -> None:
        super().__init__(file, files, config)
        self.lookups: list[Lookup] = []
        self.odd: list[tuple[str, str]] = []
        """Links about which MkDocs has something to say: (as written, what was made of it)."""

    def path_to_url(self, url: str) -> str:
        """As MkDocs does it."""
        made = super().path_to_url(url)
        scheme, netloc, path, _, _ = urlsplit(url)
        if scheme or netloc or AMP_SUBSTITUTE in url or not path:
            return made
        if not url.startswith(("/", "\\")):
            target = self._target_uri(self.file.src_uri, unquote(path))
            found = self.files.get_file_from_path(target)
            if found is not None and not is_excluded(found):
                self.lookups.append((url, target, found.url, made))
                return made
        self.odd.append((url, made))
        return made


class Rendered:
    """What MkDocs makes of a page's Markdown, as plain data."""

    def __init__(
        self,
        content: str,
        toc: list[Any],
        title: str | None,
        anchors: list[str],
        links: dict[str, dict[str, str]],
        lookups: list[Lookup],
        odd: list[tuple[str, str]],
        digest_of_content: str = "",
    ) -> None:
        self.content, self.toc, self.title, self.anchors = content, toc, title, anchors
        self.links, self.lookups, self.odd = links, lookups, odd
        self.digest_of_content = digest_of_content or digest(content)

    def plain(self) -> tuple[Any, ...]:
        """As `Rendered(*plain)` takes it."""
        more = self.links, self.lookups, self.odd, self.digest_of_content
        return self.content, self.toc, self.title, self.anchors, *more


def render(page: Page, config: MkDocsConfig, files: Files, md: markdown.Markdown) -> Rendered:
    """What `Page.render` of MkDocs 1.6.1 does, with a converter that is used again, and as data."""
    md.reset()
    md.toc_tokens = []  # type: ignore[attr-defined]  # an empty page leaves the last one's
    raw = mkdocs_pages._RawHTMLPreprocessor()
    raw._register(md)
    anchors = mkdocs_pages._ExtractAnchorsTreeprocessor(page.file, files, config)
    anchors._register(md)
    links = Links(page.file, files, config)
    links._register(md)
    title = mkdocs_pages._ExtractTitleTreeprocessor()
    title._register(md)
    content = md.convert(page.markdown or "")
    return Rendered(
        content,
        _plain_toc(getattr(md, "toc_tokens", [])),
        title.title,
        sorted(anchors.present_anchor_ids | raw.present_anchor_ids),
        {file.src_uri: found for file, found in links.links_to_anchors.items()},
        links.lookups,
        links.odd,
    )


def _plain_toc(tokens: list[Any]) -> list[Any]:
    return [
        {"level": t["level"], "id": str(t["id"]), "name": str(t["name"]), "children": _plain_toc(t["children"])}
        for t in tokens
    ]


def fill(page: Page, made: Rendered, files: Files) -> bool:
    """Give a page what was made of its Markdown. False if a file that it links to has gone."""
    linked = {}
    for uri, found in made.links.items():
        file = files.get_file_from_path(uri)
        if file is None:
            return False
        linked[file] = dict(found)
    page.content = made.content
    setattr(page, KNOWN, (made.content, made.digest_of_content))
    page.toc = get_toc(made.toc)
    page._title_from_render = made.title
    page.present_anchor_ids = set(made.anchors)
    if mkdocs_pages.log.getEffectiveLevel() > logging.DEBUG:
        page.links_to_anchors = linked
    return True


def still_answers(page: Page, made: Rendered, config: MkDocsConfig, files: Files, *, aloud: bool = True) -> bool:
    """Whether each link of a page would be answered as it was; what MkDocs has to say of odd ones, it says again."""
    uris = files.src_uris
    for _, target, url, _ in made.lookups:
        file = uris.get(target)
        if file is None or file.url != url or is_excluded(file):
            return False
    if not made.odd:
        return True
    links = mkdocs_pages._RelativePathTreeprocessor(page.file, files, config)
    was = mkdocs_pages.log.disabled
    mkdocs_pages.log.disabled = True
    try:
        if any(links.path_to_url(url) != answer for url, answer in made.odd):
            return False
        newly_odd = any(_is_found(links, url) for url, _ in made.odd)
    finally:
        mkdocs_pages.log.disabled = was
    if newly_odd:
        return False
    if aloud:
        for url, _ in made.odd:
            links.path_to_url(url)
    return True


def _is_found(links: mkdocs_pages._RelativePathTreeprocessor, url: str) -> bool:
    """Whether a link about which there was something to say now names a file of the site."""
    if url.startswith(("/", "\\")):
        return False
    path = unquote(urlsplit(url).path)
    file = links.files.get_file_from_path(links._target_uri(links.file.src_uri, path))
    return file is not None and not is_excluded(file)


_TAUGHT = {"yaml_constructors", "yaml_multi_constructors", "yaml_implicit_resolvers"}


class FrontMatter:
    """Reads pages' sources as MkDocs does, with the YAML at their beginning parsed once for the same text."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self.held, self.used = held, dict[str, bytes]()
        self.is_on = not _TAUGHT & vars(meta.SafeLoader).keys()  # type: ignore[attr-defined]
        """Whether YAML means to MkDocs what it means to everybody: no plugin has taught the loader anything."""

    def attach(self, page: Page) -> None:
        """Have a page read itself here, when MkDocs asks it to."""
        if self.is_on and type(page).read_source is Page.read_source:
            page.read_source = functools.partial(self._read, page)  # type: ignore[method-assign]

    def _read(self, page: Page, config: MkDocsConfig) -> None:
        """What `Page.read_source` of MkDocs 1.6.1 does."""
        source = config.plugins.on_page_read_source(page=page, config=config)
        if source is None:
            try:
                source = page.file.content_string
            except (OSError, ValueError):
                del page.read_source
                page.read_source(config)  # it says what is wrong
                return
        found = meta.YAML_RE.match(source)
        raw = self.held.get(found[1]) if found else None
        if found and raw is not None:
            page.markdown, page.meta = source[found.end() :].lstrip("\n"), marshal.loads(raw)  # noqa: S302 - the store has looked at its sum
        else:
            page.markdown, page.meta = meta.get_data(source)
            if found and page.meta:
                with contextlib.suppress(ValueError):  # a date, and what else is not plain
                    raw = marshal.dumps(page.meta)
        if found and raw is not None:
            self.used[found[1]] = raw


def populate(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Read a page and render its Markdown, as a build does."""
    from mkdocs.commands import build

    build._populate_page(page, config, files, False)


def build_page(page: Page, config: MkDocsConfig, files: Any, nav: Any, env: Any) -> None:
    """Render a page's template and write it, as a build does."""
    from mkdocs.commands import build

    build._build_page(page, config, files, nav, env, False, is_excluded(page.file))


MARKDOWN = ("3.7", "3.8", "3.9", "3.10", "3.11")


def is_markdown_known() -> bool:
    """Whether Python-Markdown's private parts are those that we know."""
    return ".".join(markdown.__version__.split(".")[:2]) in MARKDOWN and hasattr(
        InlineProcessor, "_InlineProcessor__applyPattern"
    )


def apply_pattern(inline: InlineProcessor, pattern: Any, data: str, at: int, start: int) -> tuple[str, bool, int]:
    """Have Python-Markdown try one inline pattern: the text then, whether it matched, where to go on."""
    tried: tuple[str, bool, int] = inline._InlineProcessor__applyPattern(pattern, data, at, start)  # type: ignore[attr-defined]
    return tried


# -- the server -----------------------------------------------------------------------------------------------------

OFTEN, SELDOM = 0.1, 0.5
"""Seconds between two looks at the files: at the least, and as MkDocs has it."""
SHARE = 0.1
"""The share of a processor that looking may take."""


def look_often(server: LiveReloadServer, seconds: float) -> float:
    """Have the server look at the watched files more often, if one look takes so few `seconds`; how often it does.

    Call it before anybody asks the server's observer for more than `watch` does.
    """
    from watchdog.observers.polling import PollingObserver  # a build needs none of it

    pause = min(SELDOM, max(OFTEN, seconds / SHARE))
    if unsupported() or type(server.observer) is not PollingObserver or server.observer.is_alive():
        return SELDOM
    paths = dict(server._watched_paths)
    server._watched_paths.clear()
    server._watch_refs.clear()
    server.observer = PollingObserver(timeout=pause)
    for path, times in paths.items():
        for _ in range(times):
            server.watch(path)
    return pause


def seconds_of_a_look(folder: str) -> float:
    """How long it takes to look at a folder's files once."""
    from watchdog.utils.dirsnapshot import DirectorySnapshot

    start = time.perf_counter()
    DirectorySnapshot(folder)
    return time.perf_counter() - start


# -- Material's search -------------------------------------------------------------------------------------------------


def search_plugin(config: MkDocsConfig) -> Any:
    """Material's search plugin, if it is a known one and it is on."""
    if material_version() is None:
        return None
    try:
        module = importlib.import_module("material.plugins.search.plugin")
    except ImportError:
        return None
    for plugin in config.plugins.values():
        if type(plugin) is module.SearchPlugin:
            is_on = plugin.config.enabled and not plugin.is_dirty and module.jieba is None
            return plugin if is_on and type(getattr(plugin, "search_index", None)) is module.SearchIndex else None
    return None


def replace_handler(config: MkDocsConfig, event: str, old: Callable[..., Any], new: Callable[..., Any]) -> bool:
    """Put one handler of an event in another's place. False if it is not there."""
    handlers = config.plugins.events[event]
    for i, handler in enumerate(handlers):
        if handler == old:
            handlers[i] = new
            config.plugins._event_origins[new] = config.plugins._event_origins.get(old, "")
            return True
    return False
