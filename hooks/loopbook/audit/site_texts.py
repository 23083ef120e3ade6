"""The texts of a whole site, each once: blocks, what is between two tags, values of attributes, strings of JSON, names.

A site says most things on every page. A match lies within one text, so each is looked at once, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from .files import MAX_DEPTH, embedded, strings_of, texts_of
from .forms import BARRIER, INLINE, WITHIN_A_LINE, unescaped

_ENDS = (b"</li>", b"</td>", b"</div>")
"""Ends of blocks that pages are full of: what stands between two of them stands on many pages."""
_BREAK = "</div>"
_END = re.compile(r"</\w+>")


class SiteTexts:
    """What a site, or some files of it, says."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        """How many files these are within."""
        self.embedded: set[bytes] = set()
        """The files that stand in the texts, once these were asked for."""
        self._parts: tuple[set[bytes], ...] = tuple(set() for _ in _ENDS)
        """Of pages, the parts between ends of blocks that were read."""
        self._texts: set[str] = set()
        """Without tags, with escapes."""
        self._tags: set[str] = set()
        self._shown = _Shown(self._texts, self._tags)

    @cached_property
    def tags(self) -> str:
        """All tags."""
        return BARRIER.join(self._tags)

    def add(self, text: str | bytes) -> None:
        """Add a text, which may be HTML and may hold several that stand apart."""
        if isinstance(text, bytes):
            if b"<" in text:
                self._add_page(text)
                return
            text = text.decode("utf-8", "replace")
        if ";base64," in text:
            self.embedded.update(embedded(text))
        texts = set(text.split(BARRIER))
        marked = [one for one in texts if "<" in one]
        self._texts.update(texts.difference(marked))
        self._add_html(_BREAK.join(marked))

    def _add_page(self, page: bytes) -> None:
        """Add HTML. Most of a page stands on others, too, and is read once."""
        parts, before = [page], b""
        for end, seen in zip(_ENDS, self._parts, strict=True):
            new = set(before.join(parts).split(end)) - seen
            seen |= new
            parts, before = list(new), end
        scripted = [part for part in parts if b"script" in part]
        plain = before.join(set(parts).difference(scripted)) if scripted else before.join(parts)
        scripts = (text for part in scripted for text in _with_strings_apart(part.decode("utf-8", "replace")))
        html = _BREAK.join((plain.decode("utf-8", "replace"), *scripts))
        if ";base64," in html:
            self.embedded.update(embedded(html))
        self._add_html(html)

    def _add_html(self, html: str) -> None:
        """Add HTML as blocks without tags."""
        if html:
            shown = "".join(map(self._shown.__getitem__, f"!>{html}".split("<")))
            self._texts.update(shown.split(BARRIER))

    def texts(self) -> set[str]:
        """The texts without tags and escapes; those with escapes of JSON or addresses also with these undone."""
        values = self.tags.replace('"', BARRIER).split(BARRIER)
        found: set[str] = set()
        for form in unescaped(BARRIER.join(self._texts.union(values))):
            found.update(form.split(BARRIER))
        inner, files = SiteTexts(self.depth), SiteTexts(self.depth + 1)
        for text in [text for text in found if text[:1] in ("[", "{") or "</" in text]:
            strings = strings_of(text)
            if strings is not None:
                found.remove(text)
                inner.add(BARRIER.join(strings))
            elif _END.search(text):  # a feed holds pages, an attribute may
                inner.add(text)
        for data in self.embedded if files.depth <= MAX_DEPTH else ():
            for said in texts_of("", data, files.depth):
                files.add(said)
        for more in (inner, files):
            if more._texts or more._tags:
                found |= more.texts()
                self.embedded |= more.embedded
        return found


class _Shown(dict[str, str]):
    """Pieces of HTML, each from a `<` on to the next → what is to be read of it; filled when it is asked."""

    def __init__(self, texts: set[str], tags: set[str]) -> None:
        self.texts, self.tags = texts, tags
        """What stands between two tags, whatever these are; and the tags. Both grow."""
        self._instead: dict[str, str] = {}

    def __missing__(self, piece: str) -> str:
        tag, is_closed, text = piece.partition(">")
        if is_closed and (tag[:1] in "/!?" or tag[:1].isalpha()) and BARRIER not in tag:
            self.tags.add(tag)
            self.texts.add(text)
            name = tag.partition(" ")[0]
            before = self._instead.get(name)
            if before is None:
                before = "" if INLINE.match(name) else " " if WITHIN_A_LINE.match(name) else BARRIER
                self._instead[name] = before
            shown = before + text
        else:
            shown = f"<{piece}"
        self[piece] = shown
        return shown


def _with_strings_apart(html: str) -> Iterator[str]:
    """HTML with a barrier for each quotation mark of a script, so that each of its strings is a text of its own. What
    was cut within a script comes both ways.
    """
    before, *scripts = html.split("<script")
    is_cut = "</script>" in before
    code, end, rest = before.partition("</script>")
    found = [code.replace('"', BARRIER) if is_cut else code, end, rest]
    for script in scripts:
        tag, bracket, rest = script.partition(">")
        code, end, rest = rest.partition("</script>")
        is_cut |= not end
        found += ["<script", tag, bracket, code.replace('"', BARRIER), end, rest]
    yield "".join(found)
    if is_cut:
        yield html
