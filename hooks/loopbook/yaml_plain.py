"""Entries that are written as most are, read without the YAML parser: in a tenth of its time, to the same values.

Words, numbers, lists of words and blocks of text (`|`, `>-`); mappings and lists below their fields. For whatever else
there is in YAML (escapes, comments behind a value, anchors, `{…}`) the answer is None, and the parser's word holds.

An entry is taken apart at its own fields, and a list of mappings at its items. What such a part says is known if it was
read lately; of any other, what has several lines and is no block of text is read line by line.
"""

from __future__ import annotations

import re
from sys import intern
from typing import Any

_STRANGE = r"[\x80-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\U0010ffff]"
"""Of the characters beyond ASCII those that are not letters to every reader: spaces, ends of lines, marks. A text with
one is left to the parser, so that what follows may ask for ASCII only: a class of letters takes 2 ms to compile.
"""
_WORD = r"[A-Za-z0-9(](?:[^\0- \#:\x7f]++|:(?![ \n])|\#|[ ]++(?![ \#\n]))*+"
"""A plain scalar on one line: no `: `, no ` #`, no space at its end. Fewer characters than YAML allows, but most."""
_QUOTED = r"'[^\0-\x1f'\x7f]*+'|\"[^\0-\x1f\"\\\x7f]*+\""
_LISTED = (
    r"(?:[A-Za-z0-9(](?:[^\0-%'*,:-@\[-^`{-\x7f]++|[ ](?![ ,\]]))*+"  # \w, `.+/()&-`
    r"|'[^\0-\x1f!-%'*,;-@\[-^`{-\x7f]*+')"  # and spaces and colons
)
_VALUE = rf"(?:({_WORD})|({_QUOTED})|(\[(?:{_LISTED}(?:,[ ]{_LISTED})*+)?\]))"
_LINE = re.compile(
    rf"([ ]*+)(-[ ])?(?:([A-Za-z][\w-]*+):(?=[ \n]))?(?:(?(3)[ ]){_VALUE})?\n"
    r"|[ ]*+\#[^\n]*+\n",
    re.ASCII,
)
_ITEM = re.compile(_LISTED, re.ASCII)
_SIMPLE = re.compile(r"[A-Za-z0-9(][ -\"$-~]*+")
"""Of plain scalars those in ASCII without a `#`. It lets `: ` and a space or a colon at the end pass."""
_BLOCK_LINE = r"\n[ ]{4}[^\0- \x7f][^\0-\x1f\x7f]*+"
_BLOCK = re.compile(
    rf"(?:>-(?P<joined>(?:{_BLOCK_LINE})++)"
    rf"|\|(?P<end>-?)(?P<lines>{_BLOCK_LINE}(?:\n[ ]{{4,}}+[^\0- \x7f][^\0-\x1f\x7f]*+|\n(?![ #]))*+))"
    r"(?:\n(?:\#[^\0-\x1f\x7f]*+)?)*+"
)
"""A text below its field, four columns in: its lines are joined, or stay as they are. Comments may be behind it."""

_FIELD = re.compile(r"\n  ([A-Za-z][\w-]*+):(?: |(?=\n|\Z))", re.ASCII)
"""The beginning of a field of an entry, up to what it says."""
_DEEPEST = 20
_SHORT = 16
"""How long a word is that many entries have: kept once for all of them, as names of fields are."""
_KEPT = 4_096
"""How many parts, items and lines are known."""
_KEPT_LENGTH = 40
"""How many characters a line has at most that many entries have (`difficulty: hard`)."""
_KEPT_BELOW = 160
"""The same of a part or an item of several lines."""

_said: dict[str, Any] = {}
"""What is behind the colon of a field, or below it → its value."""
_items: dict[str, dict[str, Any]] = {}
"""Text of a mapping in a list → its fields, none of which holds others."""
_Line = tuple[int, bool, str, bool, Any]
"""Column, whether there is a dash, the key, whether there is a value behind it, and the value: a tuple for a list."""
_NOTHING: _Line = (-1, False, "", False, None)
_known: dict[str, _Line] = {}
"""What lines say."""


def read(text: str) -> dict[str, Any] | None:
    """The value of one entry, `text` being its lines from the dash at the margin on."""
    if not text.startswith("- ") or (not text.isascii() and re.search(_STRANGE, text)):
        return None
    lines = text[2:].rstrip("\n")
    if "|" in lines and not text.endswith("\n"):
        return None  # a block of lines may end without its line end
    before, *parts = _FIELD.split(f"\n  {lines}")
    fields: dict[str, Any] = {}
    for name, said in zip(parts[::2], parts[1::2], strict=True):
        value: Any
        if (known := _said.get(said)) is not None:
            value = known if type(known) is str else _fresh(known)
        elif _SIMPLE.fullmatch(said) and ": " not in said and said[-1] not in " :" and said != "null":
            value = said
            if len(said) <= _SHORT and not said[0].isdigit():  # numbers are of one entry, mostly
                value = _keep(_said, said, intern(said))
        elif (found := _value(said)) is not None:
            value = found[0]
        else:
            return None
        fields[intern(name)] = value
    return fields if not before and len(fields) == len(parts) // 2 else None


def _value(said: str) -> tuple[Any] | None:
    """The value of a field, `said` being what is behind its colon or below it."""
    if said.startswith(("|", ">")):
        text = _block(said)
        return None if text is None else (text,)
    if said.startswith("\n    - ") and (items := _listed_below(said)) is not None:
        return (items,)
    found = _by_line(f"- x:{'' if said.startswith(_BREAK) else ' '}{said}\n")
    if found is None or len(found) != 1:
        return None
    if len(said) <= _KEPT_BELOW and found["x"] is not None:
        _keep(_said, said, _fresh(found["x"]))
    return (found["x"],)


def _block(text: str) -> str | None:
    """A block of text, from its sign on."""
    match = _BLOCK.fullmatch(text)
    if match is None:
        return None
    if (joined := match["joined"]) is not None:
        return joined[5:].replace("\n    ", " ")
    return match["lines"].rstrip("\n")[5:].replace("\n    ", "\n") + ("" if match["end"] else "\n")


def _listed_below(text: str) -> list[dict[str, Any]] | None:
    """The mappings in a list whose dashes stand four columns in; None if one is something else."""
    items = []
    for item in text[7:].split("\n    - "):
        known = _items.get(item)
        found = {**known} if known is not None else _by_line(f"- {item.replace(_DEEPER, _BREAK)}\n")
        if found is None:
            return None
        if (
            known is None
            and len(item) <= _KEPT_BELOW
            and not any(type(value) in (dict, list) for value in found.values())
        ):
            _keep(_items, item, {**found})
        items.append(found)
    return items


_DEEPER, _BREAK = "\n    ", "\n"


def _fresh(value: Any) -> Any:
    """The same value once more, since whoever has it may change it."""
    if type(value) is dict:
        return {name: inner if type(inner) is str else _fresh(inner) for name, inner in value.items()}
    if type(value) is list:
        return [inner if type(inner) is str else _fresh(inner) for inner in value]
    return value


def _keep(known: dict[str, Any], text: str, found: Any) -> Any:
    """Know what was read of a text from now on."""
    if len(known) >= _KEPT:
        known.clear()
    known[text] = found
    return found


def _by_line(text: str) -> dict[str, Any] | None:
    """The value of an entry that may be nested in any way."""
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


def _line(line: str) -> _Line | None:
    """What one line says; None if it is for the parser to say."""
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
    if len(line) <= _KEPT_LENGTH:
        _keep(_known, line, found)
    return found


def _listed(item: str) -> str | None:
    return item[1:-1] if item[0] == "'" else None if item == "null" else intern(item)
