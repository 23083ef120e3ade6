"""What a page may post, taken out of JSON: reviews that the log can hold, or a reason why not."""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus
from typing import Any

from ..fields import FIRST_DAY
from ..model import CLOCK, Grade
from ..review_log import LogLine

MAX_REVIEWS = 200
MAX_NOTE = 2000


class RefusedError(Exception):
    """A request that is not carried out: the status and why, in words."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def reviews(rows: Any, today: dt.date) -> list[LogLine]:
    """A list of reviews. Raises RefusedError if one of them is none."""
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_REVIEWS:
        raise _bad(f"'reviews' is not a list of 1 to {MAX_REVIEWS} reviews")
    return [review(row, today) for row in rows]


def review(row: Any, today: dt.date) -> LogLine:
    """One review, with the sender's day and time. Raises RefusedError for one that the log could not hold."""
    if not isinstance(row, dict):
        raise _bad("a review is not an object")
    item, grade, time, minutes, note = (row.get(name) for name in ("item", "grade", "time", "minutes", "note"))
    if not isinstance(item, str) or not re.fullmatch(r"[\w-]+/[\w.+-]{1,200}", item):
        raise _bad("'item' is not a key like problems/two-sum")
    if grade not in list(Grade):
        raise _bad(f"'grade' is not one of {', '.join(Grade)}")
    if not isinstance(time, str) or not CLOCK.fullmatch(time):
        raise _bad("'time' is not a time like 07:31:05.250")
    if minutes is not None and not (type(minutes) is int and 1 <= minutes <= 1440):
        raise _bad("'minutes' is not a number from 1 to 1440")
    if note is not None and not (isinstance(note, str) and len(note) <= MAX_NOTE):
        raise _bad(f"'note' is not a text of at most {MAX_NOTE} letters")
    note = (note or "").encode("utf-8", "replace").decode().strip() or None
    return LogLine(_day(row.get("date"), today), time, item, Grade(grade), minutes, note)


def as_json(review: LogLine) -> dict[str, Any]:
    """What tells a review from all others."""
    return {"date": review.date.isoformat(), "time": review.time, "item": review.item, "grade": review.grade.value}


def _day(given: Any, today: dt.date) -> dt.date:
    """The sender's day. A clock may be wrong by a day, or a zone ahead; more than that is somebody's mistake."""
    try:
        day = dt.date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY:
        raise _bad("'date' is not a date like 2026-11-20")
    if day > today + dt.timedelta(1):
        raise _bad(f"{day} is yet to come; is this machine's clock right?")
    return day


def _bad(reason: str) -> RefusedError:
    return RefusedError(HTTPStatus.BAD_REQUEST, reason)
