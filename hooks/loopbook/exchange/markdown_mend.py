"""Markdown from elsewhere as this book's: lists and tables set off, callouts as admonitions, and nothing that runs.

Raw HTML is Markdown's way out, and a page from elsewhere may use it for a script. A handful of harmless tags stay, with
their attributes cleaned; the rest is shown as the text that it is. Nothing inside code is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from ..markdown_lint import mended
from ..markdown_text import fences, neutral, plain_text, replace, without_code, without_sure_code
from .found import needs

_INLINE = ("b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u")
_BLOCKS = (
    *("dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
    *("p", "pre", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
)
KEPT_TAGS = frozenset((*_INLINE, *_BLOCKS))
"""Tags that may stand in a page from elsewhere."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_IMG = re.compile(r"<img\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/?>", re.I)
_ANCHOR = re.compile(r"<a\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(.*?)</a>", re.I | re.S)
_NAMED = re.compile(r"\b(src|href|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_ASIDE = re.compile(r"^[ \t]*<aside>[ \t]*\n?(.*?)\n?[ \t]*</aside>[ \t]*$", re.S | re.M | re.I)
_DETAILS = re.compile(r"^<details[^>]*>\s*<summary>(.*?)</summary>(.*?)</details>[ \t]*$", re.S | re.M | re.I)


def mend(text: str) -> str:
    """A page or a text from elsewhere, as it may stand in this book."""
    text = closed(text)
    text = _outside_code(text, _formulas)
    text = _outside_code(text, _admonitions)
    text = _outside_code(text, _plain_links)
    text = mended(text)
    return defused(text)


def closed(text: str) -> str:
    """The text with its last fence closed, if nobody did."""
    last = None
    for fence in fences(text):
        last = fence
    if last is None or last.end < len(text):
        return text
    opening = text[last.start : last.body_start]
    mark = re.search(r"`{3,}|~{3,}", opening)
    body = text[last.body_start :]
    if mark is None or re.search(rf"^[ \t>]*{mark[0][0]}{{{len(mark[0])},}}[ \t]*$", body, re.M):
        return text
    return f"{text.rstrip()}\n{last.indent}{mark[0]}\n"


def defused(text: str) -> str:
    """The text without anything that could run, include a file or set an attribute, but for harmless tags."""
    spans = not any(m[2].lower() in _BLOCKS for m in _TAG.finditer(text)) if "<" in text else True
    plain = without_sure_code(text, spans=spans)
    edits = [
        (m.start(), m.end(), _clean(m[0], m[1], m[3]))
        for m in (_TAG.finditer(plain) if "<" in plain else ())
        if m[2].lower() in KEPT_TAGS
    ]
    held = [(start, end) for start, end, _ in edits]
    return replace(text, edits + [edit for edit in neutral(text, spans=spans) if not _inside(edit[0], held)])


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


_ATTRIBUTES = {"*": {"title", "lang", "dir"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


@cache
def _clean(tag: str, closing: str, attributes: str) -> str:
    """A tag with those of its attributes that do no harm."""
    if closing or not attributes.strip(" /"):
        return tag
    cleaner: Any = needs("nh3", "HTML from elsewhere")
    cleaned: str = cleaner.clean(
        tag,
        tags=set(KEPT_TAGS),
        attributes=_ATTRIBUTES,
    )
    opening = re.match(r"<[^<>]*>", cleaned)
    name = re.match(r"<([a-zA-Z0-9-]+)", tag)
    # The cleaner drops a `td` that is in no table, and with it the tag; then it stays without its attributes.
    return opening[0] if opening else f"<{name[1]}>" if name else ""


def _outside_code(text: str, change: Callable[[str, str], list[tuple[int, int, str]]]) -> str:
    return replace(text, change(text, without_code(text)))


def _admonitions(text: str, plain: str) -> list[tuple[int, int, str]]:
    """`<aside>` and `<details>` as blocks that are folded or set off here."""
    edits = [(m.start(), m.end(), aside(text[m.start(1) : m.end(1)])) for m in _ASIDE.finditer(plain)]
    for m in _DETAILS.finditer(plain):
        title = re.sub(r"<[^>]*>", "", text[m.start(1) : m.end(1)])
        edits.append((m.start(), m.end(), block("note", title, text[m.start(2) : m.end(2)], fold="-")))
    return edits


_ICONS = {
    "💡": "tip", "✅": "success", "⚠": "warning", "❗": "warning", "‼": "warning", "🚨": "danger", "🔥": "danger",
    "❌": "failure", "❓": "question", "📌": "info", "ℹ": "info", "🐛": "bug", "📖": "quote", "💬": "quote",
    "🧪": "example",
}  # fmt: skip


def aside(body: str) -> str:
    """Notion's callout as an admonition; its icon says which."""
    body = body.strip("\n").strip()
    icon = re.match(r"([^\w\s\[\]()<>*_`\"'!$#-]+)\s*", body)
    kind = "note"
    if icon:
        kind = _ICONS.get(icon[1].rstrip("\ufe0f"), "note")
        body = body[icon.end() :]
    return block(kind, "", body)


def block(kind: str, title: str, body: str, fold: str = "") -> str:
    """An admonition (`fold` empty), one that is folded (`-`), or one that can be (`+`)."""
    mark = {"": "!!!", "-": "???", "+": "???+"}[fold]
    words = " ".join(title.split()).replace('"', "'")
    head = f'{mark} {kind} "{words}"' if words else f"{mark} {kind}"
    inner = "\n".join(f"    {line}" if line.strip() else "" for line in body.strip("\n").split("\n"))
    return f"\n{head}\n\n{inner}\n" if body.strip() else f"\n{head}\n\n    {words or kind.capitalize()}\n"


_CALLOUTS = {
    "summary": "abstract", "tldr": "abstract", "todo": "info", "hint": "tip", "important": "tip", "check": "success",
    "done": "success", "help": "question", "faq": "question", "caution": "warning", "attention": "warning",
    "fail": "failure", "missing": "failure", "error": "danger", "cite": "quote",
}  # fmt: skip


def callouts(text: str) -> str:
    """`> [!tip]- Title` as an admonition, what is quoted below it inside; the inner ones first."""
    plain = without_code(text).split("\n")
    lines = text.split("\n")
    out: list[str] = []
    i = 0
    while i < len(lines):
        match = re.match(r"^\s*>\s?\[!([\w-]+)\]([+-]?)[ \t]*(.*)$", plain[i]) if i < len(plain) else None
        if match is None:
            out.append(lines[i])
            i += 1
            continue
        title = lines[i][match.start(3) : match.end(3)].strip()
        inner = []
        i += 1
        while i < len(lines) and re.match(r"^\s*>", lines[i]):
            inner.append(re.sub(r"^\s*> ?", "", lines[i]))
            i += 1
        kind = match[1].lower()
        # A folded question is a card here, which nobody asked for.
        kind = _CALLOUTS.get(kind, kind if re.fullmatch(r"[a-z-]+", kind) and kind != "private" else "note")
        fold_mark = match[2] if not (kind == "question" and match[2] == "-") else "+"
        out += block(kind, plain_text(title), callouts("\n".join(inner)), fold_mark).split("\n")
    return "\n".join(out)


_FORMULA = re.compile(
    r"(?:<img\b[^<>]*?\bsrc\s*=\s*([\"'])|!\[[^\[\]]*\]\(<?)"
    r"https?://(?:render\.githubusercontent\.com/render/math\?math=|latex\.codecogs\.com/\w+\.\w+\?)"
    r"(?P<tex>(?(1)[^\"'<>]*|(?:[^()\s<>]|\([^()\s]*\))*))(?(1)[\"'][^<>]*>|>?\))",
    re.I,
)


def _formulas(text: str, plain: str) -> list[tuple[int, int, str]]:
    """Pictures of formulas, drawn by somebody's server, as formulas."""
    edits = []
    for m in _FORMULA.finditer(plain):
        tex = " ".join(unquote(text[m.start("tex") : m.end("tex")].replace("&amp;", "&")).split())
        if tex and "$" not in tex:
            edits.append((m.start(), m.end(), f"${tex}$"))
    return edits


def _plain_links(text: str, plain: str) -> list[tuple[int, int, str]]:
    """`<img>` and `<a>` as Markdown, so that their targets are seen and checked like any other."""
    edits = []
    for m in _IMG.finditer(plain):
        named = _attributes(text[m.start(1) : m.end(1)])
        target = _target(named.get("src", ""))
        edits.append((m.start(), m.end(), f"![{named.get('alt', '')}]({target})" if target else ""))
    for m in _ANCHOR.finditer(plain):
        target = _target(_attributes(text[m.start(1) : m.end(1)]).get("href", ""))
        words = text[m.start(2) : m.end(2)]
        if "<img" not in words.lower():
            edits.append((m.start(), m.end(), f"[{' '.join(words.split())}]({target})" if target else words))
    return edits


def _attributes(text: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _NAMED.finditer(text)}


def _target(address: str) -> str:
    address = address.strip()
    if re.match(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", address, re.I):
        return ""
    return re.sub(r"[\s()<>{}\\|^`\"]", lambda m: quote(m[0]), address)
