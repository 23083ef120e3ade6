"""What of a text is code for certain, so that a marker in it is only shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .spans import Span, blanked, width

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)$", re.M)
_INFO = re.compile(r"[ \t]*(?:\{[^}`\n]*\}|[\w#.+-]*(?:[ \t]+[\w-]+=(?:\"[^\"`]*\"|'[^'`]*'|[^\s\"'`]+))*)[ \t]*$")
"""What may stand behind a fence, or pymdownx takes it for text, and what is below for Markdown."""
_SPOKEN_OF = re.compile(
    r"(?<![`\\])(`+)[ \t]*(?:<!--(?:(?!-->)[^\n`])*-->|!!![^\n`]*?|\?\?\?\+?[^\n`]*?|> *\[![^\n`]*?\])[ \t]*\1(?!`)"
)
"""A marker that alone fills a code span: `<!-- private -->` is talked about, not used."""
CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
"""A code span of one line."""


def without_certain_code(text: str) -> str:
    """The same text, as long and with the same lines, with spaces for what is certainly code."""
    return blanked(text, list(_certain_code(text))) if "`" in text or "~~~" in text else text


def _certain_code(text: str) -> Iterator[Span]:
    """The fenced blocks that every reader of Markdown takes for code, and code spans that hold nothing but a marker.

    A fence counts if it begins at the margin and is closed at the margin by as many marks as opened it. One directly
    below an indented line may be a part of what that line belongs to.
    """
    position = 0
    while opening := _FENCE.search(text, position):
        position = opening.end()
        mark = opening["fence"]
        above = text[text.rfind("\n", 0, max(opening.start() - 1, 0)) + 1 : opening.start()]
        if opening["indent"] or not _INFO.match(opening["rest"]) or (above.strip() and width(above) >= 4):
            continue
        closing = re.compile(rf"^ *{mark[0]}{{{len(mark)},}}", re.M).search(text, opening.end())
        if closing is None:
            continue
        line_end = text.find("\n", closing.start())
        line_end = len(text) if line_end < 0 else line_end
        if text[closing.start() : line_end].rstrip() == mark:
            yield opening.start(), line_end
            position = line_end
    for spoken in _SPOKEN_OF.finditer(text):
        yield spoken.span()
