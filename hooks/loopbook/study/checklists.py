"""What to have done: per round, per company, per topic. Every item has a name that its tick is kept under."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..model import ChecklistItem, Company, CompanyRound, Entry, Round, Topic
from .desk import Desk, named_rounds, once

WHEN = {"before": "In the weeks before", "day-before": "The day before", "during": "In the room", "after": "Afterwards"}


@dataclass(frozen=True)
class Tick:
    """One item. `key` names it for good: `rounds/coding/warm-up`, or `companies/acme/coding/warm-up`."""

    key: str
    item: ChecklistItem


@dataclass(frozen=True)
class Checklist:
    """The items of one page, in groups by when they are to be done."""

    key: str
    groups: list[tuple[str, list[Tick]]]

    @property
    def count(self) -> int:
        """How many items there are."""
        return sum(len(ticks) for _, ticks in self.groups)


def _checklist(key: str, items: list[ChecklistItem]) -> Checklist:
    ticks = [Tick(f"{key}/{item.id}", item) for item in items]
    groups = [(title, [t for t in ticks if t.item.when == when]) for when, title in WHEN.items()]
    return Checklist(key, [(title, found) for title, found in groups if found])


def round_checklist(page: Round) -> Checklist:
    """What a round asks for, whoever the company is."""
    return _checklist(page.key, page.checklist)


def company_checklist(company: Company) -> Checklist:
    """What the owner wrote down for a company."""
    return _checklist(company.key, company.checklist)


def company_round_checklist(desk: Desk, company: Company, name: str, company_round: CompanyRound) -> Checklist:
    """The round's items, to be ticked for this company."""
    page = desk.book.get(Round, company_round.round)
    return _checklist(f"{company.key}/{name}", page.checklist if page else [])


def checklists_of(desk: Desk, company: Company) -> list[tuple[str, Checklist]]:
    """A company's own checklist, then one for each of its rounds that has any: a title and the list."""
    rounds = [
        (r.title or _round_title(desk, r), company_round_checklist(desk, company, name, r))
        for name, r in named_rounds(company)
    ]
    own = [(company.name, company_checklist(company))] if company.checklist else []
    return [*own, *((title, found) for title, found in rounds if found.groups)]


@dataclass(frozen=True)
class TopicList:
    """What to have gone through on a topic of the first level. Ticks have the keys."""

    desk: Desk
    topic: Topic

    @cached_property
    def sections(self) -> list[tuple[Topic, list[Entry]]]:
        """The items topic by topic, the weakest first."""
        tree, weakness = self.desk.book.taxonomy, self.desk.weakness
        found = _by_first_topic(self.desk)[self.topic.id]
        return [
            (tree.topics[topic], sorted(found[topic], key=lambda e: (weakness(e), e.key)))
            for topic in tree.below(self.topic.id)
            if topic in found
        ]

    @property
    def entries(self) -> list[Entry]:
        """All of its items."""
        return [entry for _, entries in self.sections for entry in entries]


def topic_checklists(desk: Desk) -> list[TopicList]:
    """A list for each topic of the first level that has any item."""
    tree = desk.book.taxonomy
    named = {topic for entry in desk.items.values() for topic in entry.topics}
    firsts = {tree.path(topic)[0] for topic in named if topic in tree.topics}
    return [TopicList(desk, tree.topics[first]) for first in tree.children.get(None, ()) if first in firsts]


@once
def _by_first_topic(desk: Desk) -> dict[str, dict[str, list[Entry]]]:
    """A topic of the first level → it or a topic below it → the items there; an item is below each first one once."""
    tree = desk.book.taxonomy
    root = {topic: tree.path(topic)[0] for topic in tree.topics}
    found: dict[str, dict[str, list[Entry]]] = {}
    for entry in desk.items.values():
        places = {root[topic]: topic for topic in reversed(entry.topics) if topic in root}
        for first, topic in places.items():
            found.setdefault(first, {}).setdefault(topic, []).append(entry)
    return found


def tick_names(desk: Desk) -> set[str]:
    """The names under which ticks are kept: those of all checklists, and keys for the lists in notes."""
    lists = [round_checklist(page) for page in desk.rounds]
    for company in desk.book.all(Company):
        lists += [found for _, found in checklists_of(desk, company)]
    names = {tick.key for found in lists for _, ticks in found.groups for tick in ticks}
    names |= desk.cards.keys()
    return names | {entry.key for entries in desk.book.entries.values() for entry in entries.values()}


def _round_title(desk: Desk, company_round: CompanyRound) -> str:
    page = desk.book.get(Round, company_round.round)
    return page.title if page else company_round.round
