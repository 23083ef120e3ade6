"""The book on one day: who knows what how well, and what belongs to what. Everything else in `study` asks the desk."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from typing import Any, TypeVar

from ..book import Book
from ..diagnostics import Diagnostic, Severity
from ..model import Company, CompanyRound, Entry, Grade, Plan, Project, Round, Story, Topic
from ..review_log import LogLine
from .cards import NoteCard, note_cards
from .memory import WEAKEST_FIRST, Memory, Replay, mastery
from .setbacks import Setback, setbacks

Weakness = tuple[int, float]
UNSEEN: Weakness = (1, 0.0)
"""Of what nobody looked at yet."""
STUDIED = ("problems", "questions", "papers", "stories", "projects")
"""The trackers whose entries are reviewed; cards in notes are reviewed too."""
MINUTES = {"problems": 25, "questions": 4, "cards": 3, "papers": 30, "stories": 8, "projects": 20}
"""How long one review takes, where the entry does not say."""
MAX_LATE = 20
Found = TypeVar("Found")


class Desk:
    """A book, and a day to look at it. What is asked twice is worked out once."""

    def __init__(self, book: Book, today: dt.date) -> None:
        self.book, self.today = book, today
        self.plan = book.plan or Plan()
        self.replay = Replay(self.plan.retention)
        self.memo: dict[Any, Any] = {}
        """What `once` keeps."""
        self._recall: dict[tuple[str, dt.date], float | None] = {}
        self._weakness: dict[tuple[str, dt.date | None], Weakness] = {}

    # -- what there is to review ---------------------------------------------------------------------------------------

    @cached_property
    def cards(self) -> dict[str, NoteCard]:
        """The cards that are written in notes, by key."""
        return {card.key: card for card in note_cards(self.book)}

    @cached_property
    def items(self) -> dict[str, Entry]:
        """Everything that can be reviewed, by key: tracker by tracker, in the order of the files."""
        entries = self.book.entries
        found: dict[str, Entry] = {e.key: e for tracker in STUDIED for e in entries.get(tracker, {}).values()}
        return found | self.cards

    @cached_property
    def names(self) -> dict[str, str]:
        """The keys that a review may have: those of the items, and those that they had before → the one of now."""
        old = {f"{entry.tracker}/{name}": key for key, entry in self.items.items() for name in entry.was}
        return old | {key: key for key in self.items}

    def find(self, key: str) -> Entry | None:
        """The entry or card of a key."""
        return self.book.find(key) or self.cards.get(key)

    def minutes(self, entry: Entry) -> int:
        """How long it takes to review an entry once."""
        return entry.minutes or MINUTES.get(entry.tracker, 5)

    # -- how well it is known ------------------------------------------------------------------------------------------

    @cached_property
    def reviews(self) -> list[LogLine]:
        """The review log up to today; a date in the future is somebody's slip, and would hide an item until then."""
        return [review for review in self.book.reviews if review.date <= self.today]

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the log on this day: reviews of days that are yet to come."""
        late = [review for review in self.book.reviews if review.date > self.today]
        return [
            Diagnostic(
                *(review.path, review.line, 1, Severity.WARNING),
                f"a review of {review.item} on {review.date}, which is yet to come, so it does not count",
                f"mend the date; today is {self.today}",
            )
            for review in late[:MAX_LATE]
        ]

    @cached_property
    def memories(self) -> dict[str, Memory]:
        """Key → what the review log says."""
        return self.replay.run(self.reviews)

    @cached_property
    def setbacks(self) -> dict[str, Setback]:
        """Topic → the last interview in which it went badly."""
        return setbacks(self.book, self.today)

    def setback(self, entry: Entry) -> Setback | None:
        """The interview that says that an entry is known less well than its last review did."""
        if not self.setbacks:
            return None
        memory, tree = self.memories.get(entry.key), self.book.taxonomy
        steps = {step for topic in entry.topics if topic in tree.topics for step in tree.path(topic)}
        found = [self.setbacks[step] for step in steps if step in self.setbacks]
        worst = min(found, key=lambda s: (-s.on.toordinal(), WEAKEST_FIRST[s.grade], s.topic), default=None)
        return worst if worst and (memory is None or worst.on > memory.reviewed) else None

    def mastery(self, entry: Entry) -> Grade | None:
        """How well an entry is known; None if nobody has said. An interview that went badly lowers it."""
        memory = self.memories.get(entry.key)
        grade = mastery(entry, memory) if memory else entry.mastery
        if grade is None or not self.setbacks:
            return grade
        setback = self.setback(entry)
        return min(grade, setback.grade, key=WEAKEST_FIRST.__getitem__) if setback else grade

    def due(self, entry: Entry) -> dt.date | None:
        """When an entry is to be reviewed; None if it never was."""
        memory = self.memories.get(entry.key)
        if memory is None:
            return None
        setback = self.setback(entry) if self.setbacks else None
        return min(memory.due, setback.on) if setback else memory.due

    def is_due(self, entry: Entry) -> bool:
        """Whether a review of it is due today or was before."""
        due = self.due(entry)
        return due is not None and due <= self.today

    def recall(self, entry: Entry, on: dt.date | None = None) -> float | None:
        """The probability that it is remembered on a day, by default today; None if it was never reviewed."""
        memory = self.memories.get(entry.key)
        if memory is None:
            return None
        place = (entry.key, on or self.today)
        if place not in self._recall:
            self._recall[place] = self.replay.recall(memory, place[1])
        return self._recall[place]

    def weakness(self, entry: Entry, on: dt.date | None = None) -> Weakness:
        """Sorts weakest first: what is likely forgotten on a day, then what was never looked at, then the rest."""
        key = entry.key
        if entry.mastery is None and key not in self.memories:  # most of a big book
            return UNSEEN
        place = (key, on)
        if place not in self._weakness:
            self._weakness[place] = self._weakness_of(entry, on)
        return self._weakness[place]

    def _weakness_of(self, entry: Entry, on: dt.date | None) -> Weakness:
        grade, recall = self.mastery(entry), self.recall(entry, on)
        if recall is None:
            order = {None: 1.0, Grade.NO_CLUE: 0.2, Grade.BUGS: 0.5, Grade.SLOW: 0.8, Grade.SOLID: 0.95}[grade]
            recall = order if grade is not None else 1.0
            return UNSEEN if grade is None else (0 if grade in (Grade.NO_CLUE, Grade.BUGS) else 2, recall)
        weak = recall < self.plan.retention or grade in (Grade.NO_CLUE, Grade.BUGS)
        return (0 if weak else 2, recall)

    # -- what belongs to what ----------------------------------------------------------------------------------------

    @cached_property
    def by_topic(self) -> dict[str, dict[str, list[Entry]]]:
        """Topic → tracker → the entries on it or on a topic below it, in the order of the files."""
        tree = self.book.taxonomy
        paths = {topic: tree.path(topic) for topic in tree.topics}
        found: dict[str, dict[str, dict[str, Entry]]] = defaultdict(lambda: defaultdict(dict))
        for tracker, entries in self.book.entries.items():
            if tracker == "topics":
                continue
            for entry in entries.values():
                for step in {step for topic in subjects(entry) for step in paths.get(topic, ())}:
                    found[step][tracker][entry.id] = entry
        return {topic: {t: list(e.values()) for t, e in trackers.items()} for topic, trackers in found.items()}

    @cached_property
    def notes_by_topic(self) -> dict[str, list[str]]:
        """Topic → uris of the notes whose topics or tags name it or a topic below it."""
        tree = self.book.taxonomy
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for note in self.book.notes.values():
            for name in note.topics:
                topic = tree.find(name)
                for step in tree.path(topic) if topic else ():
                    found[step][note.uri] = None
        return {topic: list(uris) for topic, uris in found.items()}

    @cached_property
    def cards_by_topic(self) -> dict[str, list[NoteCard]]:
        """Topic → the cards in notes on it or on a topic below it."""
        tree = self.book.taxonomy
        found: dict[str, list[NoteCard]] = defaultdict(list)
        for card in self.cards.values():
            for step in {step for topic in card.topics if topic in tree.topics for step in tree.path(topic)}:
                found[step].append(card)
        return found

    @cached_property
    def asked_by(self) -> dict[str, list[tuple[Company, str, CompanyRound]]]:
        """Round → the companies whose loop holds it: company, the id of its round, the round."""
        found: dict[str, list[tuple[Company, str, CompanyRound]]] = defaultdict(list)
        for company in self.book.all(Company):
            for name, company_round in named_rounds(company):
                found[company_round.round].append((company, name, company_round))
        return found

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds in the order in which they usually come."""
        return sorted(self.book.all(Round), key=lambda r: (r.order, r.title))

    def topic_tally(self, topic: Topic) -> dict[Grade | None, int]:
        """How many of the topic's reviewable entries are known how well; None for those never looked at."""
        place = ("tally", topic.id)
        if place not in self.memo:
            self.memo[place] = self._tally(topic)
        return self.memo[place]  # type: ignore[no-any-return]

    def _tally(self, topic: Topic) -> dict[Grade | None, int]:
        tally: dict[Grade | None, int] = dict.fromkeys((*Grade, None), 0)
        for tracker in STUDIED:
            for entry in self.by_topic.get(topic.id, {}).get(tracker, ()):
                tally[self.mastery(entry)] += 1
        for card in self.cards_by_topic.get(topic.id, ()):
            tally[self.mastery(card)] += 1
        return tally


def subjects(entry: Entry) -> Sequence[str]:
    """What an entry is about: topics, and of a story or a project competencies, which are topics too."""
    return (*entry.topics, *entry.competencies) if isinstance(entry, (Story, Project)) else entry.topics


def once(find: Callable[[Desk], Found]) -> Callable[[Desk], Found]:
    """Marks what is asked of a desk by several pages, and worked out once."""

    @wraps(find)
    def found(desk: Desk) -> Found:
        if find not in desk.memo:
            desk.memo[find] = find(desk)
        return desk.memo[find]  # type: ignore[no-any-return]

    return found


def named_rounds(company: Company) -> list[tuple[str, CompanyRound]]:
    """A company's rounds with their ids: the one given, else the round's id, with `-2`, `-3` for the next alike."""
    taken: set[str] = {r.id for r in company.rounds if r.id}
    named = []
    for company_round in company.rounds:
        name = company_round.id
        if name is None:
            name, count = company_round.round, 1
            while name in taken:
                count += 1
                name = f"{company_round.round}-{count}"
            taken.add(name)
        named.append((name, company_round))
    return named
