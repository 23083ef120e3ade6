"""Entries that are written as most are, read without the YAML parser: in a quarter of its time, to the same values.

One field a line; words, numbers and lists of words; mappings and lists below their fields. For whatever else there is
in YAML (text over several lines, escapes, comments behind a value, anchors, `{…}`) the answer is None, and the parser's
word holds.
"""

from __future__ import annotations

import re
from sys import intern
from typing import Any

_WORD = r"[A-Za-z0-9(](?:[!-\"$-9;-~\u00a1-\u1fff\u3001-\ud7ff]++|:(?![ \n])|\#|[ ]++(?![ \#\n]))*+"
"""A plain scalar on one line: no `: `, no ` #`, no space at its end. Fewer characters than YAML allows, but most."""
_QUOTED = r"'[ -&(-~\u00a1-\u1fff\u3001-\ud7ff]*+'"
_LISTED = r"(?:[A-Za-z0-9(](?:[\w.+/()&-]++|[ ](?![ ,\]]))*+|'[\w .:+/()&-]*+')"
_VALUE = rf"(?:({_WORD})|({_QUOTED})|(\[(?:{_LISTED}(?:,[ ]{_LISTED})*+)?\]))"
_LINE = re.compile(
    rf"([ ]*+)(-[ ])?(?:([A-Za-z][\w-]*+):(?=[ \n]))?(?:(?(3)[ ]){_VALUE})?\n"
    r"|[ ]*+\#[^\n]*+\n",
    re.ASCII,
)
_ITEM = re.compile(_LISTED, re.ASCII)
_DEEPEST = 20
_SHORT = 16
"""How long a word is that many entries have: kept once for all of them, as names of fields are."""


_Line = tuple[int, bool, str, bool, Any]
"""Column, whether there is a dash, the key, whether there is a value behind it, and the value: a tuple for a list."""
_NOTHING: _Line = (-1, False, "", False, None)
_known: dict[str, _Line] = {}
"""Lines that were read lately: most lines of a long list are in many of its entries (`difficulty: hard`)."""
_KEPT = 4_096
_KEPT_LENGTH = 40


def read(text: str) -> dict[str, Any] | None:
    """The value of one entry, `text` being its lines from the dash at the margin on."""
    if not text.startswith("- "):
        return None
    entries: list[Any] = []
    levels: list[tuple[int, Any]] = [(0, entries)]
    waiting: tuple[int, dict[str, Any], str] | None = None  # a field whose value may be below it
    here: Any = {}
    at = -1  # the column of the mapping `here`; -1 where the last line was in none
    for line in text.split("\n"):
        found = _known.get(line) or _line(line)
        if found is None:
            return None
        column, dash, key, has_value, value = found
        if column == at and has_value and key and not dash and waiting is None and key not in here:
            here[key] = [*value] if type(value) is tuple else value  # one more field, as most lines are
            continue
        if column < 0:
            continue
        if waiting is not None:
            above, holder, name = waiting
            waiting = None
            if column > above:
                inner: Any = [] if dash else {}
                holder[name] = inner
                levels.append((column, inner))
            elif dash and column == above:
                return None
        while levels[-1][0] > column:
            levels.pop()
        level, here = levels[-1]
        if level != column or len(levels) > _DEEPEST:
            return None
        if dash:
            if type(here) is not list:
                return None
            if key:
                column += 2
                fields: dict[str, Any] = {}
                here.append(fields)
                levels.append((column, fields))
                here = fields
        elif type(here) is not dict or not key:
            return None
        if type(value) is tuple:
            value = [*value]
        if not key:
            here.append(value)
        elif key in here:
            return None
        else:
            here[key] = value
            if not has_value:
                waiting = column, here, key
        at = column if key else -1
    if len(entries) != 1 or type(entries[0]) is not dict:
        return None
    return entries[0]


_SIMPLE = re.compile(r"[A-Za-z0-9(][ -\"$-~]*+")
"""Of plain scalars those in ASCII without a `#`. It lets `: ` and a space or a colon at the end pass."""
_heads: dict[str, tuple[int, bool, str]] = {}
"""What stands before the `: ` of a field → its column, whether there is a dash, the key."""


def _line(line: str) -> _Line | None:
    """What one line says; None if it is for the parser to say."""
    head, colon, word = line.partition(": ")
    if (
        colon
        and (before := _heads.get(head)) is not None
        and _SIMPLE.fullmatch(word)
        and ": " not in word
        and word[-1] not in " :"
    ):
        simple: Any = None if word == "null" else intern(word) if len(word) <= _SHORT else word
        return _known_from_now_on(line, (*before, True, simple))
    match = _LINE.fullmatch(f"{line}\n")
    if match is None:
        return None
    pad, dash, key, word, quoted, listed = match.groups()
    value: Any = None
    if word is not None:
        value = None if word == "null" else intern(word) if len(word) <= _SHORT else word
    elif quoted is not None:
        value = quoted[1:-1]
    elif listed is not None:
        value = tuple(_listed(item) for item in _ITEM.findall(listed))
    has_value = not (word is None and quoted is None and listed is None)
    found = _NOTHING  # or a comment
    if dash or key or has_value:
        found = (len(pad), bool(dash), intern(key) if key else "", has_value, value)
    if colon and key and len(_heads) < _KEPT:
        _heads[head] = found[:3]
    return _known_from_now_on(line, found)


def _known_from_now_on(line: str, found: _Line) -> _Line:
    if len(line) <= _KEPT_LENGTH:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[line] = found
    return found


def _listed(item: str) -> str | None:
    return item[1:-1] if item[0] == "'" else None if item == "null" else intern(item)
