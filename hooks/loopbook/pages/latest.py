"""The newest pages that the owner wrote, by the dates that they state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..book import Book
from ..notes import Note


def latest(book: Book, most: int) -> list[tuple[dt.date, Note]]:
    """The newest notes with their days, the newest first; what states no `updated` and no `date` is not among them."""
    return sorted(_dated(book), key=lambda found: (-found[0].toordinal(), found[1].uri))[:most]


def _dated(book: Book) -> Iterator[tuple[dt.date, Note]]:
    for note in book.notes.values():
        for name in ("updated", "date"):
            try:
                yield dt.date.fromisoformat(str(note.meta.get(name) or "")[:10]), note
                break
            except ValueError:
                continue
