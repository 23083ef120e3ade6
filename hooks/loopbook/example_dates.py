"""The example hunt keeps up with the calendar: its dates are read as if it were going on now.

A demonstration with last year's interviews shows nothing. `example_week` in mkdocs.yml says for which week the files
called example.yml were written; their dates are moved while they are read. Every date keeps its place and length in
the text, so findings still name the right line and column. Nothing is written, and where a command changes such a file,
all its dates are moved back.
"""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")


NOT_MOVED = dt.timedelta()


def gap(week: dt.date, today: dt.date, *, is_log: bool) -> dt.timedelta:
    """How far the dates of a text that was written for the week of `week` are moved.

    Interviews keep their weekdays: they move by whole weeks. A review log, written up to the day before that week,
    moves by days, so that it ends yesterday.
    """
    monday, this_monday = (day - dt.timedelta(day.weekday()) for day in (week, today))
    return (today if is_log else this_monday) - monday


def moved(text: str, by: dt.timedelta) -> str:
    """A text with its dates moved. What only looks like a date stays as it is."""

    def later(found: re.Match[str]) -> str:
        try:
            return (dt.date.fromisoformat(found[0]) + by).isoformat()
        except (ValueError, OverflowError):
            return found[0]

    return _DATE.sub(later, text) if by else text
