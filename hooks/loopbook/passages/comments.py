"""HTML comments: those that mark private passages, and those that an author wrote for himself."""

from __future__ import annotations

import re

from .code import CODE_SPAN, without_certain_code
from .spans import Found, Problem, Span, blanked, is_nearly, is_private

_COMMENT = re.compile(r"<!--(?P<words>.*?)-->", re.S)
_OPEN_COMMENT = re.compile(r"<!--\s*/?\s*(?:end\s+)?private\b(?![^<]*-->)", re.I)
_OPENING, _CLOSING = "<!-- private -->", "<!-- /private -->"


def marked(text: str, plain: str) -> Found:
    """What stands between private comments. `plain` is the text without what is certainly code."""
    spans: list[Span] = []
    problems: list[Problem] = []
    opened: int | None = None
    for match in _COMMENT.finditer(plain):
        words = match["words"].strip().lower()
        closes = bool(re.fullmatch(r"(?:/|end)\s*private|private\s*(?:end|/)", words))
        if closes and opened is None:
            problems.append(
                Problem(
                    match.start(),
                    "this comment closes a private passage that is never opened",
                    f"write '{_OPENING}' before the passage",
                )
            )
        elif closes:
            spans.append((opened or 0, match.end()))
            opened = None
        elif words == "private":
            opened = match.start() if opened is None else opened
        elif _looks_like_a_marker(words):
            problems.append(
                Problem(match.start(), f"the comment '{words}' hides nothing", f"write '{_OPENING}' or '{_CLOSING}'")
            )
    broken = _OPEN_COMMENT.search(plain)
    if broken:
        problems.append(Problem(broken.start(), "this comment is not closed by '-->'", f"write '{_OPENING}'"))
        opened = broken.start() if opened is None else min(opened, broken.start())
    elif opened is not None:
        problems.append(
            Problem(
                opened,
                "this comment opens a private passage that is never closed",
                f"write '{_CLOSING}' after the passage",
            )
        )
    if opened is not None:
        spans.append((opened, len(text)))
    return spans, problems


def _looks_like_a_marker(words: str) -> bool:
    found = re.findall(r"[a-z]+", words)
    return 0 < len(found) <= 3 and any(is_private(word) or is_nearly(word) for word in found)


_DIRECTIVE = re.compile(r"\s*(?:more\s*$|material/|card:\s*[\w.+-]+\s*$|-+8<-+\s*\[(?:start|end):[^\]]*\]\s*$)")
"""Comments that are read: where an excerpt ends, where tags are listed, what a card is called, what of a file others
include.
"""


def comments(text: str) -> list[Span]:
    """The HTML comments that a text's author wrote for himself; what plugins read is not among them."""
    if "<!--" not in text:
        return []
    plain = without_certain_code(text)
    for code in CODE_SPAN.finditer(plain):
        if "<!--" in code[0] and "-->" in code[0]:
            plain = blanked(plain, [code.span()])
    return [m.span() for m in _COMMENT.finditer(plain) if not _DIRECTIVE.match(m["words"])]
