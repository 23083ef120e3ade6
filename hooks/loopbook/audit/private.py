"""What is private in a book, as texts with their places; and the texts that are public, by the same reading.

It is worked out from the checked sources and their markings alone. The filter's steps are not asked: what one of them
forgets is found because this does not know that it was to be done.

A field that may be shown to nobody is private wherever it stands; so is a comment in YAML or HTML, a field of front
matter that templates do not need, and where a page links to, unless that is public for certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from ..audience.entries import closed_fields
from ..audience.files import used_by
from ..audience.hidden import FILTERS, Hidden
from ..audience.notes import PUBLIC_FIELDS, orphans
from ..book import Origin
from ..checking import Checked
from ..diagnostics import Diagnostic
from ..markdown_text import links, replace
from ..model import Entry, Part, Query, Ref, Visibility
from ..notes import Note
from ..passages import Span, comments, merged, private_passages
from ..paths import is_relative, resolve
from ..schema import marks_in
from ..sources import read_text
from .files import is_text

MAX_TEXT = 4_000_000
"""A longer file of docs/ is compared as a whole, not read."""


@dataclass(frozen=True)
class Text:
    """A private text: what it is, where it is written, and whether it is looked for whatever the public texts say."""

    text: str
    kind: str
    place: str
    always: bool = False


@dataclass
class Private:
    """Everything private of a book, and everything public."""

    texts: list[Text] = field(default_factory=list)
    patterns: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    """Regular expressions from the file of secrets, with their places."""
    files: dict[str, Path] = field(default_factory=dict)
    """Private files of docs/: uri → path."""
    public: list[str] = field(default_factory=list)
    public_files: list[Path] = field(default_factory=list)
    """Files of text that are public as they are: their words are public too."""
    grades_are_private: bool = True
    things: int = 0
    """How many entries, pages, passages, fields and files these texts come from."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def private_of(checked: Checked) -> Private:
    """What is private in a book, and what is public."""
    reading = _Reading(checked)
    reading.entries()
    reading.study()
    for note in checked.notes.values():
        reading.note(note)
    reading.folder_meta()
    reading.yaml_comments()
    reading.files()
    reading.secrets()
    reading.found.public += checked.site.settings.public_words
    return reading.found


class _Reading:
    def __init__(self, checked: Checked) -> None:
        self.checked, self.site = checked, checked.site
        self.settings = checked.site.settings
        self.hidden = Hidden.of(checked)
        self.found = Private()
        self.public_notes: dict[str, Note] = {}
        self.public_entries: dict[str, dict[str, Entry]] = {}

    def is_public(self, name: str) -> bool:
        return self.checked.visibility.get(name) is Visibility.PUBLIC

    def keep(self, text: str, kind: str, place: str, *, always: bool = False) -> None:
        if text.strip():
            self.found.texts.append(Text(text, kind, place, always))

    # -- trackers ----------------------------------------------------------------------------------------------------

    def entries(self) -> None:
        for tracker, entries in self.checked.entries.items():
            for entry in entries.values():
                if not self.is_public(entry.key):
                    self.found.things += 1
                    self.hide(entry, entry.key, str(self.checked.origins[entry.key]))
                    continue
                self.public_entries.setdefault(tracker, {})[entry.id] = entry
                self.found.public += [entry.id, entry.key]
                self.part(entry, set(entry.private) | set(entry.owner_only), str(self.checked.origins[entry.key]))

    def hide(self, value: Any, kind: str, place: str) -> None:
        """Keep every text in a private value."""
        for name, text in strings(value):
            self.keep(text, f"{kind}: {name}" if name else kind, place)

    def part(self, part: Part, private: set[str], place: str) -> None:
        """Sort the fields of a part that is public itself into private and public ones."""
        closed = closed_fields(part)
        for name, alias, ref, _ in fields_of(type(part)):
            value = getattr(part, name)
            if alias in private or name in closed:
                if value not in (None, [], {}, "") and alias not in ("private", "mastery", "mastered"):
                    self.found.things += 1
                    self.hide({alias: value} if not isinstance(value, Part) else value, alias, place)
            elif not value or (ref and type(value) is str):
                continue
            elif type(value) is str:
                self.prose(value, alias, place)
            elif isinstance(value, Part):
                self.inner(value, alias, place)
            elif isinstance(value, list) and isinstance(value[0], Part):
                for item in value:
                    self.inner(item, alias, place)
            elif isinstance(value, dict) and ref:
                for key, text in value.items():
                    if f"{ref.tracker}/{key}" in self.hidden:
                        self.hide(text, alias, place)
                    else:
                        self.prose(text, alias, place)
            elif not ref:
                for _, text in strings({alias: value}):
                    self.prose(text, alias, place)

    def inner(self, part: Part, kind: str, place: str) -> None:
        if getattr(part, "visibility", None) is Visibility.PRIVATE:
            self.found.things += 1
            self.hide(part, kind, place)
        elif any(f"{ref.tracker}/{name}" in self.hidden for ref, name in _required_refs(part)):
            self.hide(part, kind, place)
        elif isinstance(part, Query):
            about = [f"{FILTERS.get(name, name)}/{value}" for name, found in part.where.items() for value in found]
            if any(key in self.hidden for key in about):
                self.keep(part.title or "", kind, place)
            else:
                self.found.public.append(part.title or "")
        else:
            self.part(part, set(), place)

    def prose(self, text: str, kind: str, place: str) -> None:
        """A public text of an entry, which may have private passages."""
        if not _HAS_MARKUP.search(text):
            self.found.public.append(text)
            return
        spans, _ = private_passages(text)
        for start, end in spans:
            self.found.things += 1
            self.keep(text[start:end], kind, place)
        self.found.public.append(self.open_text(replace(text, [(a, b, "\n") for a, b in spans]), "", place))

    def study(self) -> None:
        plan, place = self.checked.plan, f"{self.settings.data}/plan.yml"
        if plan is not None and self.settings.default_visibility(place) is not Visibility.PUBLIC:
            self.found.things += 1
            self.hide(plan, "plan", place)
        elif plan is not None:
            self.found.public += [text for _, text in strings(plan)]
        for review in self.checked.reviews:
            if review.note:
                self.found.things += 1
                self.keep(review.note, "note of a review", f"{review.path}:{review.line}")
        logs = {f"{self.settings.data}/reviews.yml", *(review.path for review in self.checked.reviews if review.line)}
        seen = {self.settings.default_visibility(path) for path in logs}
        self.found.grades_are_private = Visibility.PUBLIC not in seen

    def yaml_comments(self) -> None:
        """Comments in trackers and front matter, and the names of trackers' files that hold nothing public."""
        seen: dict[str, tuple[Origin, bool]] = {}
        for name, origin in self.checked.origins.items():
            before = seen.get(origin.path)
            seen[origin.path] = origin, self.is_public(name) or (before is not None and before[1])
        for path, (origin, has_public) in seen.items():
            if origin.parsed and not path.endswith(".md"):
                for line, comment in comments_of(origin.parsed.text, origin.parsed.first_line):
                    self.keep(comment, "comment", f"{path}:{line}")
            if not has_public and not path.endswith(".md"):
                self.keep(Path(path).stem, "file name", path)

    # -- pages -------------------------------------------------------------------------------------------------------

    def note(self, note: Note) -> None:
        for line, comment in comments_of(note.front_matter.text, 2) if note.front_matter else ():
            self.keep(comment, "comment", f"{note.path}:{line}")
        if note.uri in self.hidden or not self.is_public(note.uri):
            self.found.things += 1
            self.names_of_file(note.uri, note.path)
            self.keep(note.title, "title", note.path)
            self.hide(note.meta, "front matter", note.path)
            for line, text in _paragraphs(note.body):
                self.keep(text, "text", f"{note.path}:{note.first_line + line}")
            return
        self.public_notes[note.uri] = note
        allowed = PUBLIC_FIELDS | set(self.settings.front_matter)
        private = note.meta.get("private") or []
        for name, value in note.meta.items():
            if name in self.fields_of_entry(note.uri) or name in ("visibility", "private"):
                continue
            if name in allowed and name not in private:
                self.found.public += [text for _, text in strings(value)] if name not in ("topics", "rounds") else []
            else:
                self.hide({name: value}, "front matter", note.path)
        self.found.public += [note.uri]
        self.body(note)

    def folder_meta(self) -> None:
        """Front matter that is given to all pages of a folder."""
        allowed = PUBLIC_FIELDS | set(self.settings.front_matter)
        for path, parsed in self.checked.folder_meta:
            for line, comment in comments_of(parsed.text):
                self.keep(comment, "comment", f"{path}:{line}")
            for name, value in parsed.value.items() if isinstance(parsed.value, dict) else ():
                if name in allowed and name != "private":
                    self.found.public += [text for _, text in strings(value)]
                else:
                    self.hide({name: value}, "front matter", path)

    def fields_of_entry(self, uri: str) -> tuple[str, ...]:
        """What of a page's front matter the entry that it describes has already been asked for."""
        folder, _, name = uri.removesuffix(".md").partition("/")
        entry = self.checked.entries.get(folder, {}).get(name)
        return entry.field_names() if entry and entry.in_docs else ()

    def body(self, note: Note) -> None:
        spans = note.passages[0]
        left = note.with_body(replace(note.body, [(start, end, "") for start, end in spans])) if spans else note
        open_body = left.body
        for start, end in spans:
            self.found.things += 1
            for line, text in _paragraphs(note.body[start:end]):
                self.keep(text, "passage", f"{note.path}:{note.line(start) + line}")
        gone: list[Span] = [*orphans(note, left), *comments(open_body)] if spans else comments(open_body)
        for start, end in merged(gone):
            text = open_body[start:end]
            self.keep(text, "comment" if text.startswith("<!--") else "text", note.path)
        gone += [(block.start, block.end) for block in left.blocks]
        titles = [str(b.parsed.value["title"]) for b in left.blocks if _has_title(b.parsed.value)]
        self.found.public += titles
        gone += [match.span() for match in _INCLUDES.finditer(open_body)]
        rest = replace(open_body, [(start, end, "\n") for start, end in merged(gone)])
        self.found.public.append(self.open_text(rest, note.uri, note.path))

    def open_text(self, text: str, page: str, place: str) -> str:
        """A text without the links in it that do not lead to something public for certain: their words stay, but not
        pictures and tags. What is known to be private is kept as such.
        """
        if not re.search(r"\]\(|\]:|<\w", text):
            return text
        edits = []
        for link in links(text, text):
            if self.is_public_target(page, link.target):
                continue
            if link.inline and not link.image:
                start, end = link.target_start, link.end
            elif link.inline or text[link.start] in "[ ":
                start, end = link.start, max(link.end, text.find("\n", link.end))
                end = link.end if link.inline else end
            else:
                start, end = text.rfind("<", 0, link.start), text.find(">", link.end) + 1
            edits.append((max(start, 0), max(start, end), " "))
            if self.hidden.has_target(page, link.target):
                for piece in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|!\[([^\]\n]*)\]", text[max(start, 0) : end]):
                    self.keep(" ".join(piece), "link to a private page", place)
        text = replace(text, edits)
        return re.sub(r"((?:href|src|data|poster|srcset|action)\s*=\s*)[^\s\"'>]+", r"\1", text)

    def is_public_target(self, page: str, target: str) -> bool:
        if not is_relative(target):
            own = self.site.url.rstrip("/")
            return bool(re.match(r"(?:https?:|mailto:)", target)) and not (own and target.startswith(own))
        uri, anchor = resolve(page, target)
        if self.hidden.has_target(page, target) or self.hidden.has_place(page, target) or "?" in target:
            return False
        if uri in self.checked.notes:
            return True
        if uri in self.checked.assets:
            return True
        return uri.endswith(".md") and not anchor

    def names_of_file(self, uri: str, place: str) -> None:
        """The parts of a private file's path; those that public paths have too are public by that."""
        for segment in uri.rsplit(".", 1)[0].split("/"):
            if segment not in ("index", "README"):
                self.keep(segment, "file name", place)

    # -- files -------------------------------------------------------------------------------------------------------

    def files(self) -> None:
        used = used_by(self._open(), self.public_entries)
        only_private = used_by(self.checked.notes, self.checked.entries) - used
        for uri in self.checked.assets:
            path = f"{self.site.docs}/{uri}"
            stated = self.settings.stated_visibility(path)
            by_folder = stated is Visibility.PUBLIC and uri not in only_private
            exactly = self.settings.visibility.get(path) is Visibility.PUBLIC
            is_public = by_folder or exactly or (uri in used and stated is not Visibility.PRIVATE)
            if is_public and path != self.settings.secrets:
                self.found.public.append(uri)
                self.found.public_files.append(self.site.root / path)
            else:
                self.found.things += 1
                self.found.files[uri] = self.site.root / path
                self.names_of_file(uri, path)
                self.content_of(self.site.root / path, path)
        for place, seen in self.settings.visibility.items():
            outside = not place.startswith((self.site.docs, self.settings.data))
            if seen is Visibility.PUBLIC and outside and (self.site.root / place).exists():
                found = [self.site.root / place, *(self.site.root / place).rglob("*")]
                self.found.public_files += [path for path in found if path.is_file()]

    def content_of(self, path: Path, place: str) -> None:
        """The lines of a private file of text."""
        data = path.read_bytes() if path.is_file() and path.stat().st_size < MAX_TEXT else b""
        for line in data.decode("utf-8", "replace").split("\n") if is_text(data) else ():
            self.keep(line, "text", place)

    def _open(self) -> dict[str, Note]:
        """The public pages as far as they are public."""
        return {
            uri: note.with_body(replace(note.body, [(a, b, "") for a, b in spans]))
            if (spans := note.passages[0])
            else note
            for uri, note in self.public_notes.items()
        }

    def secrets(self) -> None:
        path = self.settings.secrets
        if not (self.site.root / path).is_file():
            return
        text = read_text(self.site.root, path, self.found.diagnostics) or ""
        for number, line in enumerate(text.split("\n"), 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            place = f"{path}:{number}"
            if len(line) > 2 and line.startswith("/") and line.endswith("/"):
                try:
                    self.found.patterns.append((re.compile(line[1:-1], re.I), place))
                except re.error as error:
                    raise ValueError(f"{place}: '{line}' is not a regular expression: {error}") from None
            else:
                self.keep(line, "secret", place, always=True)


# -- texts in values ---------------------------------------------------------------------------------------------------


def strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts in a value, each with its field; not words that a schema gives to choose from, nor names of others."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield name, value
    elif isinstance(value, Part):
        for field_name, alias, ref, is_chosen in fields_of(type(value)):
            found = getattr(value, field_name)
            if not found or is_chosen or field_name in ("visibility", "private"):
                continue
            if not ref:
                yield from strings(found, alias)
            elif isinstance(found, dict):
                yield from strings(list(found.values()), alias)
    elif isinstance(value, dict):
        for key, item in value.items():
            if name and isinstance(key, str):
                yield name, key
            yield from strings(item, name or str(key))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item, name)


@cache
def fields_of(model: type[Part]) -> tuple[tuple[str, str, Ref | None, bool], ...]:
    """Of each field: its name, its name in YAML, what it refers to, and whether a schema says what it may be."""
    return tuple(
        (name, info.alias or name, _ref(model, name), _has_literal(info.annotation))
        for name, info in model.model_fields.items()
    )


def _ref(model: type[Part], name: str) -> Ref | None:
    info = model.model_fields[name]
    marks = (*info.metadata, *marks_in(Annotated[(info.annotation, 0)]))
    return next((mark for mark in marks if isinstance(mark, Ref)), None)


def _has_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(_has_literal(inner) for inner in get_args(annotation))


def _required_refs(part: Part) -> Iterator[tuple[Ref, str]]:
    """The references that a part cannot do without."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if info.is_required() and isinstance(value, str):
            yield from ((mark, value) for mark in info.metadata if isinstance(mark, Ref))


def comments_of(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The comments of a YAML text, each with its line. A line of a text that begins with `#` passes for one too."""
    for number, line in enumerate(text.split("\n"), first_line):
        if "#" in line:
            match = re.search(r"(?:^|\s)#+(?!\w)\s*(.*)$", line)
            if match and "$schema=" not in match[1]:
                yield number, match[1]


_HAS_MARKUP = re.compile(r"[!\[\]<]|\?\?\?|///|:::")
"""Whether a text may have links, tags or markers of private passages. An address by itself has none of them."""
_INCLUDES = re.compile(r"(?ms)^[ \t]*-+8<-+[ \t]*$.*?^[ \t]*-+8<-+[ \t]*$|^[^\n]*-8<-[^\n]*$")
"""What names files to include: whether they are public is another question."""


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, items, rows and headings of a Markdown text, each with its line, counted from 0."""
    start, gathered = 0, list[str]()
    for number, line in enumerate(text.split("\n")):
        begins = not line.strip() or re.match(r"\s*(?:[-*+>|#]|\d+[.)]\s|`{3}|~{3}|!!!|\?\?\?|\[[^\]]+\]:|\*\[)", line)
        if begins and gathered:
            yield start, "\n".join(gathered)
            gathered = []
        if line.strip():
            start = start if gathered else number
            gathered.append(line)
    if gathered:
        yield start, "\n".join(gathered)


def _has_title(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("title"), str)
