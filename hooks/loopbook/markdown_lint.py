"""Where Markdown that other tools read as lists and tables would become one lump here, and how to mend it.

Python-Markdown wants a blank line before a list or a table, four spaces for what is inside a list item, and `1.`, not
`1)`. GitHub, Notion and Obsidian do not. Nothing inside code, formulas or HTML is touched, and what is mended has
nothing left to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .markdown_text import fences

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]+)(?=\S)")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_DELIMITER = re.compile(
    r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|[ \t]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*$"
)
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_HOLDER = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?|===!?)[ \t]|[ \t]*\[\^[^\]]+\]:|[ \t]*:[ \t]{1,3}\S")
_HEADING = re.compile(r" {0,3}#{1,6}")


@dataclass(frozen=True)
class Lump:
    """A place that would not be shown as it was meant. `line` counts from 0 in the text."""

    line: int
    message: str
    remedy: str


def lumps(text: str) -> list[Lump]:
    """Every such place, in order."""
    return _mend(text)[1]


def mended(text: str) -> str:
    """The text as it was meant. What is fine stays as it is, to the byte."""
    for _ in range(4):  # an inserted line can uncover another place
        text, found = _mend(text)
        if not found:
            break
    return text


def _mend(text: str) -> tuple[str, list[Lump]]:
    if not _suspect(text):
        return text, []
    lines = text.split("\n")
    opaque = _opaque(text, lines)
    found: list[Lump] = []
    insert: dict[int, str] = {}
    for start, end in _blocks(lines, opaque):
        if start and opaque[start - 1] and _ITEM.match(lines[start]) and not _RULE.match(lines[start]):
            insert[start] = ""
            remedy = "put a blank line in between; `loopbook check --fix` does"
            found.append(Lump(start, "a list right below code would run on with it", remedy))
        _block(lines, start, end, insert, found)
    _parentheses(lines, opaque, found)
    _indents(lines, opaque, found)
    for at in sorted(insert, reverse=True):
        lines.insert(at, insert[at])
    return "\n".join(lines), sorted(found, key=lambda lump: lump.line)


_SUSPECT = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]|^[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|", re.M)


def _suspect(text: str) -> bool:
    return _SUSPECT.search(text) is not None


def _opaque(text: str, lines: list[str]) -> list[bool]:
    """For each line, whether it is code or a formula."""
    opaque = [False] * len(lines)
    for fence in fences(text):
        first = text.count("\n", 0, fence.start)
        for i in range(first, min(len(lines), first + text.count("\n", fence.start, fence.end) + 1)):
            opaque[i] = True
    inside = False
    for i, line in enumerate(lines):
        if opaque[i]:
            continue
        marks = line.count("$$")
        opaque[i] = inside or marks > 0
        inside = inside != (marks % 2 == 1)
    return opaque


def _blocks(lines: list[str], opaque: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of lines without a blank one or code between them, but for those that are code by their indent."""
    holders: list[int] = []
    start = 0
    while start < len(lines):
        if not lines[start].strip() or opaque[start]:
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].strip() and not opaque[end]:
            end += 1
        indent = _width(lines[start])
        holders = [h for h in holders if h < indent]
        if indent < 4 or (holders and indent < holders[-1] + 8):
            yield start, end
        for line in lines[start:end]:
            if (_ITEM.match(line) and not _RULE.match(line)) or _HOLDER.match(line):
                width = _width(line)
                holders = [*(h for h in holders if h < width), width]
        start = end


def _block(lines: list[str], start: int, end: int, insert: dict[int, str], found: list[Lump]) -> None:
    """A block that begins as a paragraph, and in which a list or a table begins later."""
    quote = _QUOTE.match(lines[start])
    prefix = quote[0] if quote else ""
    plain = [line[len(m[0]) :] if quote and (m := _QUOTE.match(line)) else line for line in lines[start:end]]
    first, is_text = 0, True
    for i, line in enumerate(plain):
        if not line.strip():  # in a quotation
            first, is_text = i + 1, True
            continue
        if i == first:
            if _HOLDER.match(line) or _HEADING.match(line):
                first = i + 1
            elif line.lstrip().startswith("<") or (_ITEM.match(line) and not _RULE.match(line)) or _is_table(plain, i):
                is_text = False
            continue
        if not is_text:
            continue
        if _HEADING.match(line) or set(line.strip()) in ({"="}, {"-"}):
            first = i + 1
            continue
        item = _ITEM.match(line)
        begins = (
            item is not None and not _RULE.match(line) and (not item["mark"][0].isdigit() or item["mark"][:-1] == "1")
        )
        if begins and _width(line) < _width(plain[first]) + 4:
            what = "list"
        elif _is_table(plain, i):
            what = "table"
        else:
            continue
        insert[start + i] = prefix.rstrip()
        remedy = "put a blank line in between; `loopbook check --fix` does"
        found.append(Lump(start + i, f"a {what} right below a line of text would run on with it", remedy))
        is_text = False


def _is_table(lines: list[str], i: int) -> bool:
    return i + 1 < len(lines) and "|" in lines[i] and "|" in lines[i + 1] and bool(_DELIMITER.match(lines[i + 1]))


_NUMBERED = re.compile(r"([ \t]*)(\d{1,3})\)([ \t]+\S)")


def _parentheses(lines: list[str], opaque: list[bool], found: list[Lump]) -> None:
    """`1)`, `2)` as `1.`, `2.`, where they count up from one."""
    for i, line in enumerate(lines):
        match = _NUMBERED.match(line)
        if opaque[i] or not match or match[2] != "1" or len(match[1]) > 3:
            continue
        run, number = [i], 1
        for j in range(i + 1, len(lines)):
            following = _NUMBERED.match(lines[j])
            if opaque[j] or (following and following[2] == "1"):
                break
            if following and following[1] == match[1] and int(following[2]) == number + 1:
                run.append(j)
                number += 1
            elif lines[j].strip() and not lines[j].startswith((" ", "\t")) and not lines[j - 1].strip():
                break
        if len(run) > 1:
            found.append(Lump(i, "a list counted '1)' would run into one paragraph", "count '1.'; `--fix` does"))
            for j in run:
                lines[j] = _NUMBERED.sub(r"\1\2.\3", lines[j], count=1)


def _indents(lines: list[str], opaque: list[bool], found: list[Lump]) -> None:
    """What is in a list item, four spaces to the right of it for each level."""
    levels: list[tuple[int, int]] = []
    """Of each open item: where its mark stands, and where its text does, as written."""
    blank = True
    shift: int | None = None
    for i, line in enumerate(lines):
        if not line.strip():
            blank = True
            continue
        width = _width(line)
        if opaque[i]:
            if shift is None:
                level = _level(levels, width)
                shift = 4 * level - width if level and width < 4 * level else 0
            _move(lines, i, shift, found if shift and not opaque[i - 1] else None)
            blank = False
            continue
        shift = None
        item = _ITEM.match(line)
        if item and not _RULE.match(line) and (levels or width < 4):
            while levels and width < levels[-1][0] + 2:
                levels.pop()
            if not levels and width >= 4:
                continue
            level = len(levels)
            target = 4 * level if level else width
            levels.append((width, width + len(item["mark"]) + min(len(item["gap"]), 4)))
            if target > width:
                _move(lines, i, target - width, found)
        elif levels and blank:
            level = _level(levels, width)
            levels = levels[:level]
            if level and width < 4 * level:
                _move(lines, i, 4 * level - width, found)
        blank = False


def _level(levels: list[tuple[int, int]], width: int) -> int:
    """How many items a line at this indent is inside."""
    return sum(1 for mark, text in levels if width >= min(text, mark + 4))


def _move(lines: list[str], i: int, by: int, found: list[Lump] | None) -> None:
    if by > 0 and lines[i].strip():
        lines[i] = " " * (by + _width(lines[i])) + lines[i].lstrip(" \t")
        if found is not None:
            message = "what is inside a list item wants four spaces a level, or it falls out of it"
            found.append(Lump(i, message, "indent it; `loopbook check --fix` does"))


def _width(line: str) -> int:
    """How far a line is indented, a tab going on to the next multiple of four."""
    text = line.expandtabs(4)
    return len(text) - len(text.lstrip(" "))
