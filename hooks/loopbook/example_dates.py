"""The example hunt keeps up with the calendar: its dates are read as if it were going on now.

A demonstration with last year's interviews shows nothing. `example_week` in mkdocs.yml says for which week the files
called example.yml were written; their dates are moved while they are read. Every date keeps its place and length in
the text, so findings still name the right line and column. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")


def moved(text: str, week: dt.date, today: dt.date, *, is_log: bool) -> str:
    """A text that was written for the week of `week`, with its dates moved to that of `today`.

    Interviews keep their weekdays: they move by whole weeks. A review log, written up to the day before that week,
    moves by days, so that it ends yesterday. What only looks like a date stays as it is.
    """
    monday, this_monday = (day - dt.timedelta(day.weekday()) for day in (week, today))
    gap = (today if is_log else this_monday) - monday

    def later(found: re.Match[str]) -> str:
        try:
            return (dt.date.fromisoformat(found[0]) + gap).isoformat()
        except (ValueError, OverflowError):
            return found[0]

    return _DATE.sub(later, text) if gap else text
