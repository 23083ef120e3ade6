"""What to review for one round of one company: the pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..model import Company, CompanyRound, Entry, Query, Round, Stage, Story
from .checklists import Checklist, company_round_checklist
from .desk import Desk, named_rounds
from .query import run


@dataclass(frozen=True)
class PackItem:
    """An entry of a pack, and why it is in it."""

    entry: Entry
    reason: str
    """`asked` if it bears on the company, `focus` if on a focus topic, else `round`."""


@dataclass(frozen=True)
class PackSection:
    """The items of one feed: the company's first, then the focus topics', then the rest; weakest first in each."""

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


DEFAULT_FEEDS = ("problems", "questions", "papers")


def packs(desk: Desk) -> list[Pack]:
    """Every pack of the book: companies in their order, rounds in the order of the loop."""
    return [pack(desk, c, name, r) for c in desk.book.all(Company) for name, r in named_rounds(c)]


def pack(desk: Desk, company: Company, name: str, company_round: CompanyRound) -> Pack:
    """The pack of one round."""
    page = desk.book.get(Round, company_round.round)
    on = company_round.date if company_round.date and company_round.date > desk.today else desk.today
    feeds = page.feeds if page else []
    if page and not feeds:
        where = {"topics": page.topics}
        feeds = [Query.model_validate({"show": show, "where": where}) for show in DEFAULT_FEEDS if page.topics]
    sections = [
        PackSection(feed, _items(desk, company, company_round, feed, on))
        for feed in feeds
        if feed.show not in ("stories", "page")
    ]
    wants_stories = any(feed.show == "stories" for feed in feeds)
    stories = [e for feed in feeds if feed.show == "stories" for e in run(desk, feed, on)] if wants_stories else []
    return Pack(
        company, name, company_round, page, on,
        [section for section in sections if section.items],
        _stories(desk, company, stories),
        company_round_checklist(desk, company, name, company_round),
    )  # fmt: skip


def _items(desk: Desk, company: Company, company_round: CompanyRound, feed: Query, on: dt.date) -> list[PackItem]:
    tree = desk.book.taxonomy
    focus = {below for topic in company_round.focus for below in tree.below(topic)}

    def reason(entry: Entry) -> str:
        if company.id in entry.companies:
            return "asked"
        return "focus" if not focus.isdisjoint(entry.topics) else "round"

    items = [PackItem(entry, reason(entry)) for entry in run(desk, feed, on)]
    order = {"asked": 0, "focus": 1, "round": 2}
    return sorted(items, key=lambda item: order[item.reason])


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
