"""How well each item is remembered: the review log, replayed through FSRS.

Nothing is stored: the same log gives the same due dates on every machine and every day. The scheduler is that of the
`fsrs` package, with no learning steps and no fuzzing; `Replay.step` is its formula for whole days, six times as fast,
and a test holds that the two agree to the last bit on thousands of histories.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fsrs import Rating, Scheduler

from ..model import Entry, Grade
from ..review_log import LogLine

RATING = {
    Grade.NO_CLUE: Rating.Again,
    Grade.BUGS: Rating.Hard,
    Grade.SLOW: Rating.Good,
    Grade.SOLID: Rating.Easy,
}
WEAKEST_FIRST = {grade: place for place, grade in enumerate(Grade)}
STABILITY_MIN, DIFFICULTY_MIN, DIFFICULTY_MAX = 0.001, 1.0, 10.0


class State(NamedTuple):
    """What FSRS knows of an item: `stability` in days, `difficulty` from 1 to 10."""

    stability: float
    difficulty: float


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
    difficulty: float
    """From 1, easy, to 10."""
    count: int
    """How many reviews there were."""


class Replay:
    """Replays reviews. `retention` is the recall, from 0 to 1, at which an item falls due."""

    def __init__(self, retention: float = 0.9) -> None:
        self.scheduler = Scheduler(
            desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self.retention = retention
        w = self.weights = self.scheduler.parameters
        self.decay = -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self.easy_difficulty = w[4] - (math.e ** (w[5] * 3)) + 1
        self.growth = math.e ** w[8]
        self.short_divisor = math.e ** (w[17] * w[18])

    def run(self, reviews: Iterable[LogLine]) -> dict[str, Memory]:
        """Key → memory, for each item that was reviewed, whatever the order of the reviews."""
        by_item: dict[str, list[LogLine]] = defaultdict(list)
        for review in reviews:
            by_item[review.item].append(review)
        return {item: self.memory(rows) for item, rows in by_item.items()}

    def memory(self, reviews: Sequence[LogLine]) -> Memory:
        """One item's reviews, replayed in order."""
        rows = sorted(reviews, key=in_order)
        state: State | None = None
        before = rows[0].date
        for row in rows:
            state = self.step(state, row.grade, (row.date - before).days)
            before = row.date
        assert state is not None
        due = before + dt.timedelta(days=self.interval(state.stability))
        return Memory(rows[-1].grade, before, due, state.stability, state.difficulty, len(rows))

    def after(self, memory: Memory | None, grade: Grade, on: dt.date) -> Memory:
        """What the memory would be if the item were reviewed on a day."""
        before = None if memory is None else State(memory.stability, memory.difficulty)
        elapsed = 0 if memory is None else max(0, (on - memory.reviewed).days)
        state = self.step(before, grade, elapsed)
        due = on + dt.timedelta(days=self.interval(state.stability))
        return Memory(grade, on, due, state.stability, state.difficulty, (memory.count if memory else 0) + 1)

    def step(self, state: State | None, grade: Grade, elapsed: int) -> State:
        """The state after a review, `elapsed` whole days after the one before."""
        w, rating = self.weights, WEAKEST_FIRST[grade] + 1
        if state is None:
            difficulty = w[4] - (math.e ** (w[5] * (rating - 1))) + 1
            return State(max(w[rating - 1], STABILITY_MIN), min(max(difficulty, DIFFICULTY_MIN), DIFFICULTY_MAX))
        stability, difficulty = state
        if elapsed < 1:
            increase = (math.e ** (w[17] * (rating - 3 + w[18]))) * (stability ** -w[19])
            new = stability * (max(increase, 1.0) if rating > 1 else increase)
        else:
            recall = (1 + self.factor * elapsed / stability) ** self.decay
            if rating == 1:
                long_term = (
                    w[11]
                    * (difficulty ** -w[12])
                    * (((stability + 1) ** (w[13])) - 1)
                    * (math.e ** ((1 - recall) * w[14]))
                )
                new = min(long_term, stability / self.short_divisor)
            else:
                new = stability * (
                    1
                    + self.growth
                    * (11 - difficulty)
                    * (stability ** -w[9])
                    * ((math.e ** ((1 - recall) * w[10])) - 1)
                    * (w[15] if rating == 2 else 1)
                    * (w[16] if rating == 4 else 1)
                )
        damped = difficulty + (10.0 - difficulty) * -(w[6] * (rating - 3)) / 9.0
        harder = w[7] * self.easy_difficulty + (1 - w[7]) * damped
        return State(max(new, STABILITY_MIN), min(max(harder, DIFFICULTY_MIN), DIFFICULTY_MAX))

    def interval(self, stability: float) -> int:
        """Whole days from a review until recall has fallen to the retention that is asked for."""
        days = round((stability / self.factor) * ((self.retention ** (1 / self.decay)) - 1))
        return int(min(max(days, 1), self.scheduler.maximum_interval))

    def recall(self, memory: Memory, on: dt.date) -> float:
        """The probability, from 0 to 1, that the item is remembered on a day (FSRS retrievability)."""
        elapsed = max(0, (on - memory.reviewed).days)
        return float((1 + self.factor * elapsed / memory.stability) ** self.decay)


def in_order(review: LogLine) -> tuple[dt.date, str, int]:
    """Sorts reviews as they happened; those of one moment, or of a day without times, from the worst to the best."""
    return review.date, review.time, WEAKEST_FIRST[review.grade]


def mastery(entry: Entry, memory: Memory | None) -> Grade | None:
    """The last grade, or the one set by hand if that is newer."""
    if memory is None:
        return entry.mastery
    by_hand = entry.mastery is not None and entry.mastered is not None and entry.mastered > memory.reviewed
    return entry.mastery if by_hand else memory.grade
