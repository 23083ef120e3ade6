"""The texts of a whole site, each once: blocks, what is between two tags, values of attributes, strings of JSON, names.

A site says most things on every page. A match lies within one text, so each is looked at once, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .forms import BARRIER, INLINE, WITHIN_A_LINE, unescaped

_BLOCK = re.compile(rf"(<(?!{INLINE.pattern[1:]}|{WITHIN_A_LINE.pattern[1:]})[^<>]*>)")
_TAG = re.compile(r"(<[^<>]*>)")
_END = re.compile(r"</\w+>")
_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(?=</script>)", re.S)


class SiteTexts:
    """What a site, or some files of it, says."""

    def __init__(self) -> None:
        self._blocks: dict[str, None] = {}
        self.tags: set[str] = set()
        """Tags between blocks; once the texts were asked for, all tags."""

    def add(self, text: str) -> None:
        """Add a text, which may be HTML and may hold several that stand apart."""
        if "<" not in text:
            self._blocks.setdefault(text)
            return
        if "<script" in text:
            text = _SCRIPT.sub(lambda match: match[1] + match[2].replace('"', BARRIER), text)
        parts = _BLOCK.split(text)
        self._blocks |= dict.fromkeys(parts[::2])
        self.tags.update(parts[1::2])

    def texts(self) -> list[str]:
        """The texts without tags and escapes; those with escapes of JSON or addresses also with these undone."""
        parts = _TAG.split(BARRIER.join(self._blocks))
        between, tags = parts[::2], parts[1::2]
        self.tags.update(tags)
        instead = {tag: "" if INLINE.match(tag) else " " for tag in set(tags)}
        parts[1::2] = [instead[tag] for tag in tags]
        values = BARRIER.join(tag[1:-1] for tag in self.tags).replace('"', BARRIER)
        found: dict[str, None] = {}
        for joined in unescaped(BARRIER.join(("".join(parts), *between, values))):
            found |= dict.fromkeys(joined.split(BARRIER))
        return [*found, *_within(found)]


def _within(texts: Iterable[str]) -> list[str]:
    """The texts in those that are HTML themselves: a feed holds pages, an attribute may."""
    inner = SiteTexts()
    for text in texts:
        if "</" in text and _END.search(text):
            inner.add(text)
    return inner.texts() if inner._blocks else []
