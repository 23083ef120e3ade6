"""A page's sections as Material's search sees them, read in one pass: its parser takes a third of a cold build.

It does what `material.plugins.search.plugin.Parser` does, event by event, for the HTML that Markdown makes; for any
other it says so, and the caller asks Material. `search` compares the two on the first pages of a build.
"""

from __future__ import annotations

import functools
import re
from html import escape, unescape
from math import inf
from typing import NamedTuple

_TAG = re.compile(r"<([^>]*)>")
_END = re.compile(r"/([a-z][a-z0-9]*)")
_START = re.compile(r"([a-z][a-z0-9]*)((?:\s+[a-zA-Z_:][\w:.-]*(?:=\"[^\"]*\")?)*)\s*(/?)")
_ATTRIBUTE = re.compile(r"\s+([a-zA-Z_:][\w:.-]*)(?:=\"([^\"]*)\")?")
_RAW = frozenset(
    ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes", "noscript", "plaintext")
)
"""Elements in which `<` is text, in one version of Python or another."""
_KEPT = frozenset(("p", "code", "pre", "li", "ol", "ul", "sub", "sup"))
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_NEVER_SHOWN = ("object", "script", "style")


class Section:
    """A part of a page below one heading: its anchor, and pieces of HTML, as Material's own has them."""

    __slots__ = ("depth", "id", "is_hidden", "tag", "text", "title")

    def __init__(self, tag: str = "hx", depth: float = 0, *, is_hidden: bool = False) -> None:
        self.tag, self.depth, self.is_hidden = tag, depth, is_hidden
        self.id: str | None = None
        self.title: list[str] = []
        self.text: list[str] = []


class Tag(NamedTuple):
    """What is between `<` and `>`, as far as the search looks at it."""

    name: str
    starts: bool
    ends: bool
    is_permalink: bool = False
    """Whether it is a heading's link to itself."""
    is_hidden: bool = False
    """Whether the page's author keeps the element out of the search."""
    is_skipped: bool = False
    """Whether nothing in the element is found: it is hidden, or it holds the numbers of lines."""
    heading: tuple[str | None] | None = None
    """The anchor, of a heading that has one."""


def sections(html: str) -> list[Section] | None:
    """The sections of a page, None if its HTML is not of the plain kind that can be read here."""
    reader = _Reader()
    is_text = True
    for piece in _TAG.split(html):
        if is_text:
            if piece:
                if "<" in piece:
                    return None
                reader.text(unescape(piece) if "&" in piece else piece)
        else:
            tag = _tag(piece)
            if tag is None:
                return None
            if tag.starts:
                reader.start(tag)
            if tag.ends:
                reader.end(tag.name)
        is_text = not is_text
    return reader.found


@functools.lru_cache(maxsize=20_000)
def _tag(text: str) -> Tag | None:
    """A tag, None if it is not a plain one: pages have thousands of tags, and few different ones."""
    end = _END.fullmatch(text)
    if end:
        return Tag(end[1], starts=False, ends=True)
    start = _START.fullmatch(text)
    if start is None or start[1] in _RAW:
        return None
    name, attributes, closed = start.groups()
    if name in _VOID:
        return Tag(name, starts=False, ends=False)
    found: dict[str, str | None] = {}
    for attribute in _ATTRIBUTE.finditer(attributes):
        key, value = attribute.groups()
        found[key.lower()] = unescape(value) if value else value
    style, is_hidden = found.get("class"), "data-search-exclude" in found
    return Tag(
        name,
        starts=True,
        ends=bool(closed),
        is_permalink=name == "a" and style == "headerlink",
        is_hidden=is_hidden,
        is_skipped=is_hidden or style == "linenodiv",
        heading=(found["id"],) if name in _HEADINGS and "id" in found else None,
    )


class _Reader:
    """Where one is in a page. An element is known by its name alone: that is how Material compares them."""

    def __init__(self) -> None:
        self.found: list[Section] = []
        self.section: Section | None = None
        self.names: list[str] = []
        self.permalinks: list[bool] = []
        self.skipped = set(_NEVER_SHOWN)

    def start(self, tag: Tag) -> None:
        name, names = tag.name, self.names
        names.append(name)
        self.permalinks.append(tag.is_permalink)
        if tag.heading:
            if name != "h1" and not self.found:
                self.found.append(Section(depth=len(names)))
            self.section = Section(name, len(names), is_hidden=tag.is_hidden)
            if self.found:
                self.section.id = tag.heading[0]
            self.found.append(self.section)
        section = self.section or self._preface()
        if tag.is_skipped:
            self.skipped.add(name)
        elif name in _KEPT and self.skipped.isdisjoint(names):
            (section.title if section.tag in names else section.text).append(f"<{name}>")

    def end(self, name: str) -> None:
        names = self.names
        if not names or names[-1] != name:
            return
        section = self.section or self._preface()
        if section.depth > len(names):
            for other in reversed(self.found):
                if other.depth <= len(names):
                    section.depth = inf
                    self.section = section = other
                    break
        names.pop()
        self.permalinks.pop()
        if name in self.skipped:
            if name not in _NEVER_SHOWN:
                self.skipped.remove(name)
        elif name in _KEPT and self.skipped.isdisjoint(names):
            _close(section.title if section.tag in names else section.text, name)

    def text(self, text: str) -> None:
        names = self.names
        if not self.skipped.isdisjoint(names):
            return
        is_blank, is_code = text.isspace(), "pre" in names
        if not is_code:
            text = " " if is_blank else text.replace("\n", " ")
        section = self.section or self._preface()
        if section.tag in names:
            if True not in self.permalinks:
                section.title.append(escape(text, quote=False))
        elif not is_blank:
            section.text.append(escape(text, quote=False))
        elif is_code or not section.text or not section.text[-1].isspace():
            section.text.append(text)

    def _preface(self) -> Section:
        self.section = Section()
        self.found.append(self.section)
        return self.section


def _close(data: list[str], name: str) -> None:
    """Put in the end of an element, or take it out again if there is nothing in it."""
    first = data.index(f"<{name}>")
    for i in range(first + 1, len(data)):
        if not data[i].isspace():
            data.append(f"</{name}>")
            return
    del data[first:]
