"""The texts of the owner's pages: of private ones all, of public ones what is private in them."""

from __future__ import annotations

import re
from typing import Any

from ..audience.notes import PUBLIC_FIELDS, orphans
from ..markdown_text import replace
from ..notes import Note
from ..passages import comments, has_marker, merged
from .texts import Gathering
from .values import comments_of, paragraphs, strings

_INCLUDES = re.compile(r"(?ms)^[ \t]*-+8<-+[ \t]*$.*?^[ \t]*-+8<-+[ \t]*$|^[^\n]*-8<-[^\n]*$")
"""What names files to include: whether they are public is another question."""


def gather(to: Gathering) -> dict[str, Note]:
    """Sort the texts of pages into private and public ones. The public pages, as far as they are public."""
    public = {}
    for note in to.checked.notes.values():
        for line, comment in comments_of(note.front_matter.text, 2) if note.front_matter else ():
            to.keep(comment, "comment", f"{note.path}:{line}")
        if note.uri in to.hidden or not to.is_public(note.uri):
            _hide(to, note)
        else:
            public[note.uri] = _sort(to, note)
    return public


def _hide(to: Gathering, note: Note) -> None:
    to.found.things += 1
    to.hide_path(note.uri, note.path)
    to.keep(note.title, "title", note.path)
    to.hide(note.meta, "front matter", note.path)
    for line, text in paragraphs(note.body):
        to.keep(text, "text", f"{note.path}:{note.first_line + line}")


def _sort(to: Gathering, note: Note) -> Note:
    allowed = PUBLIC_FIELDS | set(to.settings.front_matter)
    private = note.meta.get("private") or []
    seen_to = _fields_of_entry(to, note.uri)
    for name, value in note.meta.items():
        if name in seen_to or name in ("visibility", "private"):
            continue
        is_marked = any(has_marker(text) for _, text in strings(value))
        if name in allowed and name not in private and not is_marked:
            to.found.public += [text for _, text in strings(value)] if name not in ("topics", "rounds") else []
        else:
            to.hide({name: value}, "front matter", note.path)
    to.found.public.append(note.uri)
    return _sort_body(to, note)


def _fields_of_entry(to: Gathering, uri: str) -> tuple[str, ...]:
    """What of a page's front matter the entry that it describes has already been asked for."""
    folder, _, name = uri.removesuffix(".md").partition("/")
    entry = to.checked.entries.get(folder, {}).get(name)
    return entry.field_names() if entry and entry.in_docs else ()


def _sort_body(to: Gathering, note: Note) -> Note:
    spans = note.passages[0]
    left = note.with_body(replace(note.body, [(start, end, "") for start, end in spans])) if spans else note
    body = left.body
    for start, end in spans:
        to.found.things += 1
        for line, text in paragraphs(note.body[start:end]):
            to.keep(text, "passage", f"{note.path}:{note.line(start) + line}")
    gone = comments(body) if "<!--" in body else []
    gone += orphans(note, left) if spans else []
    for start, end in merged(gone):
        text = body[start:end]
        to.keep(text, "comment" if text.startswith("<!--") else "text", note.path)
    gone += [(block.start, block.end) for block in left.blocks]
    to.found.public += [str(block.parsed.value["title"]) for block in left.blocks if _has_title(block.parsed.value)]
    gone += [match.span() for match in _INCLUDES.finditer(body)] if "-8<-" in body or "8<" in body else []
    rest = replace(body, [(start, end, "\n") for start, end in merged(gone)]) if gone else body
    to.found.public.append(to.open_text(rest, note.uri, note.path))
    return left


def _has_title(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("title"), str)


def gather_folders(to: Gathering) -> None:
    """Front matter that is given to all pages of a folder."""
    allowed = PUBLIC_FIELDS | set(to.settings.front_matter)
    for path, parsed in to.checked.folder_meta:
        for line, comment in comments_of(parsed.text):
            to.keep(comment, "comment", f"{path}:{line}")
        for name, value in parsed.value.items() if isinstance(parsed.value, dict) else ():
            if name in allowed and name != "private":
                to.found.public += [text for _, text in strings(value)]
            else:
                to.hide({name: value}, "front matter", path)
