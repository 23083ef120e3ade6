"""The study blocks of the days ahead, as the plan and the interviews leave them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..model import Entry, Plan, StudyBlock
from .schedule import Interview

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAST_DAYS, MOST_DAYS = 14, 60
INTERVIEW_MINUTES = 60


@dataclass(frozen=True)
class Task:
    """An item in a block: how long it takes, and why it is there, in a few words."""

    entry: Entry
    minutes: int
    why: str
    interview: Interview | None = None


@dataclass
class Sitting:
    """One study block on one day, with what to do in it. `start` is a time of day in the plan's time zone."""

    date: dt.date
    start: str
    minutes: int
    title: str
    purpose: tuple[str, ...]
    tasks: list[Task] = field(default_factory=list)
    held_back: bool = False
    """Whether something new would fit into the minutes that are left, and the day's limit keeps it out."""

    @property
    def used(self) -> int:
        """The minutes that its tasks take."""
        return sum(task.minutes for task in self.tasks)

    @property
    def free(self) -> int:
        """The minutes that are left."""
        return self.minutes - self.used

    @property
    def moment(self) -> tuple[dt.date, str]:
        """When it begins."""
        return self.date, self.start


def horizon(plan: Plan, ahead: list[Interview], today: dt.date) -> dt.date:
    """The last day that is planned: that of the last interview, or of the target, from two weeks to 60 days ahead."""
    wanted = [today + dt.timedelta(LEAST_DAYS - 1), *(i.date for i in ahead), *filter(None, [plan.target_date])]
    return min(max(wanted), today + dt.timedelta(MOST_DAYS - 1))


def sittings(plan: Plan, ahead: list[Interview], first: dt.date, last: dt.date) -> list[Sitting]:
    """The blocks of the days from `first` to `last`: none on days off, none across an interview, no minute twice."""
    taken = [
        (_minute(i.date, i.pack.company_round.start), i.pack.company_round.minutes or INTERVIEW_MINUTES)
        for i in ahead
        if i.pack.company_round.start
    ]
    found: list[Sitting] = []
    busy_until = _minute(first, "00:00")
    for day in (first + dt.timedelta(n) for n in range((last - first).days + 1)):
        if any(off.start <= day <= off.end for off in plan.days_off):
            continue
        for block in sorted(_blocks_on(plan, day), key=lambda b: (b.start, b.minutes, b.purpose)):
            begin = max(_minute(day, block.start), busy_until)
            end = _minute(day, block.start) + block.minutes
            if end <= begin or any(begin < at + minutes and at < end for at, minutes in taken):
                continue
            busy_until = end
            date, start = _moment(begin)
            found.append(Sitting(date, start, end - begin, _title(block), tuple(block.purpose)))
    return found


def _blocks_on(plan: Plan, day: dt.date) -> list[StudyBlock]:
    return [block for block in plan.blocks if DAYS[day.weekday()] in block.days]


def _title(block: StudyBlock) -> str:
    return block.title or ", ".join(word.replace("-", " ") for word in block.purpose).capitalize() or "Study"


def _minute(day: dt.date, time: str | None) -> int:
    hours, minutes = (time or "00:00").split(":")
    return day.toordinal() * 1440 + int(hours) * 60 + int(minutes)


def _moment(minute: int) -> tuple[dt.date, str]:
    return dt.date.fromordinal(minute // 1440), f"{minute % 1440 // 60:02}:{minute % 60:02}"
