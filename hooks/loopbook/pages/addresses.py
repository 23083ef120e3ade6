"""Where each entry is on the site: its own page if it has more to say than its row, else its row."""

from __future__ import annotations

from ..book import Book
from ..model import Entry, Question
from ..paths import deck_uri, index_uri, page_uri
from ..study.cards import NoteCard

ON_PROCESS = ("pipelines", "timelines", "roles", "tiers")
"""Trackers whose entries stand together on one page."""
PROCESS = "process/index.md"
ALWAYS_A_PAGE = ("topics", "companies", "stories")
OTHER = "other"
"""The deck of questions that belong to no round."""


def address(book: Book, entry: Entry) -> str:
    """The uri, with an anchor where the entry has no page of its own."""
    if isinstance(entry, NoteCard):
        return entry.uri
    note = book.note_of(entry)
    if note is not None and entry.tracker not in ALWAYS_A_PAGE:
        return note.uri
    if entry.tracker in ALWAYS_A_PAGE:
        return page_uri(entry.tracker, entry.id)
    if entry.tracker in ON_PROCESS:
        return f"{PROCESS}#{entry.tracker}-{entry.id}"
    if isinstance(entry, Question):
        return f"{deck_uri(entry.round or OTHER)}#{entry.id}"
    return f"{index_uri(entry.tracker)}#{entry.id}"
