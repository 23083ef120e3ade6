"""Markdown → HTML by content: rendered once, until text, an included file, a setting or a link's answer changes."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from . import inputs, private
from .digest import Undigestible, describe, digest, folder_digest
from .inline import quicken
from .private import html
from .store import Store

_MARKDOWN = """abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em
    md_in_html meta nl2br sane_lists smarty tables toc wikilinks"""
_PYMDOWNX = """arithmatex betterem blocks.admonition blocks.caption blocks.definition blocks.details blocks.html
    blocks.tab caret critic details emoji escapeall extra fancylists highlight inlinehilite keys magiclink mark
    progressbar quotes saneheaders smartsymbols snippets striphtml superfences tabbed tasklist tilde"""
PURE = frozenset(
    name
    for short in _MARKDOWN.split()
    for name in (short, f"markdown.extensions.{short}")
) | frozenset(f"pymdownx.{short}" for short in _PYMDOWNX.split())  # fmt: skip
"""Extensions whose output depends on their text, their settings and, for snippets and icons, on files that we know."""

_MODULES = ("markdown", "pymdownx", "material", "mkdocs", "builtins")
"""Where functions that settings name (slugs, fences, icons) may be from."""


class Made(NamedTuple):
    """What was made of a page, or found in the store."""

    page: Page
    key: str
    made: html.Rendered


class Converter:
    """Renders the pages of one build."""

    def __init__(self, config: MkDocsConfig, files: Files, store: Store, versions: str) -> None:
        self.config, self.files, self.store, self.versions = config, files, store, versions
        self.rendered = 0
        """Pages whose Markdown was rendered in this process."""
        self.before_work: Callable[[], None] = lambda: None
        """Called before Markdown is rendered."""
        self.last: Made | None = None
        """The page that was rendered last, unless files that it includes have a part in it."""
        self.reason: str | None = private.unsupported()
        """Why nothing is kept, if so."""
        self.base = ""
        if self.reason is None:
            try:
                self.base = digest(versions, _settings(config))
            except Undigestible as error:
                self.reason = str(error)

    @functools.cached_property
    def _converter(self) -> markdown.Markdown:
        made = markdown.Markdown(
            extensions=self.config["markdown_extensions"], extension_configs=self.config["mdx_configs"] or {}
        )
        quicken(made)
        if "pymdownx" in sys.modules:  # an extension of it is in use
            from .code_blocks import keep

            keep(made, self.store, self.versions)
        return made

    def attach(self, page: Page) -> None:
        """Have a page render itself through this cache, when MkDocs asks it to; if it is MkDocs that renders it."""
        if self.reason is None and type(page).render is Page.render and "render" not in vars(page):
            page.render = functools.partial(self.render, page)  # type: ignore[method-assign]

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """What `Page.render` does."""
        self.last = None
        key, is_alone = self.key(page)
        if key is not None:
            known = self.store.get("markdown", key)
            if known is not None:
                made = html.Rendered(*known)
                if (
                    html.still_answers(made.lookups, files)
                    and html.fill(page, made, files)
                    and (not made.odd or html.still_odd(page, made.odd, config, files))
                ):
                    self.last = Made(page, key, made) if is_alone else None
                    return
        self.rendered += 1
        self.before_work()
        if key is None:
            del page.render
            page.render(config, files)
            return
        made = html.render(page, config, files, self._converter)
        html.fill(page, made, files)
        self.store.put("markdown", key, made.plain())
        self.last = Made(page, key, made) if is_alone else None

    def restore(self, page: Page, key: str, content: str) -> None:
        """Give a page what `render` gave it, or would: nothing is said of its links, that has been done."""
        known = self.store.get("markdown", key)
        made = html.Rendered(*known) if known is not None else None
        if made is None or made.digest_of_content != content:
            self.rendered += 1
            with html.silent():
                made = html.render(page, self.config, self.files, self._converter)
            self.store.put("markdown", key, made.plain())
        html.put_in(page, made)

    def key(self, page: Page) -> tuple[str | None, bool]:
        """What the HTML depends on, links aside, None if it cannot be told; and whether that is its own text alone."""
        text = page.markdown or ""
        included = ""
        is_alone = "8<-" not in text and not self._appends
        if not is_alone:
            read = self._included(text)
            if read is None:
                return None, False
            included = read
        return digest(self.base, page.file.src_uri, page.file.url, text, included), is_alone

    @functools.cached_property
    def _snippets(self) -> dict[str, Any] | None:
        if "pymdownx.snippets" not in self.config["markdown_extensions"]:
            return None
        return dict((self.config["mdx_configs"] or {}).get("pymdownx.snippets", {}))

    @functools.cached_property
    def _appends(self) -> bool:
        return bool((self._snippets or {}).get("auto_append"))

    def _included(self, text: str) -> str | None:
        """The text with its snippets put in, "" if there can be none."""
        if self._snippets is None:
            return ""
        if self._snippets.get("url_download"):
            return None
        try:
            alone = markdown.Markdown(
                extensions=["pymdownx.snippets"], extension_configs={"pymdownx.snippets": self._snippets}
            )
            return "\n".join(alone.preprocessors["snippet"].run(text.split("\n")))
        except Exception:  # a file that is missing: the ordinary path says so
            return None


def _settings(config: MkDocsConfig) -> str:
    """The extensions and their settings. Raises Undigestible for one that is not known to be pure."""
    for name in config["markdown_extensions"]:
        if not isinstance(name, str) or name not in PURE:
            raise Undigestible(f"the Markdown extension {name}")
    settings = config["mdx_configs"] or {}
    for function in _functions(settings):
        if (function.__module__ or "").split(".")[0] not in _MODULES:
            raise Undigestible(f"the function {function.__qualname__} of {function.__module__}")
    icons = (settings.get("pymdownx.emoji") or {}).get("options", {}).get("custom_icons", [])
    return digest(
        describe(list(config["markdown_extensions"])),
        describe(inputs.extensions(config)),
        folder_digest(Path(folder) for folder in icons),
    )


def _functions(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for item in value.values() for found in _functions(item)]
    if isinstance(value, (list, tuple)):
        return [found for item in value for found in _functions(item)]
    if isinstance(value, functools.partial):
        return _functions([value.func, value.args, value.keywords])
    return [value] if callable(value) else []
