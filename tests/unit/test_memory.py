"""FSRS: the schedule is that of the `fsrs` package, whatever the order of the log's lines."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

from fsrs import Card, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from loopbook.model import Grade
from loopbook.review_log import LogLine
from loopbook.study.memory import RATING, Replay, in_order

HISTORIES = 100
"""Per example: with 100 examples, 10,000 histories."""


def history(draw: random.Random) -> list[LogLine]:
    day = dt.date(2020, 1, 1) + dt.timedelta(draw.randrange(3000))
    rows = []
    for _ in range(draw.randint(1, 12)):
        day += dt.timedelta(draw.choice((0, 0, 1, 2, draw.randrange(10), draw.randrange(400))))
        time = draw.choice(("", "", f"{draw.randrange(24):02}:{draw.randrange(60):02}"))
        rows.append(LogLine(day, time, "problems/x", draw.choice(list(Grade))))
    return rows


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


@given(st.integers(0, 2**32), st.sampled_from([0.7, 0.85, 0.9, 0.97]))
@settings(max_examples=100, deadline=None)
def test_the_schedule_equals_that_of_the_fsrs_package(seed: int, retention: float) -> None:
    draw = random.Random(seed)
    replay = Replay(retention)
    theirs = Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for _ in range(HISTORIES):
        rows = history(draw)
        card = Card(card_id=1)
        for row in sorted(rows, key=in_order):
            card, _log = theirs.review_card(card, RATING[row.grade], midnight(row.date))
        draw.shuffle(rows)
        memory = replay.memory(rows)
        assert (memory.due, memory.stability, memory.difficulty) == (card.due.date(), card.stability, card.difficulty)
        later = memory.reviewed + dt.timedelta(draw.randrange(500))
        assert replay.recall(memory, later) == theirs.get_card_retrievability(card, midnight(later))
        assert replay.memory(rows) == replay.memory(rows[::-1])


def test_reviewing_once_more_is_the_same_as_a_longer_history() -> None:
    replay, draw = Replay(), random.Random(1)
    for _ in range(200):
        rows = sorted(history(draw), key=in_order)
        for before, row in pairwise([None, *range(len(rows))]):
            memory = None if before is None else replay.memory(rows[: before + 1])
            assert replay.after(memory, rows[row].grade, rows[row].date) == replay.memory(rows[: row + 1])


def test_items_do_not_meddle_with_each_other() -> None:
    draw = random.Random(3)
    first = [row._replace(item="problems/a") for row in history(draw)]
    second = [row._replace(item="problems/b") for row in history(draw)]
    both = [*first, *second]
    draw.shuffle(both)
    assert Replay().run(both) == Replay().run(first) | Replay().run(second)
