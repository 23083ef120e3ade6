"""The book on one day: who knows what how well, and what belongs to what. Everything else in `study` asks the desk."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property

from ..book import Book
from ..model import Company, CompanyRound, Entry, Grade, Plan, Round, Topic
from .memory import Memory, Replay, mastery

Weakness = tuple[int, float]


class Desk:
    """A book, and a day to look at it. What is asked twice is worked out once."""

    def __init__(self, book: Book, today: dt.date) -> None:
        self.book, self.today = book, today
        self.plan = book.plan or Plan()
        self.replay = Replay(self.plan.retention)
        self._recall: dict[tuple[str, dt.date], float | None] = {}

    @cached_property
    def memories(self) -> dict[str, Memory]:
        """Key → what the review log says; reviews of an entry's older ids are its own."""
        new_key = {
            f"{tracker}/{old}": entry.key
            for tracker, entries in self.book.entries.items()
            for entry in entries.values()
            for old in entry.was
        }
        reviews = self.book.reviews
        if new_key:
            reviews = [r.model_copy(update={"item": new_key.get(r.item, r.item)}) for r in reviews]
        return self.replay.run(reviews)

    def mastery(self, entry: Entry) -> Grade | None:
        """How well an entry is known; None if nobody has said."""
        return mastery(entry, self.memories.get(entry.key))

    def due(self, entry: Entry) -> dt.date | None:
        """When an entry is to be reviewed; None if it never was."""
        memory = self.memories.get(entry.key)
        return memory.due if memory else None

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
        grade, recall = self.mastery(entry), self.recall(entry, on)
        if recall is None:
            order = {None: 1.0, Grade.NO_CLUE: 0.2, Grade.BUGS: 0.5, Grade.SLOW: 0.8, Grade.SOLID: 0.95}[grade]
            recall = order if grade is not None else 1.0
            return (1, 0.0) if grade is None else (0 if grade in (Grade.NO_CLUE, Grade.BUGS) else 2, recall)
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
                own = {*entry.topics, *getattr(entry, "competencies", ())}
                for step in {step for topic in own for step in paths.get(topic, ())}:
                    found[step][tracker][entry.id] = entry
        return {topic: {t: list(e.values()) for t, e in trackers.items()} for topic, trackers in found.items()}

    @cached_property
    def notes_by_topic(self) -> dict[str, list[str]]:
        """Topic → uris of the notes whose front matter names it or a topic below it."""
        tree = self.book.taxonomy
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for note in self.book.notes.values():
            named = note.meta.get("topics") or []
            for name in [named] if isinstance(named, str) else named:
                topic = tree.find(str(name))
                for step in tree.path(topic) if topic else ():
                    found[step][note.uri] = None
        return {topic: list(uris) for topic, uris in found.items()}

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
        tally: dict[Grade | None, int] = dict.fromkeys((*Grade, None), 0)
        for tracker in ("problems", "papers", "questions"):
            for entry in self.by_topic.get(topic.id, {}).get(tracker, ()):
                tally[self.mastery(entry)] += 1
        return tally


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
