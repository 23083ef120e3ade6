"""How MkDocs reads its pages and writes them, and pages that are not read at all."""

from __future__ import annotations

import contextlib
import functools
import marshal
import types
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import meta, weak_property

from . import is_excluded

_TAUGHT = {"yaml_constructors", "yaml_multi_constructors", "yaml_implicit_resolvers"}


def is_yaml_plain() -> bool:
    """Whether YAML means to MkDocs what it means to everybody: no plugin has taught the loader anything."""
    return not _TAUGHT & vars(meta.SafeLoader).keys()  # type: ignore[attr-defined]


class FrontMatter:
    """Reads pages' sources as MkDocs does, with the YAML at their beginning parsed once for the same text."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self.held, self.used = held, dict[str, bytes]()
        self.is_on = is_yaml_plain()
        self.saw: Callable[[Page, str], None] = lambda _page, _source: None
        """Called with the text of each page."""

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
        self.saw(page, source)
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


def markdown_of(source: str) -> str:
    """A page's Markdown, without what stands before it."""
    found: str = meta.get_data(source)[0]
    return found


def populate(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Read a page and render its Markdown, as a build does."""
    from mkdocs.commands import build

    build._populate_page(page, config, files, False)


def build_page(page: Page, config: MkDocsConfig, files: Any, nav: Any, env: Any) -> None:
    """Render a page's template and write it, as a build does."""
    from mkdocs.commands import build

    build._build_page(page, config, files, nav, env, False, is_excluded(page.file))


def context_of(page: Page, config: MkDocsConfig, files: Any, nav: Any) -> Mapping[str, Any]:
    """What a build tells the template of a page."""
    from mkdocs.commands import build

    return build.get_context(nav, files, config, page)


Step = Callable[[Page, Callable[[], None]], None]
"""What is done with one page; called with what MkDocs would do."""


def take_over(ours: MkDocsConfig, read: Step, write: Step) -> Callable[[], None]:
    """Have `read` and `write` do what a build does with each page, in its two loops. Returns what ends that."""
    from mkdocs.commands import build

    populate_page, build_page = build._populate_page, build._build_page

    def our_populate(page: Page, config: MkDocsConfig, *args: Any, **more: Any) -> None:
        if config is ours:
            read(page, lambda: populate_page(page, config, *args, **more))
        else:
            populate_page(page, config, *args, **more)

    def our_build(page: Page, config: MkDocsConfig, *args: Any, **more: Any) -> None:
        if config is ours:
            write(page, lambda: build_page(page, config, *args, **more))
        else:
            build_page(page, config, *args, **more)

    def end() -> None:
        if build._populate_page is our_populate and build._build_page is our_build:
            build._populate_page, build._build_page = populate_page, build_page

    build._populate_page, build._build_page = our_populate, our_build
    return end


ROW = "rebuild_row"
"""Where an unread page has what is known of it."""


class Known(NamedTuple):
    """What is known of a page without reading it."""

    content: str
    """The digest of its content."""
    toc: str
    """The digest of its table of contents."""
    anchors: bytes
    """The anchors in it, as marshal writes them."""
    read: Callable[[Page], None]
    """Gives a page its Markdown, its content and so on, as if it had been read and rendered."""


def _asked(name: str) -> Any:
    def get(page: Page) -> Any:
        read(page)
        return getattr(page, name)

    def put(page: Page, value: Any) -> None:
        read(page)
        setattr(page, name, value)

    return property(get, put)


class Unread(Page):
    """A page that is as it was, whose text and HTML nobody has asked for yet. Whoever does finds an ordinary page."""

    markdown = _asked("markdown")
    content = _asked("content")
    toc = _asked("toc")

    @property
    def present_anchor_ids(self) -> set[str]:
        """The anchors that other pages may link to."""
        held = vars(self)
        if "present_anchor_ids" not in held:
            held["present_anchor_ids"] = set(marshal.loads(held[ROW].anchors))  # noqa: S302 - the store has looked at its sum
        found: set[str] = held["present_anchor_ids"]
        return found

    @present_anchor_ids.setter
    def present_anchor_ids(self, value: set[str]) -> None:
        read(self)
        self.present_anchor_ids = value

    @weak_property
    def title(self) -> Any:
        """As `Page.title` has it for a page that is read."""
        if self._title_from_render and "title" not in self.meta:
            return self._title_from_render
        as_read = {"markdown": "", "content": "", "is_homepage": self.is_homepage, **vars(self)}
        return vars(Page)["title"].func(types.SimpleNamespace(**as_read))


def is_ordinary(page: Page) -> bool:
    """Whether a page will be read and rendered as MkDocs does it."""
    held = vars(page)
    return type(page) is Page and "read_source" not in held and "render" not in held


def leave_unread(page: Page, known: Known, meta: dict[str, Any], title: str | None, linked: dict[Any, Any]) -> None:
    """Spare a page of which all is known being read, until somebody asks for what is in it."""
    held = vars(page)
    del held["markdown"], held["content"], held["toc"]
    held.update({ROW: known, "meta": meta, "_title_from_render": title, "links_to_anchors": linked})
    page.__class__ = Unread


def row_of(page: Page) -> Known | None:
    """What is known of a page that nobody has read, None of one that is read."""
    found: Known | None = vars(page).get(ROW)
    return found


def read(page: Page) -> None:
    """Make an ordinary page of one that was left unread."""
    known: Known = vars(page).pop(ROW)
    page.__class__ = Page
    known.read(page)
