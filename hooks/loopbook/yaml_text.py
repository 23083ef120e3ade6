"""Plain values → YAML text that reads back as the same values, in whatever reader, and looks as people write it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

WIDTH = 110
"""Where a long text is folded, and beyond which a list of words is written one a line."""


@dataclass(frozen=True)
class Style:
    """How a file is written, as far as there is a choice."""

    item: int = 2
    """From a dash to what stands behind it: 2 for `- a`."""
    nested: int = 2
    """From a field to the dashes of its list: 0 where they are flush."""
    flow_lists: bool = True
    """Whether a short list of words is `[a, b]`, not one a line."""
    flow_items: bool = False
    """Whether an entry is `{a: b}` on one line, as in the review log."""
    spaced: bool = False
    """Whether a blank line stands between entries."""


# YAML 1.1 and 1.2 readers guess at these, so a string that looks like one is quoted.
_GUESSED = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|undefined|nan|inf)|[-+.\d][-+.\d,_:a-fA-FxXoOtTzZ ]*|0[box][\w]*",
)
_GUESSED_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "undefined", "nan", "inf"])
_HARMLESS = re.compile(r"[A-Za-z](?:[\w ().'/&+-]*[\w).'/])?", re.ASCII)
"""What most words and titles are: plain wherever they stand, unless they are one of the words that readers guess at."""
_ADDRESS = re.compile(r"https?://[\w./-]*[\w/]", re.ASCII)
"""What most addresses are: plain on a line of their own."""
_FIRST = "-?:,[]{}#&*!|>'\"%@`=<~. \t\u00a0"
_UNPRINTABLE = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: Any, *, flow: bool = False) -> str:
    """A value on one line: plain where every reader takes it for what it is, else quoted."""
    if type(value) is str and _is_harmless(value):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, (int, float, dt.date)):
        return str(value)
    text = str(value)
    if _is_plain(text, flow):
        return text
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text:
        return '"' + re.sub(rf'[\\"\n\t]|{_UNPRINTABLE.pattern}', lambda m: _escape(m[0]), text) + '"'
    return "'" + text.replace("'", "''") + "'"


def _is_harmless(text: str) -> bool:
    return bool(_HARMLESS.fullmatch(text)) and text.lower() not in _GUESSED_WORDS


def _is_plain(text: str, flow: bool) -> bool:
    return not (
        not text
        or text[0] in _FIRST
        or text != text.strip()
        or text.endswith(":")
        or ": " in text
        or " #" in text
        or "\n" in text
        or "\t" in text
        or (flow and re.search(r"[,\[\]{}:?]", text))
        or _GUESSED.fullmatch(text)
        or _UNPRINTABLE.search(text)
    )


def _escape(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # half a character, which no file can hold
        return "\ufffd"
    return _ESCAPES.get(char) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )


def flow(value: Any) -> str:
    """A value on one line, whatever it is."""
    if type(value) is str:
        return _flow_word(value) if len(value) <= _SHORT else scalar(value, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k, flow=True)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, flow=True)


@lru_cache(4096)
def _flow_word(value: str) -> str:
    return scalar(value, flow=True)


def pairs(mapping: Mapping[str, Any], column: int, style: Style) -> str:
    """The lines of a mapping whose keys stand at `column`. The last one has no line end."""
    pad, lines = " " * column, []
    for name, value in mapping.items():
        kind = type(value)
        if kind is str and len(value) <= _SHORT:
            lines.append(_word(name, value, column))
        elif kind is int or kind is float:
            lines.append(f"{pad}{_key(name)}: {value}")
        elif (
            kind is str
            and column + len(key := _key(name)) + len(value) + 2 <= WIDTH
            and (_is_harmless(value) or _ADDRESS.fullmatch(value))
        ):  # as most are, and as `value_after` has them
            lines.append(f"{pad}{key}: {value}")
        else:
            key = _key(name)
            lines.append(f"{pad}{key}:{value_after(value, column, style, len(key))}")
    return "\n".join(lines)


_SHORT = 24
"""How long a value is that many entries have, so that its line is kept."""


@lru_cache(4096)
def _word(name: str, value: str, column: int) -> str:
    """The line, or the lines, of a short text."""
    key = _key(name)
    return f"{' ' * column}{key}: {_text(value, column, 2, len(key))}"


@lru_cache(1000)
def _key(name: str) -> str:
    return scalar(name)


_PLAIN = frozenset([str, int, float])
_STRING = frozenset([str])
_NESTED = (dict, list, tuple, Mapping)


def value_after(value: Any, column: int, style: Style, key_length: int = 0) -> str:
    """What follows the `:` of a key at `column`: a space and a value, or lines below it."""
    kind = type(value)
    if kind is str:
        return f" {_text(value, column, 2, key_length)}"
    if kind is int or kind is float:
        return f" {value}"
    if kind is not list and isinstance(value, (dict, Mapping)) and value:
        return "\n" + pairs(value, column + 2, style)
    if kind is list and style.flow_lists and len(value) <= _FEW and _STRING.issuperset(map(type, value)):
        line = _words(*value)
        if column + key_length + 2 + len(line) <= WIDTH:
            return f" {line}"
    if isinstance(value, (list, tuple)) and value:
        if style.flow_lists and not any(issubclass(inner, _NESTED) for inner in {*map(type, value)} - _PLAIN):
            line = flow(value)
            if column + key_length + 2 + len(line) <= WIDTH:
                return f" {line}"
        inner = column + style.nested
        return "\n" + "\n".join([_member(member, inner, style) for member in value])
    if isinstance(value, (Mapping, list, tuple)):
        return f" {flow(value)}"
    return f" {_text(value, column, 2, key_length)}"


def _member(value: Any, column: int, style: Style) -> str:
    """The lines of an item of a list in an entry: the same few in many entries, where they are flat. Not of one that
    holds a zero, of which there are two that are equal.
    """
    is_small = type(value) is dict and 0 < len(value) <= _FEW and not style.flow_items
    if is_small and 0 not in value.values() and _PLAIN.issuperset(map(type, value.values())):
        return _flat(column, style.item, *value, *value.values())
    return item(value, column, style)


_FEW = 6


@lru_cache(4096)
def _words(*values: str) -> str:
    """A list of words on one line."""
    return flow(values)


@lru_cache(8192, typed=True)
def _flat(column: int, dash: int, *names_and_values: Any) -> str:
    half = len(names_and_values) // 2
    value = dict(zip(names_and_values[:half], names_and_values[half:], strict=True))
    return item(value, column, Style(item=dash))


def item(value: Any, column: int, style: Style) -> str:
    """The lines of one item of a list whose dashes stand at `column`. The last one has no line end."""
    pad, gap = " " * column, " " * (style.item - 1)
    inner = column + style.item
    if isinstance(value, (dict, Mapping)) and value and not style.flow_items:
        return f"{pad}-{gap}{pairs(value, inner, style).lstrip(' ')}"
    if isinstance(value, (Mapping, list, tuple)):
        return f"{pad}-{gap}{flow(value)}"
    return f"{pad}-{gap}{_text(value, column, style.item)}"


def _text(value: Any, column: int, indent: int, key_length: int = 0) -> str:
    """A scalar; one of several lines as a `|` block, one that is long as a `>-` block, where they can hold it."""
    if type(value) is str and column + key_length + len(value) + 2 <= WIDTH:
        if _is_harmless(value) or _ADDRESS.fullmatch(value):
            return value
    elif not isinstance(value, str):
        return scalar(value)
    if isinstance(value, Enum) or _UNPRINTABLE.search(value) or not value.strip():
        return scalar(value)
    pad = " " * (column + indent)
    if "\n" in value:
        body, end = (value[:-1], "") if value.endswith("\n") else (value, "-")
        if body.endswith("\n") or not body.strip():
            return scalar(value)
        hint = str(indent) if body[0] in " \t\n" else ""
        return f"|{hint}{end}\n" + "\n".join(pad + line if line else "" for line in body.split("\n"))
    if column + key_length + len(value) + 2 > WIDTH and value[0] not in " \t":
        lines = _folded(value, WIDTH - len(pad))
        if len(lines) > 1:
            return ">-\n" + "\n".join(pad + line for line in lines)
    return scalar(value)


def _folded(text: str, width: int) -> list[str]:
    """The text in lines that a folded block joins again: broken only at single spaces."""
    lines: list[str] = []
    for word in re.split(r"(?<![ \t]) (?![ \t]|$)", text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
