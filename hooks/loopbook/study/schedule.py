"""What is due on a day, what is new, and who asks for it: the queue of a day's reviews."""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass

from ..model import Entry, Grade, Paper, Stage
from .desk import Desk, once
from .memory import mastery
from .packs import REASONS, Pack, by_round, packs, packs_of

OVER = ("accepted", "rejected", "withdrawn", "closed")
"""What a company's status says when nothing more comes."""
USUAL_START = "09:00"
"""When an interview is taken to begin that has a date and no time: nothing is planned for it later that day."""


@dataclass(frozen=True)
class Interview:
    """A round ahead that has a date, with its pack."""

    pack: Pack
    date: dt.date

    @property
    def moment(self) -> tuple[dt.date, str]:
        """When it begins, in the plan's time zone."""
        return self.date, self.pack.company_round.start or USUAL_START

    @property
    def title(self) -> str:
        """What it is called in a line: `Northwind ML breadth`."""
        return f"{self.pack.company.name} {self.pack.title}"

    @property
    def uri_name(self) -> str:
        """Its name among the packs: `northwind/ml-breadth`."""
        return f"{self.pack.company.id}/{self.pack.name}"


@dataclass(frozen=True)
class Want:
    """That an interview ahead asks for an item: as `asked`, `focus`, `met` or `round`, and how high up in its pack."""

    interview: Interview
    reason: str
    place: int


@dataclass(frozen=True)
class Readiness:
    """How ready one interview is: of the items of its pack, how many were ever reviewed and what of them will stay."""

    interview: Interview
    total: int
    seen: int
    recall: float | None
    """The mean probability, on its day, that an item which was reviewed is remembered; None if none was."""
    due: int
    """How many of its items are due today."""


@once
def interviews(desk: Desk) -> list[Interview]:
    """The interviews from today on that have a date and are not over, the nearest first."""
    found = [
        Interview(pack, pack.company_round.date)
        for pack in packs(desk)
        if pack.company_round.date and pack.company_round.date >= desk.today
        and pack.company_round.stage is not Stage.DONE
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.moment, i.title, i.uri_name))


@once
def unclosed(desk: Desk) -> list[Interview]:
    """The rounds whose day is over and of which nobody has said so, the last first: their debrief is missing."""
    found = [
        Interview(pack, pack.company_round.date)
        for pack in packs(desk)
        if pack.company_round.date and pack.company_round.date < desk.today
        and pack.company_round.stage is not Stage.DONE and pack.company.status not in OVER
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.moment, i.title, i.uri_name), reverse=True)


@once
def wants(desk: Desk) -> dict[str, list[Want]]:
    """Key → the interviews that ask for it, the nearest first."""
    found: dict[str, list[Want]] = {}
    for interview in interviews(desk):
        for place, (entry, reason) in enumerate(interview.pack.entries):
            found.setdefault(entry.key, []).append(Want(interview, reason, place))
    return found


@once
def all_due(desk: Desk) -> list[Entry]:
    """Everything due today or before, what is likeliest forgotten first."""
    rows = [entry for entry in desk.items.values() if desk.is_due(entry)]
    return sorted(rows, key=lambda e: (desk.recall(e) or 0.0, e.key))


@once
def all_new(desk: Desk) -> list[Entry]:
    """What was never reviewed: weak by the owner's word, then the nearest interview's, then in the book's order."""
    asked_for = wants(desk)

    def rank(entry: Entry) -> tuple[object, ...]:
        hand = mastery(entry, None)
        known = 0 if hand is None else -2 if hand is Grade.NO_CLUE else -1
        want = asked_for.get(entry.key)
        if not want:
            return known, dt.date.max, 9, 0 if isinstance(entry, Paper) and entry.status != "to-read" else 1, 0
        return known, want[0].interview.date, REASONS.index(want[0].reason), 0, want[0].place

    unseen = [
        entry
        for entry in desk.items.values()
        if entry.key not in desk.memories and mastery(entry, None) not in (Grade.SLOW, Grade.SOLID)
    ]
    return sorted(unseen, key=rank)


def _today(desk: Desk) -> list[str]:
    return [review.item for review in desk.reviews if review.date == desk.today]


@once
def new_done(desk: Desk) -> int:
    """How many items were reviewed for the first time today."""
    earlier = {review.item for review in desk.reviews if review.date < desk.today}
    return len(set(_today(desk)) - earlier)


@once
def reviews_done(desk: Desk) -> int:
    """How many items that had been reviewed before were reviewed today."""
    return len(set(_today(desk))) - new_done(desk)


def due_today(desk: Desk) -> list[Entry]:
    """What is due, up to the day's limit less what was reviewed today."""
    return all_due(desk)[: max(0, desk.plan.reviews_a_day - reviews_done(desk))]


def readiness(desk: Desk, interview: Interview) -> Readiness:
    """How ready an interview is, as things stand today."""
    entries = [entry for entry, _ in interview.pack.entries]
    recalls = [recall for entry in entries if (recall := desk.recall(entry, interview.date)) is not None]
    return Readiness(
        interview,
        len(entries),
        len(recalls),
        sum(recalls) / len(recalls) if recalls else None,
        sum(desk.is_due(entry) for entry in entries),
    )


@dataclass(frozen=True)
class Scope:
    """Which items are meant: a company's, a round's, a topic's with its subtopics', a kind's. Empty means all."""

    company: str = ""
    round: str = ""
    """With a company the name of one of its rounds, or their kind; alone a kind of round."""
    topic: str = ""
    kind: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.company or self.round or self.topic or self.kind)


def within(desk: Desk, scope: Scope) -> dict[str, Entry]:
    """The items of a scope, by key."""
    found = desk.items
    if scope.company:
        mine = packs_of(desk).get(scope.company, {})
        wanted = [pack for pack in mine.values() if scope.round in ("", pack.name, pack.company_round.round)]
        found = {entry.key: entry for pack in wanted for entry, _ in pack.entries}
    elif scope.round:
        found = {entry.key: entry for entry in by_round(desk).get(scope.round, ())}
    if scope.topic:
        below = set(desk.book.taxonomy.below(scope.topic))
        found = {key: entry for key, entry in found.items() if not below.isdisjoint(entry.topics)}
    return {key: e for key, e in found.items() if e.tracker == scope.kind} if scope.kind else found


@dataclass(frozen=True)
class Queue:
    """What to review now of a scope: what is due, likeliest forgotten first, then what the day lets in of the new."""

    due: list[Entry]
    new: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.due or self.new)

    @property
    def entries(self) -> list[Entry]:
        """All of it, in the order in which a session asks."""
        return self.due + self.new


def queue(desk: Desk, scope: Scope) -> Queue:
    """What a session of a scope asks."""
    room = max(0, desk.plan.new_a_day - new_done(desk))
    if scope.is_all:
        return Queue(due_today(desk), all_new(desk)[:room])
    inside, (dues, news) = within(desk, scope), _places(desk)
    due = sorted(inside.keys() & dues.keys(), key=dues.__getitem__)
    new = heapq.nsmallest(room, inside.keys() & news.keys(), key=news.__getitem__)
    return Queue([inside[key] for key in due], [inside[key] for key in new])


@once
def _places(desk: Desk) -> tuple[dict[str, int], dict[str, int]]:
    """Key → its place in all that is due, and the same of all that is new: a scope is a small part of either."""
    due, new = ({entry.key: i for i, entry in enumerate(found)} for found in (all_due(desk), all_new(desk)))
    return due, new
