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
        self._scripts: set[bytes] = set()
        """Of pages, each script from the end of its `<script` on."""
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
        parts, before = {self._without_scripts(page)}, b""
        for end, seen in zip(_ENDS, self._seen, strict=True):
            parts = set(before.join(parts).split(end)) - seen
            seen |= parts
            before = end
        self._pages.append(before.join(parts))

    def _without_scripts(self, page: bytes) -> bytes:
        """HTML with a mere tag where each script stands: most pages have the same ones."""
        before, *scripts = page.split(b"<script")
        kept = [before]
        for script in scripts:
            code, end, rest = script.partition(b"</script>")
            self._scripts.add(code + end)
            kept.append(rest)
        return b"<script>".join(kept)

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
        scripts = (html for script in self._scripts for html in _with_strings_apart(script.decode("utf-8", "replace")))
        read.add(BARRIER.join((*self._html, *scripts)))
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


def _with_strings_apart(script: str) -> Iterator[str]:
    """A script with a barrier for each quotation mark, so that each of its strings is a text of its own. One that does
    not end comes as it is, too: it may be no script at all.
    """
    tag, bracket, code = script.partition(">")
    yield f"<script{tag}{bracket}" + code.replace('"', BARRIER)
    if "</script>" not in script:
        yield f"<script{script}"
