"""Links to private things: the words stay, the link goes."""

from __future__ import annotations

import re

from ..markdown_text import Link, links, replace
from ..passages import without_certain_code
from .hidden import Hidden

_ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}")
_REST_OF_DEFINITION = re.compile(r"[^\n]*(?:\n[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\))[ \t]*(?=\n|\Z))?\n?")

Edit = tuple[int, int, str]
Notice = tuple[int, str]
"""Where a link was, and what it named."""


def reduced(text: str, page: str, hidden: Hidden) -> tuple[str, list[Notice]]:
    """A text of a page with links to private things reduced to their words, and what was reduced.

    Pictures go with their alternative text; a link to a private place on a public page leads to the page.
    """
    if not re.search(r"\]\(|\]:|<\w", text):
        return text, []
    plain = without_certain_code(text)
    edits: list[Edit] = []
    notices: list[Notice] = []
    names: set[str] = set()
    for link in (*links(text, plain), *_bare(plain)):
        if hidden.has_target(page, link.target):
            notices.append((link.start, link.target))
            if link.inline:
                edits.append(_words(plain, link))
            elif text[link.start] == "[" or text[link.start] == " ":
                names.add(_label(link.words))
                rest = _REST_OF_DEFINITION.match(text, link.end)
                edits.append((link.start, rest.end() if rest else link.end, ""))
            else:
                edits.append(_tag(text, link))
        elif hidden.has_place(page, link.target):
            notices.append((link.start, link.target))
            edits.append((link.target_start, link.target_end, re.split(r"[?#]", link.target)[0] or "#"))
    if names:
        edits += _usages(text, plain, names)
    return (_reduce_inside(replace(text, edits), page, hidden) if edits else text), notices


_BARE = re.compile(
    r"<[a-z][^<>]*?\s(?P<name>href|src|data|poster)\s*=\s*(?P<target>[^\s\"'<>=`]+)(?=[\s>])", re.I | re.S
)


def _bare(plain: str) -> list[Link]:
    """Addresses in HTML without quotes."""
    return [
        Link(m.start("name"), m.end("target"), *m.span("target"), "", m["target"], image=False, inline=False)
        for m in (_BARE.finditer(plain) if "=" in plain and "<" in plain else ())
    ]


def _reduce_inside(text: str, page: str, hidden: Hidden) -> str:
    """What stood inside a reduced link may be a link too: a picture that was one."""
    return reduced(text, page, hidden)[0]


def _words(plain: str, link: Link) -> Edit:
    attributes = _ATTRIBUTES.match(plain, link.end)
    return link.start, attributes.end() if attributes else link.end, "" if link.image else link.words


def _tag(text: str, link: Link) -> Edit:
    start = text.rfind("<", 0, link.start)
    end = text.find(">", link.end)
    if start < 0 or end < 0:
        return link.start, link.end, ""
    return start, end + 1, "<a>" if re.match(r"<a\b", text[start:], re.I) else ""


def _label(name: str) -> str:
    return " ".join(name.lower().split())


def _usages(text: str, plain: str, names: set[str]) -> list[Edit]:
    """The places that refer to definitions which are gone: `[words][name]`, `[name][]`, `[name]`."""
    edits = []
    for m in re.finditer(r"(?P<image>!?)\[(?P<words>[^\[\]]+)\](?: ?\[(?P<name>[^\[\]]*)\])?(?![(:])", plain):
        if _label(m["name"] or m["words"]) in names:
            words = text[m.start("words") : m.end("words")]
            attributes = _ATTRIBUTES.match(plain, m.end())
            edits.append((m.start(), attributes.end() if attributes else m.end(), "" if m["image"] else words))
    return edits
