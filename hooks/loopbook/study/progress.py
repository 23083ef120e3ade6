"""How it goes: reviews a day, the streak, what falls due, recall against the target, time, weak topics, the funnel."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Company, Entry, Grade, Outcome, Round, Stage, Topic
from .desk import STUDIED, Desk, once

KINDS = (*STUDIED, "cards")
LEAST_SEEN = 3
"""How many items of a topic must have been reviewed before it is called weak."""


@dataclass(frozen=True)
class Streak:
    """Days in a row with a review; days off neither count nor end it. Today counts once something is reviewed."""

    days: int
    longest: int
    done_today: bool


@dataclass(frozen=True)
class WeakTopic:
    """A topic and the mean recall of what was reviewed of it."""

    topic: Topic
    recall: float
    seen: int
    weak: int
    """How many of its items are at `no-clue` or `bugs`."""


@dataclass(frozen=True)
class FunnelRow:
    """One kind of round: how often it was attempted and passed, beside the share of candidates who usually do."""

    round: Round
    attempted: int
    passed: int
    ahead: int
    """How many are planned or under way."""

    @property
    def rate(self) -> float | None:
        """The share passed, from 0 to 1; None before the first."""
        return self.passed / self.attempted if self.attempted else None


@once
def reviews_by_day(desk: Desk) -> Counter[dt.date]:
    """Day → how many reviews."""
    return Counter(review.date for review in desk.reviews)


def days_back(desk: Desk, count: int) -> Iterator[dt.date]:
    """The last days up to today, the oldest first."""
    return (desk.today - dt.timedelta(n) for n in range(count - 1, -1, -1))


def streak(desk: Desk) -> Streak:
    """The run of days that goes on now, and the longest there was."""
    counts = reviews_by_day(desk)
    off = desk.plan.days_off
    days, longest, run = sorted(counts), 0, 0
    if not days:
        return Streak(0, 0, done_today=False)
    for n in range((desk.today - days[0]).days + 1):
        day = days[0] + dt.timedelta(n)
        if counts[day]:
            run += 1
        elif day != desk.today and not any(r.start <= day <= r.end for r in off):
            run = 0
        longest = max(longest, run)
    return Streak(run, longest, counts[desk.today] > 0)


def forecast(desk: Desk, count: int = 30) -> list[tuple[dt.date, int]]:
    """What falls due on each of the next days; what is overdue counts for today."""
    due = Counter(max(date, desk.today) for entry in desk.items.values() if (date := desk.due(entry)))
    return [(day, due[day]) for day in (desk.today + dt.timedelta(n) for n in range(count))]


def recalls(desk: Desk) -> list[float]:
    """The recall, today, of everything that was ever reviewed."""
    found = (desk.recall(entry) for entry in desk.items.values())
    return [recall for recall in found if recall is not None]


def minutes_by_kind(desk: Desk, since: dt.date | None = None) -> dict[str, int]:
    """Kind → the minutes of its reviews, as the log has them."""
    found: Counter[str] = Counter()
    for review in desk.reviews:
        if review.minutes and (since is None or review.date >= since):
            found[review.item.partition("/")[0]] += review.minutes
    return {kind: found[kind] for kind in KINDS if found[kind]}


def tally(desk: Desk) -> dict[str, Counter[Grade | None]]:
    """Kind → how many of its items are known how well."""
    found: dict[str, Counter[Grade | None]] = {}
    for entry in desk.items.values():
        found.setdefault(entry.tracker, Counter())[desk.mastery(entry)] += 1
    return {kind: found[kind] for kind in KINDS if kind in found}


@once
def weak_topics(desk: Desk) -> list[WeakTopic]:
    """The topics of which the most is forgotten, the worst first; of a topic and the one above it, the narrower."""
    by_topic: dict[str, list[Entry]] = {}
    for entry in desk.items.values():
        if entry.key in desk.memories:
            for topic in entry.topics:
                by_topic.setdefault(topic, []).append(entry)
    topics, found = desk.book.taxonomy.topics, []
    for topic, entries in by_topic.items():
        if topic in topics and len(entries) >= LEAST_SEEN:
            weak = sum(desk.mastery(entry) in (Grade.NO_CLUE, Grade.BUGS) for entry in entries)
            mean = sum(desk.recall(entry) or 0.0 for entry in entries) / len(entries)
            found.append(WeakTopic(topics[topic], mean, len(entries), weak))
    return sorted(found, key=lambda row: (row.recall, row.topic.id))


def funnel(desk: Desk) -> list[FunnelRow]:
    """A row for each kind of round that a company asks, in their order. What was withdrawn counts as not attempted."""
    attempted: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    ahead: Counter[str] = Counter()
    for company in desk.book.all(Company):
        for r in company.rounds:
            if r.outcome in (Outcome.PASSED, Outcome.FAILED):
                attempted[r.round] += 1
                passed[r.round] += r.outcome is Outcome.PASSED
            elif r.stage is not Stage.DONE:
                ahead[r.round] += 1
    return [
        FunnelRow(page, attempted[page.id], passed[page.id], ahead[page.id])
        for page in desk.rounds
        if attempted[page.id] or ahead[page.id]
    ]
