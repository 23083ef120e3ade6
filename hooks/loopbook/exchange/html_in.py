"""HTML of other tools → Markdown: what it says and how it is laid out; of all else the words, of scripts nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .values import url

_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BLOCKS = frozenset(["p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"])
_SILENT = frozenset(["script", "style", "head", "title", "template"])
_EMPTY = frozenset(["hr", "wbr", "input", "meta", "link", "source", "col"])
_DEEPEST = 100
_SIGNS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.S)


def markdown_of(html: str) -> str:
    """The Markdown of a piece of HTML. Lines end where `br`, paragraphs and items do."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+(?=\n)", "", reader.whole())
    return re.sub(r"\n{3,}", "\n\n", text).strip()


@dataclass
class _Open:
    """A tag that is open: its name, where it leads, and what is in it so far."""

    tag: str
    href: str = ""
    pieces: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open("")]
        self.last = "\n"
        """The last character."""
        self.lists: list[int] = []
        """Of each list that is open, the number of its next item; 0 if it has none."""

    def whole(self) -> str:
        """All of it; what is open ends here."""
        while len(self.open) > 1:
            self.end_last()
        return "".join(self.open[0].pieces)

    def write(self, text: str) -> None:
        self.open[-1].pieces.append(text)
        self.last = text[-1:] or self.last

    def inside(self, *tags: str) -> bool:
        return any(one.tag in tags for one in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.write("\n")
            return
        if tag == "img":
            self.write(stated.get("alt", ""))
            return
        if tag in _EMPTY or len(self.open) > _DEEPEST:
            return
        if tag in _BLOCKS or tag in ("pre", "li"):
            self.begin_line()
        if tag in ("ul", "ol"):
            self.lists.append(int(tag == "ol"))
        elif tag == "li":
            number = self.lists[-1] if self.lists else 0
            self.write("    " * (len(self.lists) - 1) + (f"{number}. " if number else "- "))
            if number:
                self.lists[-1] += 1
        self.open.append(_Open(tag, stated.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        while tag and self.inside(tag):
            if self.end_last() == tag:
                return

    def end_last(self) -> str:
        """End the tag that was opened last; the result is its name."""
        ended = self.open.pop()
        self.write(self.closed(ended.tag, "".join(ended.pieces), ended.href))
        if ended.tag in ("ul", "ol"):
            self.lists.pop()
        return ended.tag

    def closed(self, tag: str, words: str, href: str) -> str:
        """What becomes of the content of a tag that ends."""
        bare = words.strip()
        if tag in _SILENT:
            return ""
        if tag == "pre":
            fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", words))])
            return f"\n{fence}\n{words.strip(chr(10))}\n{fence}\n\n"
        if tag in _BLOCKS:
            is_tight = tag == "div" or (tag in ("ul", "ol") and len(self.lists) > 1)
            return words.rstrip() + ("\n" if is_tight else "\n\n")
        if not bare or self.inside("pre", "code"):
            return words
        before, after = words[: words.index(bare)], words[words.index(bare) + len(bare) :]
        if tag == "code":
            marks = "``" if "`" in bare else "`"
            pad = " " if marks == "``" else ""
            return f"{before}{marks}{pad}{bare}{pad}{marks}{after}"
        if tag in _AROUND and "\n" not in bare and not self.inside(tag):
            return f"{before}{_AROUND[tag]}{bare}{_AROUND[tag]}{after}"
        if tag == "a" and url(href) == href and "(" not in href and ")" not in href:
            return f"{before}[{bare}]({href}){after}"
        return words

    def begin_line(self) -> None:
        if self.last != "\n":
            self.write("\n")

    def handle_data(self, data: str) -> None:
        if self.inside("pre", "code"):
            self.write(data)
            return
        data = _FORMULA.sub(lambda m: f"${m[1].strip()}$" if m[1] else f"$${m[2].strip()}$$", data)
        parts = re.split(r"(\$\$?[^$\n]+\$\$?)", re.sub(r"[ \t\n\xa0]+", " ", data))
        self.write("".join(part if i % 2 else _SIGNS.sub(r"\\\g<0>", part) for i, part in enumerate(parts)))
