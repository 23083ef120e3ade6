"""The plan: never more minutes than there are, never before today, interviews in their order, the same every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
from loopbook.book import Book
from loopbook.model import Company, Grade, Plan, Problem, Question
from loopbook.review_log import LogLine
from loopbook.study import Desk
from loopbook.study.planner import StudyPlan, study_plan

TODAY = books.TODAY
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

BOOK: books.Files = {
    "data/topics.yml": "- {id: arrays, title: Arrays}",
    "docs/rounds/coding.md": "---\ntitle: Coding\ncategory: coding\nfeeds: [{show: problems}]\n---\n",
    "docs/rounds/breadth.md": "---\ntitle: ML breadth\ncategory: ml\nfeeds: [{show: questions}]\n---\n",
    "data/companies.yml": "- {name: Acme}\n- {name: Bolt}",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return books.load(books.write(tmp_path_factory.mktemp("book"), BOOK))


def company(name: str, *rounds: dict[str, Any]) -> Company:
    return Company.model_validate({"id": name.casefold(), "name": name, "rounds": list(rounds)})


def desk(
    book: Book, plan: dict[str, Any], *, problems: list[int], questions: int = 0, reviews: Sequence[LogLine] = (),
    companies: Sequence[Company] = (),
) -> Desk:  # fmt: skip
    """A desk of problems that take so many minutes, and of questions of four."""
    entries = book.entries | {
        "problems": {f"p{i}": Problem(id=f"p{i}", title=f"P{i}", minutes=m) for i, m in enumerate(problems)},
        "questions": {f"q{i}": Question(id=f"q{i}", question=f"Q{i}?") for i in range(questions)},
        "companies": {c.id: c for c in companies},
    }
    return Desk(replace(book, entries=entries, plan=Plan.model_validate(plan), reviews=list(reviews)), TODAY)


def day(n: int) -> dt.date:
    return TODAY + dt.timedelta(n)


blocks = st.fixed_dictionaries({
    "days": st.lists(st.sampled_from(EVERY_DAY), min_size=1, max_size=7),
    "start": st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    "minutes": st.integers(1, 600),
    "for": st.lists(st.sampled_from(["problems", "questions", "coding", "breadth"]), max_size=2),
})  # fmt: skip
plans = st.fixed_dictionaries({
    "blocks": st.lists(blocks, max_size=4),
    "days_off": st.lists(st.integers(0, 20).map(lambda n: str(day(n))), max_size=4),
    "new_a_day": st.integers(0, 12),
    "reviews_a_day": st.integers(1, 30),
})  # fmt: skip
rounds = st.fixed_dictionaries({
    "round": st.sampled_from(["coding", "breadth"]),
    "date": st.integers(-2, 80).map(lambda n: str(day(n))),
    "start": st.sampled_from([None, "00:00", "10:00", "18:30"]),
    "minutes": st.sampled_from([None, 45, 240]),
})  # fmt: skip
reviews = st.builds(
    lambda ago, n, grade: LogLine(day(-ago), "", f"problems/p{n}", grade),
    st.integers(-3, 200), st.integers(0, 11), st.sampled_from(list(Grade)),
)  # fmt: skip


@given(
    plans, st.lists(st.integers(1, 400), max_size=12), st.integers(0, 12), st.lists(rounds, max_size=4),
    st.lists(reviews, max_size=20),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_what_always_holds(
    book: Book, plan: dict[str, Any], problems: list[int], questions: int, asked: list[dict[str, Any]],
    log: list[LogLine],
) -> None:  # fmt: skip
    known = [row for row in log if int(row.item.rpartition("/p")[2]) < len(problems)]
    companies = [company("Acme", *asked[:2]), company("Bolt", *asked[2:])]
    made = [
        desk(book, plan, problems=problems, questions=questions, reviews=rows, companies=companies)
        for rows in (known, known[::-1])
    ]
    found = study_plan(made[0])
    assert found == study_plan(made[1])
    check(made[0], found)


def check(desk: Desk, plan: StudyPlan) -> None:
    off = {
        d for r in desk.plan.days_off for d in (r.start + dt.timedelta(n) for n in range((r.end - r.start).days + 1))
    }
    busy_until = 0
    for sitting in plan.sittings:
        assert TODAY <= sitting.date <= plan.until + dt.timedelta(1)
        assert 0 < sitting.minutes <= 600
        assert sitting.used == sum(t.minutes for t in sitting.tasks) <= sitting.minutes
        hours, minutes = sitting.start.split(":")
        begin = sitting.date.toordinal() * 1440 + int(hours) * 60 + int(minutes)
        assert begin >= busy_until, "two blocks at the same time"
        busy_until = begin + sitting.minutes
        for task in sitting.tasks:
            if task.interview:
                assert sitting.moment < task.interview.moment, "planned for an interview that is over"
                assert task.entry.key in {e.key for e, _ in task.interview.pack.entries}
            if sitting.purpose and not {"coding", "breadth"} & set(sitting.purpose):
                assert task.entry.tracker in sitting.purpose
    for date in {s.date for s in plan.sittings}:
        tasks = [t.entry.key for s in plan.on(date) for t in s.tasks]
        assert len(tasks) == len(set(tasks)), "the same item twice a day"
    first: dict[str, dt.date] = {}
    for sitting in plan.sittings:
        for task in sitting.tasks:
            first.setdefault(task.entry.key, sitting.date)
    new = [date for key, date in first.items() if key not in desk.memories]
    assert all(new.count(date) <= desk.plan.new_a_day for date in new)
    moments = [i.moment for i in plan.interviews]
    assert moments == sorted(moments)
    assert [s.interview.moment for s in plan.shortfalls] == sorted(s.interview.moment for s in plan.shortfalls)
    assert not off or all(s.date not in off or s.start < "10:00" for s in plan.sittings)


def tasks(plan: StudyPlan) -> list[tuple[int, str, str]]:
    return [((s.date - TODAY).days, t.entry.id, t.why) for s in plan.sittings for t in s.tasks]


HOUR = {"blocks": [{"days": EVERY_DAY, "start": "18:00", "minutes": 60}]}


def test_the_nearest_interviews_items_come_first_and_say_why(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(day(9))})
    bolt = company("Bolt", {"round": "breadth", "date": str(day(2)), "start": "17:00"})
    log = [LogLine(day(-40), "", "problems/p0", Grade.SLOW), LogLine(day(-20), "", "questions/q1", Grade.BUGS)]
    made = desk(book, HOUR | {"new_a_day": 2}, problems=[30, 30], questions=3, companies=[acme, bolt], reviews=log)
    assert tasks(study_plan(made))[:4] == [
        (0, "q1", "Bolt ML breadth in 2 days, recall 65%"),
        (0, "p0", "Acme Coding in 9 days, recall 64%"),
        (0, "q0", "Bolt ML breadth in 2 days, not yet looked at"),
        (0, "q2", "Bolt ML breadth in 2 days, not yet looked at"),
    ]


def test_what_will_not_fit_is_said(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(day(2))})
    made = desk(book, HOUR, problems=[30] * 10 + [90], companies=[acme])
    (short,) = study_plan(made).shortfalls
    assert (len(short.unseen), short.total, short.minutes) == (7, 11, 270)


def test_a_block_that_an_interview_takes_is_not_planned_and_nothing_is_planned_for_it_afterwards(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(TODAY), "start": "17:30", "minutes": 60})
    plan = study_plan(desk(book, HOUR, problems=[30], companies=[acme]))
    assert plan.sittings[0].date == day(1)
    assert tasks(plan)[0] == (1, "p0", "new")
    (short,) = plan.shortfalls
    assert [e.id for e in short.unseen] == ["p0"]


def test_a_plan_without_blocks_says_what_all_interviews_lack(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(TODAY)})
    log = [LogLine(day(-40), "", "problems/p0", Grade.SLOW)]
    plan = study_plan(desk(book, {}, problems=[30, 20], companies=[acme], reviews=log))
    assert (plan.sittings, plan.minutes) == ([], 0)
    (short,) = plan.shortfalls
    assert ([e.id for e in short.unseen], [e.id for e in short.faded], short.minutes) == (["p1"], ["p0"], 50)
    assert [e.id for e in plan.late] == ["p0"]


def test_days_off_are_free_and_what_is_longer_than_every_block_is_named(book: Book) -> None:
    log = [LogLine(day(-40), "", "problems/p0", Grade.SLOW)]
    plan = study_plan(
        desk(book, HOUR | {"days_off": [{"from": str(TODAY), "to": str(day(3))}]}, problems=[90], reviews=log)
    )
    assert plan.sittings[0].date == day(4)
    assert [e.id for e in plan.too_long] == ["p0"]
    assert plan.late == []


def test_before_an_interview_what_would_fade_by_then_is_refreshed(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(day(9))})
    log = [LogLine(day(-1), "", "problems/p0", Grade.SOLID)]  # due in seven days, when there is no block
    thursdays = {"blocks": [{"days": ["thu"], "start": "18:00", "minutes": 60}]}
    plan = study_plan(desk(book, thursdays, problems=[30], companies=[acme], reviews=log))
    assert tasks(plan)[0] == (6, "p0", "Acme Coding in 3 days, recall 89% by then")
    assert plan.shortfalls == []


def test_what_was_never_seen_goes_before_what_would_fade_a_little_and_each_is_refreshed_once(book: Book) -> None:
    acme = company("Acme", {"round": "breadth", "date": str(day(3)), "focus": ["arrays"]})
    log = [LogLine(day(-1), "", "questions/q0", Grade.SLOW)]  # due tomorrow, and a little faded by then
    made = desk(book, HOUR | {"new_a_day": 1}, problems=[], questions=2, companies=[acme], reviews=log)
    made.items["questions/q1"].topics.append("arrays")
    found = tasks(study_plan(made))
    assert found[0] == (0, "q1", "Acme ML breadth in 3 days, in focus, not yet looked at")
    asked = [(n, why) for n, name, why in found if name == "q1" and "Acme" in why]
    assert [n for n, _ in asked] == [0, 2], "again when it is due, not on the day after to polish it"
    assert study_plan(made).shortfalls == []


def test_minutes_that_the_limit_of_new_items_keeps_free_are_counted(book: Book) -> None:
    acme = company("Acme", {"round": "coding", "date": str(day(2))})
    held = study_plan(desk(book, HOUR | {"new_a_day": 1}, problems=[20] * 5, companies=[acme]))
    assert [s.held_back for s in held.sittings[:6]] == [True] * 4 + [False] * 2
    assert held.held_back == sum(s.free for s in held.sittings[:4])
    full = study_plan(desk(book, HOUR | {"new_a_day": 9}, problems=[20] * 5, companies=[acme]))
    assert (full.held_back, len(full.shortfalls)) == (0, 0)
