"""What every reader of markers needs: spans of a text, its lines, what is wrong, the word itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from ..markdown_text import blank

Span = tuple[int, int]
"""Offsets into a text: from, and up to."""


@dataclass(frozen=True)
class Problem:
    """Something that is wrong with a marker: where, what, and what to do."""

    start: int
    message: str
    remedy: str


Found = tuple[list[Span], list[Problem]]
"""What one reader of markers found."""


def is_private(word: str) -> bool:
    """Whether a word marks what is behind it."""
    return word.lower() == "private"


def is_nearly(word: str) -> bool:
    """Whether a word looks like a slip of the pen."""
    word = word.lower()
    return word != "private" and word[:1] == "p" and bool(get_close_matches(word, ["private"], cutoff=0.75))


def misspelt(start: int, word: str) -> Problem:
    """A word that is nearly a marker's."""
    return Problem(start, f"'{word}' hides nothing", "did you mean 'private'?")


def blanked(text: str, spans: list[Span]) -> str:
    """The same text, as long and with the same lines, with spaces for the spans."""
    for start, end in spans:
        text = text[:start] + blank(text[start:end]) + text[end:]
    return text


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def lines_of(text: str) -> list[str]:
    """The lines with their ends. Unlike `splitlines`, Markdown ends none at a form feed or at U+2028."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def width(lead: str) -> int:
    """How far a line's beginning indents it; a tab goes on to the next multiple of four."""
    expanded = lead.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def indented(text: str, start: int, indent: int) -> int:
    """The offset at which the lines that are blank or indented by at least `indent` end."""
    end = start
    for line in lines_of(text[start:]):
        if line.strip() and width(line) < indent:
            break
        end += len(line)
    return min(end, len(text))
