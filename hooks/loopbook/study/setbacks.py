"""What went badly in an interview lowers what is known of its topics, until each item is reviewed again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ..asked import interviews
from ..book import Book
from ..model import Debrief, Grade, Mock

BAD = (Grade.NO_CLUE, Grade.BUGS)


@dataclass(frozen=True)
class Setback:
    """A topic that went badly, when, where, and how badly."""

    topic: str
    grade: Grade
    on: dt.date
    where: str
    """The interview's title."""


def setbacks(book: Book, today: dt.date) -> dict[str, Setback]:
    """Topic → the last interview up to today in which it went badly; of one day's, the worst."""
    found: dict[str, Setback] = {}
    rank = list(Grade).index
    for interview in interviews(book.entries):
        if interview.date > today:
            continue
        for topic, grade in _bad_topics(interview):
            new, old = Setback(topic, grade, interview.date, interview.title), found.get(topic)
            if old is None or (new.on, -rank(new.grade)) > (old.on, -rank(old.grade)):
                found[topic] = new
    return found


def _bad_topics(interview: Debrief | Mock) -> Iterator[tuple[str, Grade]]:
    for topic in interview.work_on:
        yield topic, interview.grade if interview.grade in BAD else Grade.BUGS
    for asked in interview.asked:
        if asked.grade in BAD:
            for topic in asked.topics:
                yield topic, asked.grade
