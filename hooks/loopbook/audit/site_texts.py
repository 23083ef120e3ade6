"""The texts of a whole site, each once: blocks, what is between two tags, values of attributes, strings of JSON, names.

A site says most things on every page. A match lies within one text, so each is looked at once, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .files import MAX_DEPTH, embedded, strings_of, texts_of
from .forms import BARRIER, INLINE, WITHIN_A_LINE, unescaped

_ENDS = (b"</li>", b"</td>", b"</div>")
"""Ends of blocks that pages are full of: what stands between two of them stands on many pages."""
_END = re.compile(r"</\w+>")


class SiteTexts:
    """What a site, or some files of it, says."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        """How many files these are within."""
        self.embedded: set[bytes] = set()
        """The files that stand in the texts, once these were asked for."""
        self.tags = ""
        """All tags, once the texts were asked for."""
        self._seen: tuple[set[bytes], ...] = tuple(set() for _ in _ENDS)
        """Of pages, the parts between ends of blocks that were read."""
        self._pages: list[bytes] = []
        """Of each page the parts that none before it had."""
        self._html: list[str] = []
        self._texts: set[str] = set()
        """What is no HTML."""

    def add(self, text: str | bytes) -> None:
        """Add a text, which may be HTML and may hold several that stand apart."""
        if isinstance(text, bytes):
            if b"<" in text:
                self._add_page(text)
                return
            text = text.decode("utf-8", "replace")
        if ";base64," in text:
            self.embedded.update(embedded(text))
        if "<" in text:
            texts = set(text.split(BARRIER))
            marked = {one for one in texts if "<" in one}
            self._texts |= texts - marked
            self._html += marked
        else:
            self._texts.update(text.split(BARRIER))

    def _add_page(self, page: bytes) -> None:
        """Add HTML. Most of a page stands on others, too, and is read once."""
        parts, before = {page}, b""
        for end, seen in zip(_ENDS, self._seen, strict=True):
            parts = set(before.join(parts).split(end)) - seen
            seen |= parts
            before = end
        html = before.join(parts)
        if b"script" in html:
            scripted = {part for part in parts if b"script" in part}
            html = before.join(parts - scripted)
            self._html += (text for part in scripted for text in _with_strings_apart(part.decode("utf-8", "replace")))
        self._pages.append(html)

    def texts(self) -> list[str]:
        """The texts without tags and escapes; those with escapes of JSON or addresses also with these undone."""
        # joined and cut, they lie side by side in memory: whoever reads them next takes half the time
        found = BARRIER.join(unescaped(self._texts | self._shown())).split(BARRIER)
        inner, files, taken_apart = SiteTexts(self.depth), SiteTexts(self.depth + 1), set[str]()
        for text in [text for text in found if text[:1] in ("[", "{") or "</" in text]:
            strings = strings_of(text)
            if strings is not None:
                taken_apart.add(text)
                inner.add(BARRIER.join(strings))
            elif _END.search(text):  # a feed holds pages, an attribute may
                inner.add(text)
        if taken_apart:
            found = [text for text in found if text not in taken_apart]
        for data in self.embedded if files.depth <= MAX_DEPTH else ():
            for said in texts_of("", data, files.depth):
                files.add(said)
        for more in (inner, files):
            if more._pages or more._html or more._texts:
                found += more.texts()
                self.embedded |= more.embedded
        return found

    def _shown(self) -> set[str]:
        """What the HTML says, with its escapes: blocks without their tags, and what stands between two tags, whatever
        these are; tags, and the values of their attributes.
        """
        read = _Html()
        for page in self._pages:
            read.add(page.decode("utf-8", "replace"))
        for html in self._html:
            read.add(html)
        self.embedded |= read.embedded
        self.tags = BARRIER.join(read.tags)
        return read.texts.union(self.tags.replace('"', BARRIER).split(BARRIER))


class _Html:
    """HTML, read."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        """Blocks without their tags, and what stands between two tags, whatever these are."""
        self.tags: set[str] = set()
        self.embedded: set[bytes] = set()
        self._shown: dict[str, str] = {}
        """Pieces, each from a `<` on to the next, and what is to be read of them."""
        self._instead: dict[str, str] = {}

    def add(self, html: str) -> None:
        """Read some more."""
        if ";base64," in html:
            self.embedded.update(embedded(html))
        pieces = f"!>{html}".split("<")
        shown, instead, tags, texts = self._shown, self._instead, self.tags, self.texts
        for piece in set(pieces).difference(shown):
            tag, is_closed, text = piece.partition(">")
            name = tag.partition(" ")[0]
            before = instead.get(name)
            if before is None:
                before = instead[name] = _before(name)
            if is_closed and before != "<" and BARRIER not in tag:
                tags.add(tag)
                if text.isspace():
                    shown[piece] = before or " "
                else:
                    texts.add(text)
                    shown[piece] = before + text
            else:
                shown[piece] = f"<{piece}"
        texts.update("".join(map(shown.__getitem__, pieces)).split(BARRIER))


def _before(name: str) -> str:
    """What to set instead of a tag of this name: nothing, a space, what parts two texts, or `<`, as it is no tag."""
    if not name or not (name[0] in "/!?" or name[0].isalpha()):
        return "<"
    return "" if INLINE.match(name) or name.startswith("!--") else " " if WITHIN_A_LINE.match(name) else BARRIER


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
