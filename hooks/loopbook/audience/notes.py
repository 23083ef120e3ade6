"""Steps on the owner's pages: which of them, and what of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace as with_changes
from typing import Any

from ..checking import Checked
from ..diagnostics import Diagnostic, Severity
from ..markdown_text import replace
from ..notes import Note, marked_fields, private_spans
from ..passages import Span, lines_of, without_certain_code
from ..passages import comments as comments_in
from .draft import Draft
from .includes import include
from .links import reduced

PUBLIC_FIELDS = frozenset(
    (
        *("title", "description", "tags", "icon", "status", "subtitle", "template", "hide", "search", "social"),
        *("comments", "authors", "date", "updated", "draft", "generated", "order", "topics", "rounds", "image"),
        *("categories", "slug", "pin", "readtime"),
    )
)
"""Fields of a page's front matter that templates and plugins may see. What is not named here stays with the owner."""


def hidden_pages(draft: Draft) -> None:
    """Pages that are not marked public, or are about something private."""
    draft.notes = {uri: note for uri, note in draft.notes.items() if uri not in draft.hidden}


def private_passages(draft: Draft) -> None:
    """Passages that are marked private."""

    def change(note: Note) -> Note:
        spans, _ = private_spans(note)
        return _without(note, spans) if spans else note

    draft.each_note(change)


def _without(note: Note, spans: list[Span]) -> Note:
    return note.with_body(replace(note.body, [(start, end, "") for start, end in spans]))


_FOOTNOTE = re.compile(r"^\[\^(?P<name>[^\]\n]+)\]:[^\n]*\n?", re.M)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]^\n][^\]\n]*)\]:[^\n]*\n?", re.M)
_ABBREVIATION = re.compile(r"^\*\[(?P<name>[^\]\n]+)\]:[^\n]*\n?", re.M)


def used_by_passages_only(draft: Draft) -> None:
    """Footnotes, link definitions and abbreviations that only a private passage used: they belong to it."""

    def change(note: Note) -> Note:
        whole = draft.checked.notes[note.uri]
        return note if whole.body == note.body else _without(note, orphans(whole, note))

    draft.each_note(change)


def orphans(whole: Note, left: Note) -> list[Span]:
    """In a page whose private passages are gone: the definitions that only they used."""
    spans, _ = private_spans(whole)
    gone = "\n".join(whole.body[start:end] for start, end in spans)
    plain = without_certain_code(left.body)
    found: list[Span] = []
    for match in _FOOTNOTE.finditer(plain):
        if f"[^{match['name']}]" in gone and plain.count(f"[^{match['name']}]") == 1:
            found.append((match.start(), _indented_below(left.body, match.end())))
    for pattern, mark in ((_DEFINITION, r"\[{0}\]"), (_ABBREVIATION, r"(?<!\w){0}(?!\w)")):
        for match in pattern.finditer(plain):
            uses = re.compile(mark.format(re.escape(match["name"])), re.I)
            if uses.search(gone) and len(uses.findall(plain)) == 1:
                found.append(match.span())
    return found


def _indented_below(text: str, start: int) -> int:
    end = start
    for line in lines_of(text[start:]):
        if line.strip() and not line.startswith((" ", "\t")):
            break
        end += len(line)
    return end


def comments(draft: Draft) -> None:
    """HTML comments: written for oneself, and readable by all in the page's source."""
    draft.each_note(lambda note: _without(note, found) if (found := comments_in(note.body)) else note)


def marker_problems(note: Note, checked: Checked) -> Iterator[Diagnostic]:
    """Private passages in front matter that everybody would see."""
    parsed = note.front_matter
    if parsed is None:
        return
    for name in marked_fields(note):
        if name in PUBLIC_FIELDS or name in checked.site.settings.front_matter:
            message = f"a private passage in '{name}' of the front matter would hide nothing"
            remedy = f"write it in the page itself, or name the field: 'private: [{name}]'"
            yield Diagnostic(note.path, *parsed.at((name,)), Severity.ERROR, message, remedy)


def front_matter(draft: Draft) -> None:
    """Fields of front matter that no template needs, those that the page names as private, those in which it marks a
    private passage, and private topics.
    """
    allowed = PUBLIC_FIELDS | set(draft.checked.site.settings.front_matter)

    def change(note: Note) -> Note:
        own = note.meta.get("private")
        private = {own} if isinstance(own, str) else set(own) if isinstance(own, list) else set()
        private.update(marked_fields(note))
        kept = {name: value for name, value in note.meta.items() if name in allowed and name not in private}
        for name in ("topics", "rounds"):
            if name in kept:
                kept[name] = [v for v in _words(kept[name]) if _key(draft, name, v) not in draft.hidden]
        return with_changes(note, meta=kept)

    draft.each_note(change)


def _words(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _key(draft: Draft, tracker: str, name: str) -> str:
    return f"{tracker}/{(draft.checked.taxonomy.find(name) or name) if tracker == 'topics' else name}"


def links_to_hidden(draft: Draft) -> None:
    """Links to private pages, files and places: the words stay. The owner is told of each."""

    def change(note: Note) -> Note:
        body, notices = reduced(note.body, note.uri, draft.hidden)
        for start, target in notices:
            draft.warn(
                *(note.path, note.line(start), note.column(start)),
                f"'{target}' is private, so the public page keeps the words and loses the link",
                "make it public, or leave it so",
            )
        return note if body == note.body else note.with_body(body)

    draft.each_note(change)


def includes(draft: Draft) -> None:
    """Files that pages include with `--8<--`: only public ones, as the public may read them."""

    def change(note: Note) -> Note:
        body = include(draft, note.path, note.body, note.first_line)
        return note if body == note.body else note.with_body(body)

    draft.each_note(change)
    for path in draft.checked.site.appended:
        include(draft, "mkdocs.yml", f'--8<-- "{path}"', 1)
