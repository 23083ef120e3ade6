"""Markdown as text: what is code in it, where its links are, and how to embed a value that people wrote."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .paths import is_relative, relative

_FENCE = re.compile(r"^(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.M)
_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.S)


@dataclass(frozen=True)
class Fence:
    """A fenced block: offsets into the text, the info string, and the body with its first line's number (from 0)."""

    start: int
    end: int
    indent: str
    info: str
    body_start: int
    body_end: int
    closed: bool


def fences(text: str) -> Iterator[Fence]:
    """The outermost fenced blocks; one that is never closed goes to the end of the text."""
    position = 0
    while opening := _FENCE.search(text, position):
        mark, info = opening["fence"], opening["info"].strip()
        if mark[0] == "`" and "`" in info:
            position = opening.end()
            continue
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.M).search(text, opening.end() + 1)
        body_start = min(opening.end() + 1, len(text))
        body_end, end = (closing.start(), closing.end()) if closing else (len(text), len(text))
        yield Fence(opening.start(), end, opening["indent"], info, body_start, max(body_start, body_end), bool(closing))
        position = max(end, opening.end())


def blank(text: str) -> str:
    """As many spaces, in as many lines."""
    return "\n".join([" " * len(line) for line in text.split("\n")]) if "\n" in text else " " * len(text)


def without_code(text: str) -> str:
    """The same text, as long and with the same lines, with spaces for all that is code."""
    pieces, position = [], 0
    for fence in fences(text):
        pieces += [text[position : fence.start], blank(text[fence.start : fence.end])]
        position = fence.end
    pieces.append(text[position:])
    plain = "".join(pieces)
    return _SPAN.sub(lambda m: blank(m[0]), plain) if "`" in plain else plain


_LINK = re.compile(
    r"(?P<image>!?)\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<target>[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?P<title>\s+(?:\"(?:[^\"\n]|\"(?!\s*\)))*\"|'(?:[^'\n]|'(?!\s*\)))*'))?\s*\)",
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<words>[^\]^][^\]]*)\]:[ \t]*\n?[ \t]*<?(?P<target>[^\s>]+)>?", re.M)
_ATTRIBUTE = re.compile(r"\b(?P<image>src|href|data|poster)\s*=\s*(?P<quote>[\"'])(?P<target>[^\"']+)(?P=quote)", re.I)


_PICTURE = re.compile(r"!\[(?P<words>[^\[\]]*)\](?:[ \n]?\[(?P<label>[^\[\]]*)\])?(?!\()")
"""A picture whose address is in a definition: `![words][label]`, `![label][]`, `![label]`."""


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Link:
    """A link, an image, a link definition or an HTML attribute: its offsets, its words, its target as written."""

    start: int
    end: int
    target_start: int
    target_end: int
    words: str
    target: str
    image: bool
    """Whether it is shown by itself. Of a definition, only what pictures take from another host."""
    inline: bool


def links(text: str, plain: str | None = None) -> list[Link]:
    """Everything in a Markdown text that names an address, code left out. `plain` is `without_code(text)`."""
    if "](" not in text and "]:" not in text and "<" not in text:
        return []
    plain = without_code(text) if plain is None else plain
    found: list[Link] = []
    if "](" in plain:
        found += _inline_links(text, plain, 0, len(plain))
    if "]:" in plain:
        shown = {_label(m["label"] or m["words"]) for m in _PICTURE.finditer(plain)} if "![" in plain else ()
        for m in _DEFINITION.finditer(plain):
            is_away = "//" in m["target"] and _label(m["words"]) in shown
            found.append(Link(*m.span(), *m.span("target"), m["words"], m["target"], image=is_away, inline=False))
    if "=" in plain and "<" in plain:
        found += [
            Link(*m.span(), *m.span("target"), "", html.unescape(m["target"]), image=m["image"] != "href", inline=False)
            for m in _ATTRIBUTE.finditer(plain)
        ]
    return sorted(found, key=lambda link: link.start)


def _inline_links(text: str, plain: str, start: int, end: int) -> Iterator[Link]:
    for m in _LINK.finditer(plain, start, end):
        group = "angled" if m["angled"] is not None else "target"
        words = text[m.start("words") : m.end("words")]
        yield Link(*m.span(), *m.span(group), words, m[group], image=bool(m["image"]), inline=True)
        if "](" in m["words"]:  # a picture that is a link
            yield from _inline_links(text, plain, *m.span("words"))


_TAG = re.compile(r"<(?=[a-zA-Z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
_SNIPPET = re.compile(r"^([ \t]*)(;*-+8<-+)", re.M)
_ATTRIBUTE_LIST = re.compile(r"\{(?=[:#.\s]|[\w-]+=)")
_SCRIPT = re.compile(r"(\]\(\s*<?|\[[^\]\n]+\]:\s*<?)\s*(?:javascript|vbscript|data)\s*:", re.I | re.M)
_HANDLER = re.compile(r"\{(?=[^\n]*\b(?:on\w+|href|src|srcdoc|action|formaction|style)\s*=)", re.I)


def embed(text: str, page: str = "") -> str:
    """A value's Markdown as it may stand on a page: no HTML, no attributes, no includes; links made relative to `page`.

    Links in a value are written relative to docs/. HTML is shown as the text that it is.
    """
    plain = without_code(text)
    edits: list[tuple[int, int, str]] = []
    if page and "](" in plain:
        edits += [
            (link.target_start, link.target_end, relative(page, link.target))
            for link in links(text, plain)
            if link.inline and is_relative(link.target)
        ]
    return replace(text, edits + neutral(text))


def without_sure_code(text: str, *, spans: bool = True) -> str:
    """Like `without_code`, but only for what every reader of Markdown takes for code.

    A fence with an odd info string or no end, and a code span of several lines, are code for one and HTML for another;
    so is a code span in a block of HTML, which `spans` leaves out.
    """
    if "`" not in text and "~~~" not in text:
        return text
    pieces, position = [], 0
    for fence in fences(text):
        if _is_sure(text, fence):
            pieces += [text[position : fence.start], blank(text[fence.start : fence.end])]
            position = fence.end
    pieces.append(text[position:])
    plain = "".join(pieces)
    if not spans:
        return plain
    return "".join(map(_without_spans, re.split(r"(\n[ \t]*\n)", plain)))


def _is_sure(text: str, fence: Fence) -> bool:
    """Whether a fence is closed where it was opened, holds nothing further left, and names a language at most."""
    closing = text[fence.body_end : fence.end]
    indent = fence.indent
    body = text[fence.body_start : fence.body_end]
    return (
        closing.strip() != ""
        and not indent.strip(" ")
        and closing.startswith((indent + "`", indent + "~"))
        and all(line.startswith(indent) for line in body.split("\n") if line.strip())
        and _INFO.fullmatch(fence.info) is not None
    )


def _without_spans(paragraph: str) -> str:
    """A paragraph with spaces for its code spans, unless its backticks do not pair up line by line."""
    plain = _LINE_SPAN.sub(lambda m: blank(m[0]), paragraph)
    return paragraph if "`" in plain else plain


_INFO = re.compile(r"[\w#+.-]*")
_LINE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")


def neutral(text: str, *, spans: bool = True) -> list[tuple[int, int, str]]:
    """Edits after which a Markdown text holds no HTML, attributes, includes or links that run a script."""
    plain = without_sure_code(text, spans=spans)
    edits: list[tuple[int, int, str]] = []
    edits += [(m.start(), m.end(), "&lt;") for m in _TAG.finditer(plain)] if "<" in plain else []
    if "{" in text:
        maths = [m.span() for m in MATHS.finditer(plain)]
        edits += [
            (m.start(), m.end(), "&#123;")
            for m in _ATTRIBUTE_LIST.finditer(plain)
            if not any(a <= m.start() < b for a, b in maths)
        ]
        # An attribute list right behind a code span or a formula belongs to it, so these are no shelter.
        fenced = without_sure_code(text, spans=False)
        edits += [(m.start(), m.end(), "&#123;") for m in _HANDLER.finditer(fenced)]
    edits += [(m.start(2), m.end(2), "&#45;" + m[2][1:]) for m in _SNIPPET.finditer(plain)] if "8<" in plain else []
    edits += [(m.end(1), m.end(), "#") for m in _SCRIPT.finditer(plain)] if ":" in plain else []
    return edits


MATHS = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<![\\$])\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)", re.S)


def replace(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with each (start, end, new) carried out; of overlapping ones the first."""
    pieces, position = [], 0
    for start, end, new in sorted(edits):
        if start >= position:
            pieces += [text[position:start], new]
            position = end
    return "".join((*pieces, text[position:]))


_MARKUP = re.compile(
    r"!?\[([^\]]*)\]\([^)]*\)|(?<!\w)([*_]{1,3})(?=\S)|(?<=\S)([*_]{1,3})(?!\w)|`+|\\(?=[!-/:-@\[-`{-~])"
)


_MARKS = re.compile(r"[\[*_`\\]")
"""What `_MARKUP` cannot do without."""


@lru_cache(20_000)
def plain_text(markdown: str) -> str:
    """One line of words, for titles and attributes: markup dropped, links reduced to their words."""
    if not _MARKS.search(markdown):
        return " ".join(markdown.split())
    return " ".join(_MARKUP.sub(lambda m: m[1] or "", markdown).split())


@lru_cache(20_000)
def title_text(markdown: str) -> str:
    """A title as Markdown in which nothing is markup: for headings, link words and table cells of a generated page.

    What only some extensions take for markup becomes a character reference: Markdown would show its backslash.
    """
    return _NOT_WORDS.sub(lambda m: _REFERENCES.get(m[0], f"\\{m[0]}"), plain_text(markdown)) if markdown else ""


_REFERENCES = {"<": "&lt;", "~": "&#126;", "^": "&#94;", "$": "&#36;", "==": "&#61;&#61;"}
_NOT_WORDS = re.compile(r"==|[\\`*_{}\[\]<>#|~^!$]")


def first_sentence(markdown: str, limit: int = 160) -> str:
    """The beginning of a text, for a description: whole sentences or words, at most `limit` characters."""
    text = plain_text(markdown.strip().split("\n\n")[0])
    sentence = re.split(r"(?<=[.!?])\s", text)[0]
    return sentence if len(sentence) <= limit else sentence[:limit].rsplit(" ", 1)[0].rstrip(",;:") + "…"
