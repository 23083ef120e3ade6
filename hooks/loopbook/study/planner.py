"""The plan: what to do in which study block until each interview, and what will not fit.

It plays the days ahead. Each block takes, of what its purpose allows, the most urgent items that still fit into its
minutes, and takes them as answered "slow", so that they fall due again when FSRS says. The same book on the same day
gives the same plan; a new day, a review or a changed date gives another.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..model import Entry, Grade
from .blocks import Sitting, Task, horizon, sittings
from .desk import Desk, once
from .memory import Memory
from .packs import by_round
from .schedule import Interview, all_new, interviews, new_done, reviews_done, wants

SOON = 14
"""Days before an interview from which what it asks for goes before what else is due."""
REFRESH = 3
"""Days before an interview in which what would have faded by then is looked at once more, due or not."""


@dataclass(frozen=True)
class Shortfall:
    """What will not be done before an interview: items never looked at, and items that will have faded."""

    interview: Interview
    unseen: list[Entry]
    faded: list[Entry]
    minutes: int
    total: int
    """How many items its pack has."""


@dataclass
class StudyPlan:
    """The blocks from today to `until`, with their tasks, and what does not fit."""

    until: dt.date
    sittings: list[Sitting]
    interviews: list[Interview]
    shortfalls: list[Shortfall] = field(default_factory=list)
    late: list[Entry] = field(default_factory=list)
    """What is due before `until` and finds no block."""
    too_long: list[Entry] = field(default_factory=list)
    """What is due, or asked for, and longer than any block that may hold it."""

    @property
    def minutes(self) -> int:
        """The minutes of all blocks."""
        return sum(sitting.minutes for sitting in self.sittings)

    @property
    def used(self) -> int:
        """The minutes that are planned."""
        return sum(sitting.used for sitting in self.sittings)

    @property
    def held_back(self) -> int:
        """The minutes that stay free only because a day takes in no more new items."""
        return sum(sitting.free for sitting in self.sittings if sitting.held_back)

    def on(self, day: dt.date) -> list[Sitting]:
        """The blocks of a day."""
        return [sitting for sitting in self.sittings if sitting.date == day]


@once
def study_plan(desk: Desk) -> StudyPlan:
    """The plan from today on."""
    return _Planner(desk).plan()


Longest = Callable[[Entry], int]
Ranked = tuple[tuple[object, ...], Entry, Interview | None, str]


def _rank(row: Ranked) -> tuple[object, ...]:
    return row[0]


class _Planner:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.today = desk, desk.today
        self.ahead = interviews(desk)
        self.until = horizon(desk.plan, self.ahead, self.today)
        self.memories: dict[str, Memory] = {k: m for k, m in desk.memories.items() if k in desk.items}
        self.waiting = [(desk.due(desk.items[key]) or memory.due, key) for key, memory in self.memories.items()]
        heapq.heapify(self.waiting)
        self.ready: set[str] = set()
        self.unseen = {entry.key: entry for entry in all_new(desk)}
        self.places = {key: float(place) for place, key in enumerate(self.unseen)}
        self.others: dict[tuple[str, ...], tuple[list[tuple[str, Entry, int]], int]] = {}
        self.done: dict[str, dt.date] = {}
        """Key → the last day on which it is planned."""
        self.allowed: dict[tuple[str, ...], set[str] | None] = {}
        self.reviews = {self.today: reviews_done(desk)}
        self.new = {self.today: new_done(desk)}

    def plan(self) -> StudyPlan:
        result = StudyPlan(self.until, sittings(self.desk.plan, self.ahead, self.today, self.until), [*self.ahead])
        open_interviews = [i for i in self.ahead if i.date <= self.until]
        for sitting in result.sittings:
            while open_interviews and open_interviews[0].moment <= sitting.moment:
                result.shortfalls += self.shortfall(open_interviews.pop(0))
            self.fill(sitting)
        for interview in open_interviews:
            result.shortfalls += self.shortfall(interview)
        self.wake(self.until)
        longest = self.longest(result.sittings)
        late = [self.desk.items[key] for key in sorted(self.ready) if self.done.get(key) != self.until]
        result.too_long = [e for e in late if result.sittings and self.desk.minutes(e) > longest(e)]
        long = {entry.key for entry in result.too_long}
        result.late = [entry for entry in late if entry.key not in long]
        return result

    # -- one block -----------------------------------------------------------------------------------------------------

    def fill(self, sitting: Sitting) -> None:
        """Put into a block the most urgent of what fits."""
        self.wake(sitting.date)
        allowed = self.allowed_in(sitting.purpose)
        day, budget = sitting.date, sitting.minutes
        for _, entry, interview, why in self.ranked(sitting):
            minutes, is_new = self.desk.minutes(entry), entry.key not in self.memories
            if budget < 1:
                break
            if (
                minutes > budget
                or self.done.get(entry.key) == day
                or (allowed is not None and entry.key not in allowed)
            ):
                continue
            counts, limit = (
                (self.new, self.desk.plan.new_a_day) if is_new else (self.reviews, self.desk.plan.reviews_a_day)
            )
            if counts.get(day, 0) >= limit:
                continue
            counts[day] = counts.get(day, 0) + 1
            budget -= minutes
            sitting.tasks.append(Task(entry, minutes, why, interview))
            self.take(entry, day)
        is_full = self.new.get(day, 0) >= self.desk.plan.new_a_day
        sitting.held_back = is_full and any(
            self.desk.minutes(entry) <= budget and (allowed is None or key in allowed)
            for key, entry in self.unseen.items()
        )

    def take(self, entry: Entry, day: dt.date) -> None:
        memory = self.desk.replay.after(self.memories.get(entry.key), Grade.SLOW, day)
        self.memories[entry.key] = memory
        self.done[entry.key] = day
        self.ready.discard(entry.key)
        self.unseen.pop(entry.key, None)
        heapq.heappush(self.waiting, (memory.due, entry.key))

    def wake(self, day: dt.date) -> None:
        """Move what is due by a day to where the blocks look."""
        while self.waiting and self.waiting[0][0] <= day:
            due, key = heapq.heappop(self.waiting)
            if key not in self.done or self.memories[key].due == due:
                self.ready.add(key)

    def ranked(self, sitting: Sitting) -> Iterator[Ranked]:
        """What could be done in a block, the most urgent first."""
        rows: list[Ranked] = [self.rank_due(self.desk.items[key], sitting) for key in self.ready]
        rows += self.refreshing(sitting)
        if self.takes_new(sitting.date):
            rows += [self.rank_new(self.unseen[key], sitting) for key in wants(self.desk) if key in self.unseen]
        return heapq.merge(sorted(rows, key=_rank), self.other_new(sitting), key=_rank)

    def takes_new(self, day: dt.date) -> bool:
        """Whether a day has room for one more new item."""
        return self.new.get(day, 0) < self.desk.plan.new_a_day

    def other_new(self, sitting: Sitting) -> Iterator[Ranked]:
        """The new items that no interview asks for, as long as the day takes in any."""
        others, least = self.others_for(sitting.purpose)
        for key, entry, minutes in others:
            if not self.takes_new(sitting.date) or sitting.free < least:
                return
            if minutes <= sitting.free and key in self.unseen:
                yield self.rank_new(entry, sitting)

    def others_for(self, purpose: tuple[str, ...]) -> tuple[list[tuple[str, Entry, int]], int]:
        """The new items that no interview asks for and that a block may be for, in their order, with their minutes,
        and the fewest minutes of any: most of a big book, so no block ranks them all.
        """
        if purpose not in self.others:
            allowed, asked = self.allowed_in(purpose), wants(self.desk)
            others = [
                (key, entry, self.desk.minutes(entry))
                for key, entry in self.unseen.items()
                if key not in asked and (allowed is None or key in allowed)
            ]
            self.others[purpose] = others, min((minutes for _, _, minutes in others), default=0)
        return self.others[purpose]

    def rank_due(self, entry: Entry, sitting: Sitting) -> Ranked:
        memory = self.memories[entry.key]
        recall = self.desk.replay.recall(memory, sitting.date)
        setback = self.desk.setback(entry) if entry.key not in self.done else None
        how = f"went badly in '{setback.where}'" if setback else f"recall {recall:.0%}"
        interview, reason = self.wanted(entry, sitting)
        if interview:
            soon = (interview.date - sitting.date).days <= SOON
            why = f"{self.before(interview, sitting.date, reason)}, {how}"
            return (0 if soon else 3, interview.moment, recall, entry.key), entry, interview, why
        why = how if setback else f"due, {how}"
        return (3, (dt.date.max, ""), recall, entry.key), entry, None, why

    def refreshing(self, sitting: Sitting) -> Iterator[Ranked]:
        """In the last days before an interview: what is not due yet, and would have faded by then."""
        for interview in self.ahead:
            days = (interview.date - sitting.date).days
            if not (0 <= days <= REFRESH and sitting.moment < interview.moment):
                continue
            for entry, reason in interview.pack.entries:
                memory = self.memories.get(entry.key)
                if memory is None or entry.key in self.ready or memory.reviewed >= sitting.date:
                    continue
                if not self.holds(memory, interview):
                    recall = self.desk.replay.recall(memory, interview.date)
                    why = f"{self.before(interview, sitting.date, reason)}, recall {recall:.0%} by then"
                    yield (2, interview.moment, recall, entry.key), entry, interview, why

    def holds(self, memory: Memory, interview: Interview) -> bool:
        """Whether what is known now will do on the day: it will be remembered, or was looked at in the last days."""
        recall = self.desk.replay.recall(memory, interview.date)
        return recall >= self.desk.plan.retention - 0.005 or (interview.date - memory.reviewed).days <= REFRESH

    def rank_new(self, entry: Entry, sitting: Sitting) -> Ranked:
        interview, reason = self.wanted(entry, sitting)
        place = self.places[entry.key]
        if interview is None:
            return (5, (dt.date.max, ""), place, entry.key), entry, None, "new"
        soon = (interview.date - sitting.date).days <= SOON and reason != "round"
        why = f"{self.before(interview, sitting.date, reason)}, not yet looked at"
        return (1 if soon else 4, interview.moment, place, entry.key), entry, interview, why

    def wanted(self, entry: Entry, sitting: Sitting) -> tuple[Interview | None, str]:
        """The nearest interview behind a block that asks for an item, and as what."""
        for want in wants(self.desk).get(entry.key, ()):
            if want.interview.moment > sitting.moment:
                return want.interview, want.reason
        return None, ""

    def before(self, interview: Interview, day: dt.date, reason: str) -> str:
        """An interview and how far it is: `Northwind ML breadth in 3 days`."""
        days = (interview.date - day).days
        when = {0: "that day", 1: "the day after"}.get(days, f"in {days} days")
        extra = {"asked": ", asked there", "focus": ", in focus", "met": ", asked elsewhere"}.get(reason, "")
        return f"{interview.title} {when}{extra}"

    # -- what fits where -----------------------------------------------------------------------------------------------

    def allowed_in(self, purpose: tuple[str, ...]) -> set[str] | None:
        """The keys of what a block is for; None for everything."""
        if not purpose:
            return None
        if purpose not in self.allowed:
            keys: set[str] = set()
            for word in purpose:
                if word in self.desk.book.entries["rounds"]:
                    keys |= self.of_round(word)
                else:
                    same = ("questions", "cards") if word == "questions" else (word,)
                    keys |= {key for key, entry in self.desk.items.items() if entry.tracker in same}
            self.allowed[purpose] = keys
        return self.allowed[purpose]

    def of_round(self, round_id: str) -> set[str]:
        mine = [i for i in self.ahead if i.pack.company_round.round == round_id]
        asked = {entry.key for interview in mine for entry, _ in interview.pack.entries}
        return asked | {entry.key for entry in by_round(self.desk).get(round_id, ())}

    def longest(self, found: list[Sitting]) -> Longest:
        """The most minutes that a block has for an item."""
        longest: dict[tuple[str, ...], int] = {}
        for sitting in found:
            longest[sitting.purpose] = max(longest.get(sitting.purpose, 0), sitting.minutes)

        def of(entry: Entry) -> int:
            fits = [
                m for purpose, m in longest.items() if (keys := self.allowed_in(purpose)) is None or entry.key in keys
            ]
            return max(fits, default=0)

        return of

    def shortfall(self, interview: Interview) -> Iterator[Shortfall]:
        """What an interview asks for and the blocks before it did not hold."""
        entries = [entry for entry, _ in interview.pack.entries]
        unseen = [e for e in entries if e.key in self.unseen]
        seen = ((entry, self.memories.get(entry.key)) for entry in entries)
        faded = [entry for entry, memory in seen if memory and not self.holds(memory, interview)]
        if unseen or faded:
            minutes = sum(self.desk.minutes(entry) for entry in (*unseen, *faded))
            yield Shortfall(interview, unseen, faded, minutes, len(entries))
