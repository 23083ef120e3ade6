"""Markdown of the book → HTML that stands alone: maths set, pictures as their words, links to other sites only."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import markdown

from ..adapters.maths import set_maths
from ..markdown_text import embed, plain_text

_LINES = ["br", "hr", "p", "pre", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"]
_WORDS = ["strong", "em", "del", "code", "sub", "sup"]
TAGS = frozenset([*_LINES, *_WORDS, "table", "thead", "tbody", "tr", "th", "td"])
VOID = ("br", "hr")
_EXTENSIONS = ["tables", "fenced_code", "sane_lists", "pymdownx.arithmatex"]
_SETTINGS = {"pymdownx.arithmatex": {"generic": True}}


def block(text: str) -> str:
    """A text of several lines as HTML: paragraphs, lists, tables, code, formulas."""
    html = markdown.markdown(embed(text), extensions=_EXTENSIONS, extension_configs=_SETTINGS)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return set_maths("".join(reader.pieces))


def inline(text: str) -> str:
    """A line as HTML without a paragraph around it."""
    html = block(" ".join(text.split()))
    whole = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.S)
    return whole[1] if whole else html


_UNIT = re.compile(r"\$\$.+?\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)|`[^`\n]+`|!?\[[^\]\n]*\]\([^)\n]*\)|\*\*.+?\*\*", re.S)
_END = re.compile(r"(?<=[^.\s][.!?])\s+(?=[^\sa-z])")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)")
_DISPLAYED = re.compile(r"\s*\$\$(.+?)\$\$", re.S)


def gist_of(text: str, limit: int = 280) -> str:
    """The first sentence of a text as Markdown, formulas, code and links whole; of a long one as much as fits.

    Texts that begin with code, a table or a picture have none.
    """
    first, _, rest = _PARAGRAPH.sub("\0", text.strip(), count=1).partition("\0")
    first = re.sub(r"^(?:[-*+]|\d+\.|#+|>)\s+", "", " ".join(first.split()))
    if first.startswith(("```", "~~~", "|", "!")):
        return ""
    units = [m.span() for m in _UNIT.finditer(first)]
    ends = [m.start() for m in _END.finditer(first) if not any(a < m.start() < b for a, b in units)]
    end = ends[0] if ends else len(first)
    if end < 40 and len(ends) > 1:  # "Yes." says little
        end = ends[1]
    if end <= limit:
        if not first[:end].endswith(":"):
            return first[:end]
        formula = _DISPLAYED.match(rest)
        return f"{first[:end]} ${' '.join(formula[1].split())}$" if formula else first[: end - 1] + "…"
    spaces = [m.start() for m in re.finditer(" ", first) if not any(a < m.start() < b for a, b in units)]
    fitting = [space for space in spaces if space <= limit]
    return first[: fitting[-1]].rstrip(",;:") + "…" if fitting else plain_text(first)[:limit] + "…"


_BREAK = re.compile(r"<br>|</(?:p|li|tr|pre|h[1-6]|dl)>|<div[^>]*>|\n(?=[^<]*</pre>)")


def lines(html: str, width: int) -> int:
    """About how many lines of `width` characters some HTML fills."""
    texts = (" ".join(unescape(re.sub(r"<[^>]*>", "", part)).split()) for part in _BREAK.split(html))
    return sum(-(-len(text) // width) for text in texts)


def is_elsewhere(url: str) -> bool:
    """Whether an address is on another site that anybody can reach, rather than in the book or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return True
    return (
        parts.scheme in ("http", "https") and "." in host and not re.fullmatch(r"[\d.]+|.*\.(?:local|localhost)", host)
    )


def link(words: str, url: str | None) -> str:
    """Some HTML as a link to another site, or as it is."""
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{words}</a>' if url and is_elsewhere(url) else words


class _Reader(HTMLParser):
    """Lets through the tags of TAGS, formulas, and links to other sites; of all else the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        start = end = ""
        if tag == "img":
            self.pieces.append(escape(stated.get("alt", ""), quote=False))
            return
        if tag in TAGS:
            start, end = f"<{tag}>", "" if tag in VOID else f"</{tag}>"
        elif tag in ("span", "div") and stated.get("class") == "arithmatex":
            start, end = f'<{tag} class="arithmatex">', f"</{tag}>"
        elif tag == "a" and is_elsewhere(stated.get("href", "")):
            start, end = link("", stated["href"]).removesuffix("</a>"), "</a>"
        self.pieces.append(start)
        if tag not in VOID:
            self.open.append((tag, end))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open):
            while self.open:
                name, end = self.open.pop()
                self.pieces.append(end)
                if name == tag:
                    return

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))
