"""Markdown → HTML as MkDocs and Python-Markdown do it, as plain data, with all that was asked on the way."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from ..digest import digest
from . import is_excluded

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
    linked = linked_files(made.links, files)
    if linked is None:
        return False
    put_in(page, made)
    if not is_talkative():
        page.links_to_anchors = linked
    return True


def put_in(page: Page, made: Rendered) -> None:
    """Give a page all that was made of its Markdown, but what it links to."""
    page.content = made.content
    setattr(page, KNOWN, (made.content, made.digest_of_content))
    page.toc = get_toc(made.toc)
    page._title_from_render = made.title
    page.present_anchor_ids = set(made.anchors)


def linked_files(links: Mapping[str, Mapping[str, str]], files: Files) -> dict[File, dict[str, str]] | None:
    """The files to whose anchors a page links, as MkDocs keeps them. None if one has gone."""
    linked, uris = {}, files.src_uris
    for uri, found in links.items():
        file = uris.get(uri)
        if file is None:
            return None
        linked[file] = dict(found)
    return linked


def still_answers(lookups: Iterable[Lookup], files: Files) -> bool:
    """Whether each link of a page to a file would be answered as it was."""
    uris = files.src_uris
    for _, target, url, _ in lookups:
        file = uris.get(target)
        if file is None or file.url != url or is_excluded(file):
            return False
    return True


def still_odd(page: Page, odd: Iterable[tuple[str, str]], config: MkDocsConfig, files: Files) -> bool:
    """Whether each odd link of a page is as odd as it was; if so, MkDocs has said again what it has to say of them."""
    links = mkdocs_pages._RelativePathTreeprocessor(page.file, files, config)
    with silent():
        if any(links.path_to_url(url) != answer or _is_found(links, url) for url, answer in odd):
            return False
    for url, _ in odd:
        links.path_to_url(url)
    return True


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Nothing is said of links: it has been said, or will be."""
    was = mkdocs_pages.log.disabled
    mkdocs_pages.log.disabled = True
    try:
        yield
    finally:
        mkdocs_pages.log.disabled = was


def is_talkative() -> bool:
    """Whether MkDocs says of each page what it does with it."""
    return mkdocs_pages.log.getEffectiveLevel() <= logging.DEBUG


def _is_found(links: mkdocs_pages._RelativePathTreeprocessor, url: str) -> bool:
    """Whether a link about which there was something to say now names a file of the site."""
    if url.startswith(("/", "\\")):
        return False
    path = unquote(urlsplit(url).path)
    file = links.files.get_file_from_path(links._target_uri(links.file.src_uri, path))
    return file is not None and not is_excluded(file)


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
