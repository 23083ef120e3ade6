"""Where everything stands in a YAML text, to the character, so that one value can be changed and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .yaml_nodes import Loader, Path, uncollected


@dataclass
class Span:
    """A value in the text: `text[start:end]` is all of it, without the comment, blank lines or line end behind it."""

    kind: str
    """`scalar`, `mapping`, `sequence` or `alias`."""
    start: int
    end: int
    column: int
    """Of its first character, counted from 0."""
    flow: bool = False
    block_text: bool = False
    """Whether it is a `|` or `>` block."""
    pairs: list[tuple[Span, Span]] = field(default_factory=list)
    items: list[Span] = field(default_factory=list)
    name: str = ""
    """What a scalar says."""

    def child(self, step: str | int) -> Span | None:
        """The value of a key, or the item at an index."""
        if isinstance(step, int):
            return self.items[step] if step < len(self.items) else None
        return next((value for key, value in self.pairs if key.kind == "scalar" and key.name == step), None)

    def find(self, path: Path) -> Span | None:
        """The value at a path, if there is one and no alias is on the way."""
        here: Span | None = self
        for step in path:
            here = here.child(step) if here else None
        return here


@uncollected()
def spans(text: str) -> Span | None:
    """The document's top value; None if it has none. The text must be one YAML document without mistakes."""
    events = iter(yaml.parse(text, Loader=Loader))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return _span(text, events, next(events))
    return None


def _span(text: str, events: Iterator[Any], event: Any) -> Span:
    start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
    if isinstance(event, yaml.AliasEvent):
        return Span("alias", start, end, column)
    if isinstance(event, yaml.ScalarEvent):
        block = event.style in ("|", ">")
        if block:
            end = start + len(text[start:end].rstrip())
        return Span("scalar", start, end, column, block_text=block, name=event.value)
    found = Span("mapping", start, end, column, flow=bool(event.flow_style))
    if isinstance(event, yaml.SequenceStartEvent):
        found.kind = "sequence"
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.items.append(_span(text, events, event))
        last = found.items[-1] if found.items else None
    else:
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = _span(text, events, event)
            found.pairs.append((key, _span(text, events, next(events))))
        last = found.pairs[-1][1] if found.pairs else None
    if found.flow:
        found.start = text.index("[" if found.kind == "sequence" else "{", start)  # behind its anchor
        found.end = event.end_mark.index
    elif last is not None:
        found.end = max(last.end, found.pairs[-1][0].end if found.pairs else 0)
    return found


_TO_DASH = re.compile(r"(?:[ \t\r\n]+|#[^\n]*|[&!][^\s]*)*-")


def dashes(text: str, sequence: Span) -> list[int]:
    """Where the dash of each item of a block sequence is."""
    found: list[int] = []
    position = sequence.start
    for item in sequence.items:
        match = _TO_DASH.match(text, position)
        if match is None:
            raise ValueError("no dash before an item")
        found.append(match.end() - 1)
        position = max(item.end, match.end())
    return found


def line_start(text: str, offset: int) -> int:
    """The offset at which the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """The offset of the line end behind an offset, or of the end of the text."""
    found = text.find("\n", offset)
    if found < 0:
        return len(text)
    return found - 1 if found > offset and text[found - 1] == "\r" else found
