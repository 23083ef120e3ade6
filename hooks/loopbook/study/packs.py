"""What to review for one round of one company: the pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from ..asked import key_of
from ..model import Company, CompanyRound, Debrief, Entry, Problem, Query, Round, Stage, Story
from .cards import NoteCard
from .checklists import Checklist, company_round_checklist
from .desk import UNSEEN, Desk, named_rounds, once
from .query import run, sort


@dataclass(frozen=True)
class PackItem:
    """An entry of a pack, and why it is in it."""

    entry: Entry
    reason: str
    """`asked` if the company asked it, `focus` if on a focus topic, `met` if another company asked it in such a round,
    else `round`."""


@dataclass(frozen=True)
class PackSection:
    """The items of one feed in the order of their reasons; weakest first in each."""

    query: Query
    items: list[PackItem]

    @property
    def tracker(self) -> str:
        """Of which tracker the items are."""
        return self.query.show


@dataclass(frozen=True)
class PackStory:
    """A story for a behavioural round, with what this company has heard of it."""

    story: Story
    told: bool
    framing: str | None


@dataclass(frozen=True)
class Pack:
    """Everything for one round of one company. `on` is the day that its order looks to."""

    company: Company
    name: str
    company_round: CompanyRound
    round: Round | None
    on: dt.date
    sections: list[PackSection]
    stories: list[PackStory]
    checklist: Checklist

    @property
    def title(self) -> str:
        """What the company's round is called."""
        return self.company_round.title or (self.round.title if self.round else self.company_round.round)

    @cached_property
    def entries(self) -> list[tuple[Entry, str]]:
        """Everything in it that can be reviewed, each once, with the reason, what matters most first."""
        found: dict[str, tuple[Entry, str]] = {}
        for section in self.sections:
            for item in section.items:
                found.setdefault(item.entry.key, (item.entry, item.reason))
        for row in self.stories:
            found.setdefault(row.story.key, (row.story, "round"))
        return sorted(found.values(), key=lambda row: REASONS.index(row[1]))


DEFAULT_FEEDS = ("problems", "questions", "papers")


REASONS = ("asked", "focus", "met", "round")


@once
def packs(desk: Desk) -> list[Pack]:
    """Every pack of the book: companies in their order, rounds in the order of the loop."""
    return [pack(desk, c, name, r) for c in desk.book.all(Company) for name, r in named_rounds(c)]


@once
def packs_of(desk: Desk) -> dict[str, dict[str, Pack]]:
    """Company → the name of each round → its pack."""
    found: dict[str, dict[str, Pack]] = {}
    for made in packs(desk):
        found.setdefault(made.company.id, {})[made.name] = made
    return found


def pack(desk: Desk, company: Company, name: str, company_round: CompanyRound) -> Pack:
    """The pack of one round."""
    page = desk.book.get(Round, company_round.round)
    on = company_round.date if company_round.date and company_round.date > desk.today else desk.today
    feeds = page.feeds if page else []
    if page and not feeds:
        where = {"topics": page.topics}
        feeds = [Query.model_validate({"show": show, "where": where}) for show in DEFAULT_FEEDS if page.topics]
    sections = [
        PackSection(
            feed, _often_first(desk, company, feed, on, _items(desk, company, company_round, run(desk, feed, on)))
        )
        for feed in feeds
        if feed.show not in ("stories", "page")
    ]
    shown = {item.entry.key for section in sections for item in section.items}
    met = [e for key in met_in(desk).get(company_round.round, ()) if key not in shown and (e := desk.find(key))]
    cards = [card for card in desk.cards.values() if page and is_for(desk, card, page)]
    more = (("questions", "Asked in real rounds", met), ("cards", "Cards from your notes", cards))
    sections += [
        PackSection(Query.model_validate({"show": show, "title": title}), _items(desk, company, company_round, found))
        for show, title, found in ((show, title, sort(desk, found, None, on)) for show, title, found in more)
    ]
    wants_stories = any(feed.show == "stories" for feed in feeds)
    stories = [e for feed in feeds if feed.show == "stories" for e in run(desk, feed, on)] if wants_stories else []
    return Pack(
        company, name, company_round, page, on,
        [section for section in sections if section.items],
        _stories(desk, company, stories),
        company_round_checklist(desk, company, name, company_round),
    )  # fmt: skip


def _items(desk: Desk, company: Company, company_round: CompanyRound, entries: list[Entry]) -> list[PackItem]:
    tree = desk.book.taxonomy
    focus = {below for topic in company_round.focus for below in tree.below(topic)}
    here = met_at(desk).get(company.id, set())
    elsewhere = met_in(desk).get(company_round.round, {})

    def reason(entry: Entry) -> str:
        if company.id in entry.companies or entry.key in here:
            return "asked"
        if not focus.isdisjoint(entry.topics):
            return "focus"
        return "met" if entry.key in elsewhere else "round"

    items = [PackItem(entry, reason(entry)) for entry in entries]
    return sorted(items, key=lambda item: REASONS.index(item.reason))


def _often_first(desk: Desk, company: Company, feed: Query, on: dt.date, items: list[PackItem]) -> list[PackItem]:
    """Of what the company asks and nobody looked at yet, what it asks most often first; all else stays in its place."""
    if feed.sort not in (None, "weakest", "recall"):
        return items
    places = [i for i, item in enumerate(items) if item.reason == "asked" and desk.weakness(item.entry, on) == UNSEEN]
    moved = sorted((items[i] for i in places), key=lambda item: -_frequency(item.entry, company))
    found = dict(zip(places, moved, strict=True))
    return [found.get(i, item) for i, item in enumerate(items)]


def _frequency(entry: Entry, company: Company) -> float:
    asked = entry.asked if isinstance(entry, Problem) else ()
    return max((one.frequency or 0.0 for one in asked if one.company == company.id), default=0.0)


def is_for(desk: Desk, card: NoteCard, page: Round) -> bool:
    """Whether a card in a note prepares for a round: its note names the round, or no round and one of its topics."""
    if card.rounds:
        return page.id in card.rounds
    tree = desk.book.taxonomy
    return any(tree.is_below(topic, above) for topic in card.topics for above in page.topics)


@once
def by_round(desk: Desk) -> dict[str, list[Entry]]:
    """Kind of round → everything that prepares for it, whoever the company is, each once."""
    found: dict[str, list[Entry]] = {}
    for page in desk.rounds:
        feeds = [feed.model_copy(update={"limit": None}) for feed in page.feeds if feed.show != "page"]
        entries = [entry for feed in feeds for entry in run(desk, feed)]
        entries += [e for key in met_in(desk).get(page.id, ()) if (e := desk.find(key))]
        entries += [card for card in desk.cards.values() if is_for(desk, card, page)]
        found[page.id] = list({entry.key: entry for entry in entries}.values())
    return found


@once
def met_in(desk: Desk) -> dict[str, dict[str, None]]:
    """Kind of round → the keys of what was asked in real ones, in the order in which they were asked."""
    found: dict[str, dict[str, None]] = {}
    for debrief in desk.book.all(Debrief):
        for asked in debrief.asked:
            found.setdefault(debrief.round, {})[key_of(asked, desk.book.entries)] = None
    return found


@once
def met_at(desk: Desk) -> dict[str, set[str]]:
    """Company → the keys of what it asked."""
    found: dict[str, set[str]] = {}
    for debrief in desk.book.all(Debrief):
        if debrief.company:
            found.setdefault(debrief.company, set()).update(key_of(a, desk.book.entries) for a in debrief.asked)
    return found


@once
def _askers(desk: Desk) -> dict[str, list[str]]:
    """Key → the companies that asked it in a real round."""
    found: dict[str, list[str]] = {}
    for company, keys in met_at(desk).items():
        for key in keys:
            found.setdefault(key, []).append(company)
    return found


def asked_by(desk: Desk, entry: Entry) -> list[str]:
    """The companies that ask an entry: those that it names, then those that asked it in a real round."""
    return list(dict.fromkeys((*entry.companies, *_askers(desk).get(entry.key, ()))))


def _stories(desk: Desk, company: Company, entries: list[Entry]) -> list[PackStory]:
    stories = [
        PackStory(e, any(t.company == company.id for t in e.told), e.framing.get(company.tier or ""))
        for e in entries
        if isinstance(e, Story)
    ]
    return sorted(stories, key=lambda s: (s.told, desk.weakness(s.story)))


def open_rounds(desk: Desk) -> list[tuple[Company, str, CompanyRound]]:
    """The rounds with a date from today on, the nearest first."""
    dated = [
        (company, name, r)
        for company in desk.book.all(Company)
        for name, r in named_rounds(company)
        if r.date and r.date >= desk.today and r.stage is not Stage.DONE
    ]
    return sorted(dated, key=lambda row: (row[2].date, row[2].start or "", row[0].name))
