"""Private passages of a Markdown text, and what else in it is not for readers: where they are, and what is wrong.

Three ways to mark a passage:

- `!!! private` (or `??? private`), with what is indented below it;
- `> [!private]`, with the rest of the quotation: it reads well where Markdown is shown as text;
- `<!-- private -->` … `<!-- /private -->`, within a line or around many.

Where a reading is in doubt, the passage is taken for private: an unclosed comment hides the rest of the text, a marker
in a fence that is not plainly one still counts, one behind other text hides the rest and is an error, and so is a word
that looks like a misspelt marker.
"""

from __future__ import annotations

import re

from ..markdown_text import replace
from . import doubts
from .blocks import blocks, quotes
from .code import without_certain_code
from .comments import comments, marked
from .spans import Problem, Span, indented, lines_of, merged

__all__ = [
    "Problem",
    "Span",
    "comments",
    "has_marker",
    "indented",
    "lines_of",
    "merged",
    "private_passages",
    "without_certain_code",
    "without_passages",
]

_WORD = re.compile(r"p\w{2,}t\w?e|priv", re.I)
"""Without a word like this there is no marker."""


def private_passages(text: str) -> tuple[list[Span], list[Problem]]:
    """The passages that only the owner may see, in order and apart, and what is wrong with their markers."""
    if not _WORD.search(text):
        return [], []
    plain = without_certain_code(text)
    spans: list[Span] = []
    problems: list[Problem] = []
    for read in (blocks, quotes, marked):
        found = read(text, plain)
        spans += found[0]
        problems += found[1]
    reading = doubts.Reading(text, plain, tuple(spans), spans, problems)
    for look in (doubts.behind, doubts.unclosed_tags, doubts.unclosed_code, doubts.no_markers):
        problem = look(reading)
        if problem is not None:
            problems.append(problem)
            spans.append((problem.start, len(text)))
    return merged(spans), sorted(problems, key=lambda p: p.start)


def has_marker(text: str) -> bool:
    """Whether a text has a marker in it, right or wrong."""
    return private_passages(text) != ([], [])


def without_passages(text: str) -> str:
    """What of a text everybody may see."""
    return replace(text, [(start, end, "") for start, end in private_passages(text)[0]])
