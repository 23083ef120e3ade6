"""The newest pages that the owner wrote, by the dates that they state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ..book import Book
from ..notes import Note


def latest(book: Book) -> list[tuple[dt.date, Note]]:
    """The notes with their days, the newest first; a draft, and what states no `updated` and no `date`, is left out."""
    return sorted(_dated(book), key=lambda found: (-found[0].toordinal(), found[1].uri))


def _dated(book: Book) -> Iterator[tuple[dt.date, Note]]:
    for note in book.notes.values():
        date = note.meta.get("date")
        stated = date if isinstance(date, dict) else {"created": date}  # Material's blog reads both forms
        days = (_day(value) for value in (note.meta.get("updated"), stated.get("updated"), stated.get("created")))
        day = next((day for day in days if day), None)
        if day and not note.meta.get("draft"):
            yield day, note


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
