"""How well each item is remembered: the review log, replayed through FSRS.

Nothing is stored: the same log gives the same due dates on every machine and every day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fsrs import Card, Rating, Scheduler

from ..model import Entry, Grade, Review

RATING = {
    Grade.NO_CLUE: Rating.Again,
    Grade.BUGS: Rating.Hard,
    Grade.SLOW: Rating.Good,
    Grade.SOLID: Rating.Easy,
}
WEAKEST_FIRST = list(Grade)


@dataclass(frozen=True)
class Memory:
    """What the log says of one item."""

    grade: Grade
    """Of the last review."""
    reviewed: dt.date
    """The day of the last review."""
    due: dt.date
    """The day on which recall falls to the retention that the plan asks for."""
    stability: float
    """Days in which recall falls from 1 to 0.9."""
    count: int
    """How many reviews there were."""


class Replay:
    """Replays reviews. `retention` is the recall, from 0 to 1, at which an item falls due."""

    def __init__(self, retention: float = 0.9) -> None:
        self.scheduler = Scheduler(
            desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )

    def run(self, reviews: Iterable[Review]) -> dict[str, Memory]:
        """Key → memory, for each item that was reviewed, whatever the order of the reviews."""
        by_item: dict[str, list[Review]] = defaultdict(list)
        for review in reviews:
            by_item[review.item].append(review)
        return {item: self.memory(rows) for item, rows in by_item.items()}

    def memory(self, reviews: list[Review]) -> Memory:
        """One item's reviews, replayed in order of date; those of one day from the worst grade to the best."""
        rows = sorted(reviews, key=lambda r: (r.date, WEAKEST_FIRST.index(r.grade)))
        card = Card(card_id=1)
        for row in rows:
            card, _ = self.scheduler.review_card(card, RATING[row.grade], midnight(row.date))
        return Memory(rows[-1].grade, rows[-1].date, card.due.date(), card.stability or 0.0, len(rows))

    def recall(self, memory: Memory, on: dt.date) -> float:
        """The probability, from 0 to 1, that the item is remembered on a day (FSRS retrievability)."""
        card = Card(card_id=1, stability=memory.stability, last_review=midnight(memory.reviewed))
        return self.scheduler.get_card_retrievability(card, midnight(on))


def midnight(day: dt.date) -> dt.datetime:
    """A day as the UTC instant that FSRS wants."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def mastery(entry: Entry, memory: Memory | None) -> Grade | None:
    """The last grade, or the one set by hand if that is newer."""
    if memory is None:
        return entry.mastery
    by_hand = entry.mastery is not None and entry.mastered is not None and entry.mastered > memory.reviewed
    return entry.mastery if by_hand else memory.grade
