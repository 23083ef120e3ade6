"""Changes to the owner's YAML: all that is not changed stays as it was written, to the byte.

A change is made in the text itself, at the place that the parser names, rather than by reading the file and writing
it anew. So comments, order, quotes, indentation and line ends are kept without anybody having to understand them.
What a change makes is read back before it is written: it must say what was meant, and nothing else.

    draft = open_draft(root, "data/problems.yml")
    draft = draft.append([{"title": "Two Sum", "number": 1}])
    draft = draft.set({(0,): {"mastery": "solid", "mastered": None}})
    print(draft.diff())
    draft.save()
"""

from __future__ import annotations

import copy
import datetime as dt
import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from . import splices
from .book import Origin
from .diagnostics import BookError, Diagnostic, Severity, errors
from .example_dates import NOT_MOVED, moved
from .model import Entry, Part
from .sources import LISTS, read_text, write_text
from .splices import Ready
from .yaml_nodes import Parsed, Path, parse
from .yaml_spans import Span, spans
from .yaml_text import Style

Fields = Mapping[str, Any]
"""Field → value: text, number, date, list or mapping; None takes the field away."""
SCHEMAS = ".schemas"
"""The folder below data/ in which a book keeps the schemas for its editor."""
FRONT_MATTER = re.compile(r"(---[ \t]*\r?\n)(.*?)(^(?:---|\.\.\.)[ \t]*(?:\r?\n.*|$))", re.S | re.M)
CHECKED_WHOLE = 300_000
"""Characters up to which a file with new entries is read back whole; of a longer one, the place where they begin."""


@dataclass(frozen=True)
class Draft:
    """A YAML file, or a page's front matter, and what it is to hold.

    Every change gives a new draft; the file changes with `save`.
    """

    root: FilePath
    path: str
    """Relative to `root`, with `/`."""
    before: str
    """What the file holds, line ends as they are; empty if there is none."""
    text: str
    """The YAML that it is to hold."""
    around: tuple[str, str] = ("", "")
    """In a page, what stands before and behind its front matter."""
    byte_order_mark: bool = False
    style: Style | None = None
    """How to write new entries where the file does not show it."""
    moved_by: dt.timedelta = NOT_MOVED
    """How far the dates in `before` and `text` are from those in the file; saving moves all of them back."""

    def append(self, items: Iterable[Any], at: Path = ()) -> Draft:
        """With items at the end of the file's list, or of the list at a path (made if it is not there)."""
        new = [item if type(item) is Ready else plain(item) for item in items]
        if not new:
            return self
        before = self.value
        if at and not _at(before, at[:-1]).get(at[-1]):
            return self.set({at[:-1]: {str(at[-1]): new}})
        with self._safely():
            text = self._spliced(splices.append(self.text, self._spans, new, at, self.style))
            if not at and len(text) > CHECKED_WHOLE and self._joins(before, new):
                return replace(self, text=text)
            expected = copy.deepcopy(before) if before is not None else []
            _at(expected, at).extend(map(_as_read, new))
            return self._with(text, expected)

    def set(self, changes: Mapping[Path, Fields]) -> Draft:
        """With fields of the mappings at these paths (`(3,)`: the fourth entry) set, added, or with None taken away."""
        plain_changes = {
            path: {name: plain(value) for name, value in fields.items()} for path, fields in changes.items()
        }
        expected = copy.deepcopy(self.value) or ({} if () in changes else None)
        with self._safely():
            for path, fields in plain_changes.items():
                here = _at(expected, path)
                here |= as_read(fields)
                for name in [name for name, value in fields.items() if value is None]:
                    here.pop(name, None)
            return self._with(self._spliced(splices.set_fields(self.text, self._spans, plain_changes)), expected)

    def remove(self, paths: Iterable[Path]) -> Draft:
        """Without the list items at these paths, nor the comments that are theirs.

        A comment directly above several entries is a heading, and stays.
        """
        gone = sorted(set(paths), reverse=True)
        if not gone:
            return self
        expected = copy.deepcopy(self.value)
        with self._safely():
            for path in gone:
                del _at(expected, path[:-1])[path[-1]]
            return self._with(self._spliced(splices.remove(self.text, self._spans, gone)), expected)

    @property
    def whole(self) -> str:
        """The file as it is to be."""
        before, after = self.around
        return before + self.text + after  # the text itself where nothing is around it

    @property
    def written(self) -> str:
        """The file as it is to be written: with its byte order mark, and its dates moved back."""
        return ("\ufeff" if self.byte_order_mark else "") + moved(self.whole, -self.moved_by)

    @property
    def changed(self) -> bool:
        """Whether saving would change the file."""
        return self.whole != self.before

    def diff(self) -> str:
        """The change as a unified diff; empty if there is none."""
        old, new = (text.replace("\r\n", "\n").splitlines(keepends=True) for text in (self.before, self.whole))
        return "".join(difflib.unified_diff(old, new, self.path, self.path))

    def save(self) -> bool:
        """Write the file in one step, and say whether there was anything to write.

        Raises BookError if the file changed since it was read.
        """
        if self.changed:
            write_text(self.root / self.path, self.written, expected=_normal(moved(self.before, -self.moved_by)))
        return self.changed

    @cached_property
    def value(self) -> Any:
        """What the YAML says: strings, lists and mappings."""
        return _value(self.text, self.path)

    @cached_property
    def style_of_new(self) -> Style:
        """How the file writes its entries."""
        return splices.style_of(self.text, self._spans, self.style)

    @cached_property
    def _spans(self) -> Span | None:
        return spans(self.text)

    def _spliced(self, edits: list[splices.Edit]) -> str:
        newline = "\r\n" if "\r\n" in self.text else "\n"
        return splices.applied(self.text, edits, newline)

    def _with(self, text: str, expected: Any) -> Draft:
        """The draft with this text, if it says what is expected. Raises ValueError if not."""
        read = parse(text, self.path)
        if errors(read.diagnostics) or not _alike(read.value, expected):
            raise ValueError("reads back as something else")
        changed = replace(self, text=text)
        changed.__dict__["value"] = read.value
        return changed

    def _joins(self, before: Any, new: list[Any]) -> bool:
        """Whether the first of the new entries reads back behind the last old one; the others are written alike."""
        start = splices.last_item(self.text, self._spans) if before else 0
        text = self._spliced(splices.append(self.text, self._spans, new[:1], (), self.style))[start:]
        return bool(parse(text, self.path).value == [*(before or [])[-1:], _as_read(new[0])])

    @contextmanager
    def _safely(self) -> Iterator[None]:
        try:
            yield
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            message = "is written in a way that this change cannot be made in safely"
            problem = Diagnostic(self.path, 0, 0, Severity.ERROR, message, "make the change by hand")
            raise BookError([problem]) from error


def open_draft(root: FilePath, path: str, *, known: Parsed | None = None, style: Style | None = None) -> Draft:
    """The draft of a file below `root`; of one that is not there, with the line that names its schema to editors.

    `known` is what the caller has read of it; paths into that are worth nothing if the file changed since. Raises
    BookError if it did, if the file cannot be read, or if it is not YAML.
    """
    if not (root / path).exists():
        usual = Style(flow_items=f"/{path}".endswith("/reviews.yml"))
        return Draft(root, path, "", schema_line(root, path), style=style or usual)
    problems: list[Diagnostic] = []
    text = read_text(root, path, problems)
    if text is None:
        raise BookError(problems)
    raw = (root / path).read_bytes().decode("utf-8", "replace")
    mark = raw.startswith("\ufeff")
    raw = raw.removeprefix("\ufeff")
    moved_by = known.moved_by if known else NOT_MOVED
    raw, text = moved(raw, moved_by), moved(text, moved_by)
    if _normal(raw) != text or (known is not None and text != known.text):
        message = "changed since it was read, so it was not written"
        raise BookError([Diagnostic(path, 0, 0, Severity.ERROR, message, "run the command again")])
    around, yaml = ("", ""), raw
    if path.endswith(".md"):
        match = FRONT_MATTER.match(raw)
        yaml = match[2] if match else ""
        around = (match[1], match[3]) if match else ("---\n", f"---\n\n{raw}")
    _value(yaml, path)
    return Draft(root, path, raw, yaml, around, mark, style, moved_by)


def draft_at(root: FilePath, origin: Origin) -> Draft:
    """The draft of the file that an entry of a loaded book is in; `origin.prefix` is the entry's path in it."""
    return open_draft(root, origin.path, known=origin.parsed)


def schema_line(root: FilePath, path: str) -> str:
    """The first line of a tracker's file: where an editor finds its schema, seen from the file."""
    *folders, name = FilePath(path).with_suffix("").parts
    data = folders
    for i, part in enumerate(folders[1:], 1):
        if part in LISTS:
            data, name = folders[:i], part
    engine = "hooks/loopbook/schemas"
    schemas = engine if (root / engine).is_dir() else "/".join((*data, SCHEMAS))
    way = posixpath.relpath(f"{schemas}/{name}.json", "/".join(folders) or ".")
    return f"# yaml-language-server: $schema={way}\n"


def delete(root: FilePath, path: str) -> None:
    """Take a file away, and its folder if nothing is left in it."""
    (root / path).unlink(missing_ok=True)
    folder = (root / path).parent
    if folder != root and not any(folder.iterdir()):
        folder.rmdir()


def fields_of(part: Part) -> dict[str, Any]:
    """What YAML says of an entry or a part of one: the fields that were given, its name first, its own fields next."""
    model = type(part)
    names = list(model.model_fields)
    if isinstance(part, Entry):
        shared = [name for name in names if name in Entry.model_fields and name != "id"]
        names = list(dict.fromkeys(("id", part.title_field, *(n for n in names if n not in shared), *shared)))
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(part, name)
        if name in part.model_fields_set and value is not None:
            found[model.model_fields[name].alias or name] = plain(value)
    return found


_AS_IT_IS = frozenset([str, int, float])


def plain(value: Any) -> Any:
    """A value as YAML has it: parts as mappings, without fields that are None."""
    kind = type(value)  # imports write hundreds of thousands, and asking for a type costs less than for its kin
    if kind in _AS_IT_IS:
        return value
    if kind is dict:
        return {
            name if type(name) is str else str(name): inner if type(inner) in _AS_IT_IS else plain(inner)
            for name, inner in value.items()
            if inner is not None
        }
    if kind is list:
        return [inner if type(inner) in _AS_IT_IS else plain(inner) for inner in value]
    if isinstance(value, Part):
        return fields_of(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in (value if isinstance(value, Sequence) else sorted(value))]
    return value


def read_back(value: Any) -> Any:
    """What the reader makes of a value that is written: `as_read(plain(value))`, quicker for what most values are."""
    kind = type(value)
    if kind is str and value.isascii():
        return value
    if kind is int or kind is float:
        return str(value)
    if kind is dict:
        return {
            name if type(name) is str else str(name): (
                inner if type(inner) is str and inner.isascii() else read_back(inner)
            )
            for name, inner in value.items()
            if inner is not None
        }
    if kind is list:
        return [inner if type(inner) is str and inner.isascii() else read_back(inner) for inner in value]
    return as_read(plain(value))


def _as_read(item: Any) -> Any:
    return read_back(item.value) if type(item) is Ready else as_read(item)


def as_read(value: Any) -> Any:
    """What the reader makes of a value that was written: strings, lists and mappings."""
    kind = type(value)
    if kind is dict:
        return {name: as_read(inner) for name, inner in value.items()}
    if kind is list:
        return [as_read(inner) for inner in value]
    if isinstance(value, str):  # half a character is more than a file can hold
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float, dt.date)):
        return str(value)
    if isinstance(value, Mapping):
        return {name: as_read(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_read(inner) for inner in value]
    return value


def _value(text: str, path: str) -> Any:
    """What a text says. Raises BookError if it is not YAML, or has a list where none can be."""
    parsed = parse(text, path)
    problems = errors(parsed.diagnostics)
    if problems:
        raise BookError(problems)
    return parsed.value


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are the same, where an empty list is as good as none."""
    return (one or None) == (other or None)


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
