"""Private blocks, `!!! private`, and private quotations, `> [!private]`: where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..markdown_text import fences
from .spans import Found, Problem, Span, indented, is_nearly, is_private, lines_of, misspelt, width

_BLOCK = re.compile(r"^(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]*(?P<classes>[\w-]+(?:[ \t]+[\w-]+)*)[^\n]*$", re.M)
_QUOTE = re.compile(r"^(?P<lead>[ \t]*(?:>[ \t]*)*>)[ \t]*\[!(?P<word>[\w-]+)\][^\n]*$", re.M)


def marks(plain: str) -> Iterator[Span]:
    """The lines that begin a private block or a private quotation."""
    for match in _BLOCK.finditer(plain):
        if any(map(is_private, match["classes"].split())):
            yield match.span()
    for match in _QUOTE.finditer(plain):
        if is_private(match["word"]):
            yield match.span()


def blocks(text: str, plain: str) -> Found:
    """Private blocks. `plain` is the text without what is certainly code."""
    spans: list[Span] = []
    problems: list[Problem] = []
    for match in _BLOCK.finditer(plain):
        classes = match["classes"].split()
        if not any(map(is_private, classes)):
            problems += [misspelt(match.start(), word) for word in classes if is_nearly(word)]
            continue
        end = indented(text, match.end() + 1, width(match["indent"]) + 4)
        if not text[match.end() : end].strip():
            problems.append(
                Problem(
                    match.start(),
                    "this private block has nothing in it",
                    "indent what belongs to it by four spaces more than its '!!!'",
                )
            )
        lazy = _lazily(text, end, width(match["indent"]))
        if lazy > end:
            problems.append(
                Problem(
                    end + len(text[end:]) - len(text[end:].lstrip()),
                    "this follows a private block within a list, so nobody could tell whether it belongs to it",
                    "put a blank line before it, or indent it like the block's text",
                )
            )
        spans.append((match.start(), max(lazy, match.end())))
    return spans, problems


def _lazily(text: str, start: int, indent: int) -> int:
    """Where the lines end that directly follow a block in a list, if they are indented: Markdown may take into the
    block what only belongs to the list.
    """
    end = start
    if indent >= 4 and text[:start].rpartition("\n")[0].rpartition("\n")[2].strip():
        for line in lines_of(text[start:]):
            if not line.strip() or width(line) < 4:
                break
            end += len(line)
    return end


def quotes(text: str, plain: str) -> Found:
    """Private quotations. `plain` is the text without what is certainly code."""
    spans: list[Span] = []
    problems: list[Problem] = []
    for match in _QUOTE.finditer(plain):
        if is_private(match["word"]):
            spans.append((match.start(), _quoted(text, match.end() + 1)))
        elif is_nearly(match["word"]):
            problems.append(misspelt(match.start(), match["word"]))
    return spans, problems


def _quoted(text: str, start: int) -> int:
    """The offset at which a quotation ends: at a blank line that no line with `>` follows. A fence directly below it
    may belong to it as a whole.
    """
    end = position = min(start, len(text))
    while position < len(text):
        line = text[position : text.find("\n", position) + 1 or len(text)]
        if not line.strip():
            position += len(line)
            continue
        if end < position and not line.lstrip().startswith(">"):
            break
        below = next(fences(text[position:]), None) if line.lstrip().startswith(("```", "~~~")) else None
        end = position = min(position + max(below.end + 1 if below and below.start == 0 else 0, len(line)), len(text))
    return end
