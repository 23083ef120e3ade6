"""YAML text → plain values that keep what was written, and where each of them stands.

Values are read from PyYAML's nodes, so a scalar stays the string that the owner wrote (`No`, `1e3`, `3.10`); which
type it becomes is the schema's business.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from sys import intern
from typing import Any

import yaml

from .diagnostics import Diagnostic, Severity
from .example_dates import NOT_MOVED
from .yaml_errors import explained

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_Safe):  # type: ignore[misc]
    """PyYAML's, but it does not look at each scalar to guess its type, which nobody asks: a third of its time."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """No tag."""
        return ""


Place = tuple[int, int]
"""A line and a column, counted from 1."""

MAX_DEPTH = 40
MAX_REPEATED = 200_000
"""How many values aliases may add to those that are written: more than anybody means, fewer than hurt."""

Path = tuple[str | int, ...]
"""The way from a document's top to a value in it: keys of mappings, indices of lists."""


class Piece:
    """One entry of a list, read by itself. What the same text says is the same wherever it stands, so it is read, and
    held against the schema, once.
    """

    __slots__ = ("cuts", "entry", "place", "value")

    def __init__(self, value: Any, place: Place = (1, 3), cuts: Sequence[tuple[Path, Place]] = ()) -> None:
        self.value, self.place, self.cuts = value, place, cuts
        """What it says; where that begins in its text; its plain scalars cut short, as paths from the list on."""
        self.entry: Any = None
        """What the schema made of the value, once somebody asked."""


class Parsed:
    """What a YAML text holds: `value` is made of dicts, lists, strings and None only.

    `items` are the places of a top-level list's items. Other places are looked up only when somebody asks for one,
    which happens only when something is wrong.
    """

    def __init__(self, text: str, first_line: int, value: Any, items: list[Place], problems: list[Diagnostic]) -> None:
        self.text, self.first_line = text, first_line
        self.value, self.items, self.diagnostics = value, items, problems
        self.known_cuts: list[tuple[Path, Place]] | None = None
        """What `cuts` says, where that was worked out before."""
        self.pieces: list[Piece] | None = None
        """The items of a top-level list, where each was read by itself."""
        self.moved_by = NOT_MOVED
        """How far the dates in `text` are from those in the file."""

    def at(self, path: Path = (), *, key: bool = False) -> Place:
        """The place of the value at `path` (of its key, with `key`), or of the nearest thing around it."""
        here = self._node
        for i, step in enumerate(path):
            pair = _child(here, step)
            if pair is None:
                break
            here = pair[0] if key and i == len(path) - 1 else pair[1]
        return _place(here, self.first_line) if here is not None else (self.first_line, 1)

    def cuts(self) -> Iterator[tuple[Path, Place]]:
        """The plain scalars behind which one space and a `#` made the rest of their line a comment.

        Two spaces before the `#` are how people set off a comment on purpose.
        """
        if self.known_cuts is not None:
            yield from self.known_cuts
        elif self.value is not None and " #" in self.text and self._node is not None:
            yield from self._cuts(self._node, ())

    def _cuts(self, node: yaml.Node, path: Path) -> Iterator[tuple[Path, Place]]:
        if isinstance(node, yaml.ScalarNode):
            end = node.end_mark
            if not node.style and end.line < len(self._lines) and self._lines[end.line].startswith(" #", end.column):
                yield path, _place(node, self.first_line)
        elif len(path) <= MAX_DEPTH:
            for i, child in enumerate(node.value):
                step = child[0].value if isinstance(child, tuple) else i
                yield from self._cuts(child[1] if isinstance(child, tuple) else child, (*path, step))

    @cached_property
    def _node(self) -> Any:
        try:
            return _compose(self.text)
        except (yaml.YAMLError, _TooMuchError):
            return None

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_node", "_lines")}


def _place(node: yaml.Node, first_line: int) -> Place:
    return node.start_mark.line + first_line, node.start_mark.column + 1


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if getattr(k, "value", None) == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


class _TooMuchError(Exception):
    """What begins at a mark is more than a person writes: a message and a remedy."""

    def __init__(self, mark: Any, message: str, remedy: str) -> None:
        self.mark, self.message, self.remedy = mark, message, remedy


def _too_deep(mark: Any) -> _TooMuchError:
    message = f"nested more than {MAX_DEPTH} levels deep, or an alias that holds itself"
    return _TooMuchError(mark, message, "write it out flat")


_BRACKET = re.compile(r"[][{}]")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_LONG_START = re.compile(r"^[-? \t]{500}", re.M)
_SAFE_DEPTH = 500


def _compose(text: str) -> yaml.Node | None:
    """The node of a text. The parser composes by recursion in C, which ends the process where nesting has no end."""
    depths = accumulate((_STEP[mark] for mark in _BRACKET.findall(text)), lambda depth, step: max(0, depth + step))
    if max(depths, default=0) > _SAFE_DEPTH or _LONG_START.search(text):
        depth = 0
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH + 1:
                raise _too_deep(event.start_mark)
    node: yaml.Node | None = yaml.compose(text, Loader=Loader)
    return node


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: many small objects are made and all are kept, so that every look is in
    vain, and five times as long as the work itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@uncollected()
def parse(text: str, path: str, first_line: int = 1) -> Parsed:
    """Read one YAML document. `first_line` is where the text begins in its file (front matter: line 2)."""
    builder = _Builder(path, first_line)
    try:
        node = _compose(text)
        value = None if node is None else builder.build(node, 0)
    except yaml.YAMLError as error:
        return Parsed(text, first_line, None, [], [explained(error, text, path, first_line - 1)])
    except _TooMuchError as error:
        place = error.mark.line + first_line, error.mark.column + 1
        problem = Diagnostic(path, *place, Severity.ERROR, error.message, error.remedy)
        return Parsed(text, first_line, None, [], [problem])
    items = [_place(child, first_line) for child in node.value] if node and isinstance(value, list) else []
    parsed = Parsed(text, first_line, value, items, builder.diagnostics)
    parsed.__dict__["_node"] = node
    return parsed


class _Builder:
    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.diagnostics: list[Diagnostic] = []
        self.built: dict[int, Any] = {}  # an alias is the same node again: built once, or a few lines grow without end
        self.sizes: dict[int, int] = {}
        self.repeated = 0

    def build(self, node: yaml.Node, depth: int) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return None if not node.style and node.value in ("", "~", "null") else node.value
        if depth > MAX_DEPTH:
            raise _too_deep(node.start_mark)
        if id(node) in self.built:
            self.repeat(node)
        elif isinstance(node, yaml.SequenceNode):
            self.built[id(node)] = [self.build(child, depth + 1) for child in node.value]
        else:
            self.built[id(node)] = self.mapping(node, depth)
        return self.built[id(node)]

    def repeat(self, node: yaml.Node) -> None:
        """Count what an alias stands for: written once, it is gone through again wherever it stands."""
        self.repeated += self.size(self.built[id(node)])
        if self.repeated > MAX_REPEATED:
            message = f"aliases repeat what is anchored here until there are more than {MAX_REPEATED:,} values"
            raise _TooMuchError(node.start_mark, message, "write out what is meant")

    def size(self, value: Any) -> int:
        if not isinstance(value, (list, dict)):
            return 1
        if id(value) not in self.sizes:
            parts = value.values() if isinstance(value, dict) else value
            self.sizes[id(value)] = 1 + sum(map(self.size, parts))
        return self.sizes[id(value)]

    def mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        merged: list[dict[str, Any]] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                remedy = "put the value in quotes if it is text" if key_node.flow_style else "use a word as the key"
                self.report(key_node, "a key that is a list or a mapping", remedy)
                continue
            key, value = intern(key_node.value), self.build(value_node, depth + 1)
            if key == "<<" and not key_node.style:
                found = value if isinstance(value, list) else [value]
                merged += [v for v in found if isinstance(v, dict)]
                if not all(isinstance(v, dict) for v in found):
                    self.report(value_node, "'<<' takes the fields of a mapping, and this is none", "take it away")
            elif key in values:
                first = next(k for k, _ in node.value if k.value == key)
                line = _place(first, self.first_line)[0]
                self.report(key_node, f"'{key}' is given twice, first in line {line}", "keep one of the two")
            else:
                values[key] = value
        for more in merged:
            values = more | values
        return values

    def report(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(self.path, *_place(node, self.first_line), Severity.ERROR, message, remedy))
