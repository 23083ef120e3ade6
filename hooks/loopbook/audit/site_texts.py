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
_EDGE = BARRIER.encode()
_END = re.compile(r"</\w+>")


class SiteTexts:
    """What a site, or some files of it, says."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        """How many files these are within."""
        self.embedded: set[bytes] = set()
        """The files that stand in the texts, once these were asked for."""
        self.tags = ""
        """The tags of the texts that were asked for last."""
        self._seen: dict[bytes, set[bytes]] = {end: set() for end in _ENDS}
        """Of pages, the parts between ends of a kind that were read."""
        self._html = _Html()
        """Of each page the parts that none before it had, and other HTML."""
        self._scripts: set[bytes] = set()
        """Of pages, each script from the end of its `<script` on."""
        self._texts: set[str] = set()
        """What is no HTML."""
        self._given: set[bytes] = set()
        """The scripts, and the files in texts, of which the texts were given."""

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
            self._html.add(BARRIER.join(marked))
        else:
            self._texts.update(text.split(BARRIER))

    def _add_page(self, page: bytes) -> None:
        """Add HTML. Most of a page stands on others, too, and is read once."""
        item, *ends = _ENDS
        items = self._unread(page, item)
        html, scripts = _without_scripts(_EDGE.join(items))
        if all(script.endswith(b"</script>") and _EDGE not in script for script in scripts):
            self._seen[item] |= items
        else:  # the end of an item stands in a script
            html, scripts = _without_scripts(page)
        self._scripts.update(scripts)
        self._html.tags.update(end.decode()[1:-1] for end in _ENDS)
        for end in ends:
            parts = self._unread(html, end)
            self._seen[end] |= parts
            html = _EDGE.join(parts)
        self._html.add(html.decode("utf-8", "replace"))

    def _unread(self, html: bytes, end: bytes) -> set[bytes]:
        """The parts of HTML between ends of this kind that were not there before."""
        return set(html.rsplit(end)) - self._seen[end]  # `rsplit` takes half as long as `split`

    def texts(self) -> list[str]:
        """The texts without tags and escapes; those with escapes of JSON or addresses also with these undone. When they
        are asked for again, these are not among them, but for some that new pages say, too.
        """
        # joined and cut, they lie side by side in memory: whoever reads them next takes half the time
        found = BARRIER.join(unescaped(self._texts | self._shown())).split(BARRIER)
        self._texts = set()
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
        for data in self.embedded - self._given if files.depth <= MAX_DEPTH else ():
            for said in texts_of("", data, files.depth):
                files.add(said)
        for more in (inner, files):
            if more._html.texts or more._texts:
                found += more.texts()
                self.embedded |= more.embedded
        self._given |= self.embedded
        return found

    def _shown(self) -> set[str]:
        """What the HTML says, with its escapes: blocks without their tags, and what stands between two tags, whatever
        these are; tags, and the values of their attributes.
        """
        read = self._html
        new = self._scripts - self._given
        self._given |= new
        scripts = (html for script in new for html in _with_strings_apart(script.decode("utf-8", "replace")))
        read.add(BARRIER.join(scripts))
        self.embedded |= read.embedded
        self.tags = BARRIER.join(read.tags)
        shown = read.texts.union(self.tags.replace('"', BARRIER).split(BARRIER))
        read.texts.clear()
        read.tags.clear()
        return shown


def _without_scripts(page: bytes) -> tuple[bytes, list[bytes]]:
    """HTML with a mere tag where each script stands, since most pages have the same ones; and these, each from the end
    of its `<script` on.
    """
    before, *rest = page.rsplit(b"<script")
    found = [script.partition(b"</script>") for script in rest]
    return b"<script>".join((before, *(after for _, _, after in found))), [code + end for code, end, _ in found]


class _Html:
    """HTML, read."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        """Blocks without their tags, and what stands between two tags, whatever these are."""
        self.tags: set[str] = set()
        self.embedded: set[bytes] = set()
        self._shown = _Pieces(self.texts, self.tags)

    def add(self, html: str) -> None:
        """Read some more."""
        if ";base64," in html:
            self.embedded.update(embedded(html))
        self.texts.update("".join(map(self._shown.__getitem__, f"!>{html}".split("<"))).split(BARRIER))


class _Pieces(dict[str, str]):
    """Pieces of HTML, each from a `<` on to the next, and what is to be read of them."""

    def __init__(self, texts: set[str], tags: set[str]) -> None:
        self._texts, self._tags = texts, tags
        self._instead: dict[str, str] = {}

    def __missing__(self, piece: str) -> str:
        first, barrier, others = piece.partition(BARRIER)
        tag, is_closed, text = first.partition(">")
        name = tag.partition(" ")[0]
        before = self._instead.get(name)
        if before is None:
            before = self._instead[name] = _before(name)
        if not is_closed or before == "<":
            shown = f"<{first}"
        else:
            self._tags.add(tag)
            if text.isspace():
                shown = before or " "
            else:
                self._texts.add(text)
                shown = before + text
        if barrier:
            self._texts.update(others.split(BARRIER))
            shown += barrier + others
        self[piece] = shown
        return shown


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
