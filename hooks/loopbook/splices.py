"""Where in a YAML text a change goes, and what is written there: edits of the text, not yet carried out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .markdown_text import replace as carried_out
from .yaml_nodes import Path
from .yaml_spans import Span, dashes, line_end, line_start
from .yaml_text import Style, flow, item, pairs, value_after

Edit = tuple[int, int, str]
"""Put the text in the place of what stands from one offset to the other."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An item whose lines at the margin, in the file's own style, were written before."""

    value: Mapping[str, Any]
    lines: str


STYLE_SAMPLE = 200
"""How many entries are looked at to see how a file is written."""


def applied(text: str, edits: list[Edit], newline: str) -> str:
    """The text with the edits carried out, and the line ends in what they put in like the file's own."""
    return carried_out(text, [(a, b, new.replace("\n", newline)) for a, b, new in edits])


def style_of(text: str, top: Span | None, given: Style | None = None) -> Style:
    """How the file writes what can be written in several ways; `given`, or else the usual, where it does not show."""
    style = given or Style()
    if top is None or top.kind != "sequence" or not top.items:
        return style
    style = replace(style, flow_items=top.items[-1].flow)
    if not top.flow and top.items[-1].kind == "mapping" and not top.items[-1].flow:
        last = top.items[-1]
        style = replace(style, item=max(2, last.column - top.column))
        if len(top.items) > 1:
            above = text[line_start(text, line_start(text, last.start) - 1) : line_start(text, last.start)]
            style = replace(style, spaced=not above.strip())
    seen = {"nested": False, "lists": False}
    for entry in top.items[-STYLE_SAMPLE:]:
        for _, value in entry.pairs if not entry.flow else ():
            if value.kind != "sequence" or not value.items:
                continue
            if not value.flow and not seen["nested"]:
                seen["nested"] = True
                style = replace(style, nested=max(0, value.column - entry.column))
            if not seen["lists"] and all(inner.kind == "scalar" for inner in value.items):
                seen["lists"] = True
                style = replace(style, flow_lists=value.flow)
        if all(seen.values()):
            break
    return style


def append(text: str, top: Span | None, new: Sequence[Any], at: Path, given: Style | None) -> list[Edit]:
    """Edits that put items at the end of the file's list, or of the list at a path, which then holds something."""
    style = style_of(text, top, given)
    if at:
        style = replace(style, flow_items=False, spaced=False)
    target = found(top, at) if at else top
    if target is None:
        lead = "" if not text or text.endswith("\n") else "\n"
        return [(len(text), len(text), _items(new, 0, style, lead, "\n"))]
    if target.flow and target.items:
        end = target.items[-1].end
        return [(end, end, "".join(f", {flow(_value(each))}" for each in new))]
    if target.flow or target.kind == "scalar":  # `[]` or nothing, at the top
        lead = "" if line_start(text, target.start) == target.start else "\n"
        after = "" if "\n" in text[target.end :] else "\n"  # without it, a block of text would lose its last line's end
        return [(target.start, target.end, _items(new, 0, style, lead, after))]
    first = dashes(text, replace(target, items=target.items[:1]))[0]
    column = first - line_start(text, first)
    if at:
        end = line_end(text, target.end)
        return [(end, end, _items(new, column, style, "\n"))]
    end = _document_end(text, target.end)
    lead = "" if text[:end].endswith("\n") else "\n"
    if style.spaced and not _is_set_off(text, end):
        lead += "\n"
    return [(end, end, _items(new, column, style, lead, "\n"))]


def _items(new: Sequence[Any], column: int, style: Style, before: str, after: str = "") -> str:
    """The lines of items, with what is to stand before and after them: put there in one go, for there may be 10 MB."""
    lines = [each.lines if type(each) is Ready and not column else item(_value(each), column, style) for each in new]
    lines[0] = before + lines[0]
    lines[-1] += after
    return ("\n\n" if style.spaced else "\n").join(lines)


def _value(each: Any) -> Any:
    return each.value if type(each) is Ready else each


def _document_end(text: str, after: int) -> int:
    """The end of the text, or where the document's end is marked."""
    match = re.compile(r"^\.\.\.\s", re.M).search(text + "\n", after)
    return match.start() if match else len(text)


def last_item(text: str, top: Span | None) -> int:
    """The offset of the line in which the last item of the file's list begins."""
    if top is None or top.flow or not top.items:
        return 0
    return line_start(text, text.rfind("-", 0, top.items[-1].start + 1))


def found(top: Span | None, path: Path) -> Span:
    """The value at a path. Raises LookupError if there is none, or only an alias of one."""
    here = top.find(path) if top else None
    if here is None or here.kind == "alias":
        raise LookupError(path)
    return here


# -- fields ----------------------------------------------------------------------------------------------------------


def set_fields(text: str, top: Span | None, changes: Mapping[Path, Mapping[str, Any]]) -> list[Edit]:
    """Edits that set fields of the mappings at these paths; None takes a field away."""
    style = replace(style_of(text, top), flow_items=False)
    edits: list[Edit] = []
    for path, fields in changes.items():
        if top is None and not path:  # an empty text, which may become a mapping
            new = {name: value for name, value in fields.items() if value is not None}
            edits.append((len(text), len(text), f"{pairs(new, 0, style)}\n"))
            continue
        mapping = found(top, path)
        if mapping.kind != "mapping":
            raise ValueError("no mapping there")
        there = {key.name: i for i, (key, _) in enumerate(mapping.pairs) if key.kind == "scalar"}
        gone = [there[name] for name, value in fields.items() if value is None and name in there]
        for name, value in fields.items():
            if value is not None and name in there and not mapping.flow:
                edits.append(_changed(text, *mapping.pairs[there[name]], value, mapping.pairs[0][0].column, style))
        new = {name: value for name, value in fields.items() if value is not None and name not in there}
        kept = [i for i in range(len(mapping.pairs)) if i not in gone]
        if mapping.flow or not kept:
            edits.append(_flow_mapping(text, mapping, fields, kept))
            continue
        edits += _without_pairs(text, mapping, kept)
        if new:
            edits.append(_added(text, mapping, new, kept[-1], style))
    return edits


def _flow_mapping(text: str, mapping: Span, fields: Mapping[str, Any], kept: list[int]) -> Edit:
    """A mapping on one line, written anew from the pieces that stay and those that do not."""
    pieces = []
    for i in kept:
        key, value = mapping.pairs[i]
        new = fields.get(key.name)
        pieces.append(
            text[key.start : max(key.end, value.end)] if new is None else f"{text[key.start : key.end]}: {flow(new)}"
        )
    there = {key.name for key, _ in mapping.pairs}
    pieces += [flow({name: value})[1:-1] for name, value in fields.items() if value is not None and name not in there]
    return (mapping.start, mapping.end, "{" + ", ".join(pieces) + "}")


def _changed(text: str, key: Span, old: Span, value: Any, column: int, style: Style) -> Edit:
    start = text.index(":", key.end) + 1
    end = max(old.end, start)
    new = value_after(value, column, style, key.end - key.start)
    first, newline, rest = new.partition("\n")
    behind = text[end : line_end(text, end)]
    if old.kind in ("sequence", "mapping") and not old.flow:  # a comment there is about the last thing in it
        end, behind = end + len(behind), ""
    if newline and behind.strip():  # the comment behind the old value stays on the field's own line
        return (start, end + len(behind), f"{first}{behind}\n{rest}")
    return (start, end, f"{first}{_comment_on_top(text[start:end])}{newline}{rest}")


def _comment_on_top(old: str) -> str:
    """The comment on the field's own line, where the old value is on the lines below."""
    match = re.match(r"(?:[ \t]*[|>][-+0-9]*)?([ \t]+#[^\r\n]*)\r?\n", old)
    return match[1] if match else ""


def _without_pairs(text: str, mapping: Span, kept: list[int]) -> list[Edit]:
    edits = []
    for i, (key, value) in enumerate(mapping.pairs):
        if i in kept:
            continue
        end = _pair_end(text, key, value)
        if not text[line_start(text, key.start) : key.start].strip():
            edits.append((line_start(text, key.start), _next_line(text, end), ""))
            continue
        rest = mapping.pairs[kept[0]][0].start  # behind the dash: the first that stays moves up to it
        edits.append((key.start, line_end(text, end) if "#" in text[line_end(text, end) : rest] else rest, ""))
    return edits


def _pair_end(text: str, key: Span, value: Span) -> int:
    return max(value.end, text.index(":", key.end) + 1)


def _next_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def _added(text: str, mapping: Span, new: Mapping[str, Any], last: int, style: Style) -> Edit:
    """Fields below the last one that stays."""
    column = mapping.pairs[0][0].column
    end = line_end(text, _pair_end(text, *mapping.pairs[last]))
    return (end, end, f"\n{pairs(new, column, style)}")


# -- removal ---------------------------------------------------------------------------------------------------------


def remove(text: str, top: Span | None, paths: Iterable[Path]) -> list[Edit]:
    """Edits that take list items away, with the comments that are theirs."""
    edits: list[Edit] = []
    lists: dict[Path, list[int]] = {}
    for path in paths:
        lists.setdefault(path[:-1], []).append(int(path[-1]))
    for path, indices in lists.items():
        sequence = found(top, path)
        if not sequence.flow and path and len(set(indices)) == len(sequence.items):
            edits += set_fields(text, top, {path[:-1]: {str(path[-1]): []}})
        elif sequence.flow:
            kept = [text[s.start : s.end] for i, s in enumerate(sequence.items) if i not in indices]
            edits.append((sequence.start, sequence.end, f"[{', '.join(kept)}]"))
        else:
            edits += _without_items(text, sequence, set(indices))
    return edits


def _without_items(text: str, sequence: Span, gone: set[int]) -> list[Edit]:
    places = dashes(text, sequence)
    column = places[0] - line_start(text, places[0])
    edits = []
    for i in sorted(gone):
        following = line_start(text, places[i + 1]) if i + 1 < len(places) else len(text)
        start = line_start(text, places[i])
        end = _behind(text, max(sequence.items[i].end, places[i] + 1), following, column)
        above = _comments_above(text, start)
        heads_more = i + 1 < len(places) and i + 1 not in gone and end == following
        if above and not heads_more:
            start = above
        if _is_set_off(text, start):
            while end < following and not text[end : _next_line(text, end)].strip():
                end = _next_line(text, end)
        edits.append((start, end, ""))
    return edits


def _is_set_off(text: str, start: int) -> bool:
    """Whether a line is the first, or has a blank line above it."""
    return start == 0 or not text[line_start(text, start - 1) : start].strip()


def _behind(text: str, end: int, following: int, column: int) -> int:
    """The end of an item's last line, or of the last comment line below it that is indented deeper than its dash."""
    position = last = _next_line(text, end)
    while position < following:
        stop = _next_line(text, position)
        line = text[position:stop]
        if line.strip():
            if not line.lstrip().startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
                break
            last = stop
        position = stop
    return last


def _comments_above(text: str, start: int) -> int:
    """The offset of the comment lines directly above a line; 0 if there are none, or they are the file's head."""
    top = start
    while top > 0:
        above = line_start(text, top - 1)
        if not text[above:top].lstrip().startswith("#"):
            break
        top = above
    return top if top < start else 0
