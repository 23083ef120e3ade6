"""The texts of a whole site, each once: blocks, what is between two tags, values of attributes, strings of JSON, names.

A site says most things on every page. A match lies within one text, so each is looked at once, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from .forms import BARRIER, INLINE, WITHIN_A_LINE, unescaped

_BLOCK = re.compile(rf"(<(?!{INLINE.pattern[1:]}|{WITHIN_A_LINE.pattern[1:]})[^<>]*>)")
_TAG = re.compile(r"(<[^<>]*>)")
_ENDS = ("</li>", "</div>", "</td>")
"""Ends of blocks that pages are full of, the first of whole navigations and lists."""
_END = re.compile(r"</\w+>")
_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(?=</script>)", re.S)


class SiteTexts:
    """What a site, or some files of it, says."""

    def __init__(self) -> None:
        self._plain: dict[str, None] = {}
        self._parts: set[str] = set()
        self.tags: set[str] = set()
        """All tags, once the texts were asked for."""

    def add(self, text: str) -> None:
        """Add a text, which may be HTML and may hold several that stand apart."""
        if "<" in text:
            self._parts.update(_with_strings_apart(text).split(_ENDS[0]))
        else:
            self._plain.setdefault(text)

    def _blocks(self) -> dict[str, None]:
        """The texts between tags of blocks. Parts that many pages have are seen to once, before the slower search for
        each tag.
        """
        parts: Iterable[str] = self._parts
        for end, finer in pairwise(_ENDS):
            parts = dict.fromkeys(end.join(parts).split(finer))
        found = _BLOCK.split(_ENDS[-1].join(parts))
        self.tags.update(found[1::2])
        return self._plain | dict.fromkeys(found[::2])

    def texts(self) -> list[str]:
        """The texts without tags and escapes; those with escapes of JSON or addresses also with these undone."""
        parts = _TAG.split(BARRIER.join(_once(self._blocks())))
        between, tags = parts[::2], parts[1::2]
        self.tags.update(tags)
        instead = {tag: "" if INLINE.match(tag) else " " for tag in set(tags)}
        parts[1::2] = [instead[tag] for tag in tags]
        values = BARRIER.join(tag[1:-1] for tag in self.tags).replace('"', BARRIER)
        escaped = _once(("".join(parts), *between, values))
        found = _once(unescaped(BARRIER.join(escaped)))
        return [*found, *_within(found)]


def _once(texts: Iterable[str]) -> dict[str, None]:
    """Each text once, those between barriers too."""
    return dict.fromkeys(BARRIER.join(texts).split(BARRIER))


def _with_strings_apart(text: str) -> str:
    """HTML with a barrier for each quotation mark of a script, so that each of its strings is a text of its own."""
    first, *scripts = text.split("<script")
    if not all(script[:1] in (" ", ">") and "</script>" in script for script in scripts):
        return _SCRIPT.sub(lambda match: match[1] + match[2].replace('"', BARRIER), text)
    found = [first]
    for script in scripts:
        tag, bracket, rest = script.partition(">")
        code, end, rest = rest.partition("</script>")
        found += ["<script", tag, bracket, code.replace('"', BARRIER), end, rest]
    return "".join(found)


def _within(texts: Iterable[str]) -> list[str]:
    """The texts in those that are HTML themselves: a feed holds pages, an attribute may."""
    inner = SiteTexts()
    for text in texts:
        if "</" in text and _END.search(text):
            inner.add(text)
    return inner.texts() if inner._parts else []
