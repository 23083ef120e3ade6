"""The home page: today, for the owner; who and what, for the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ..model import Company, Entry
from ..study.blocks import Sitting
from ..study.desk import STUDIED
from ..study.planner import study_plan
from ..study.progress import reviews_by_day, streak, weak_topics
from ..study.query import select
from ..study.schedule import Scope, all_due, interviews, new_done, queue, readiness, reviews_done, unclosed
from .charts import heat_map
from .latest import latest
from .page import Page
from .writer import Writer

SHOWN = 6
"""How many items of a kind, and how many interviews, are named."""
WEAK = 5
MOST_UNCLOSED = 3
META = {"hide": ["toc", "navigation"], "search": {"exclude": True}}
COUNTED = ("problems", "questions", "papers", "stories")


def pages(writer: Writer) -> Iterator[Page]:
    """One page, which an owner's `docs/index.md` replaces."""
    yield _landing(writer) if writer.book.is_public else _today(writer)


def _today(writer: Writer) -> Page:
    desk = writer.desk

    def context() -> dict[str, Any]:
        found = queue(desk, Scope())
        plan = study_plan(desk)
        ahead = interviews(desk)
        return {
            "interviews": [readiness(desk, interview) for interview in ahead[:SHOWN]],
            "later": len(ahead[SHOWN:]),
            "unclosed": unclosed(desk)[:MOST_UNCLOSED],
            "queue": found,
            "more_due": len(all_due(desk)) - len(found.due),
            "done": reviews_done(desk) + new_done(desk),
            "kinds": [(kind, entries) for kind, entries in _by_kind(found.due).items() if entries],
            "minutes": sum(desk.minutes(entry) for entry in found.entries),
            "blocks": plan.on(desk.today),
            "next_block": _next(plan.sittings, desk.today),
            "short": plan.shortfalls[:1],
            "weak": weak_topics(desk)[:WEAK],
            "streak": streak(desk),
            "year": heat_map(reviews_by_day(desk), desk.today),
            "shown": SHOWN,
            "in_two_weeks": desk.today + dt.timedelta(14),
        }

    return writer.page("index.md", "Today", "home.md", context, meta=META)


def _by_kind(entries: list[Entry]) -> dict[str, list[Entry]]:
    return {kind: [e for e in entries if e.tracker == kind] for kind in (*STUDIED, "cards")}


def _next(sittings: list[Sitting], today: dt.date) -> Sitting | None:
    return next((sitting for sitting in sittings if sitting.date > today), None)


def _landing(writer: Writer) -> Page:
    desk, book = writer.desk, writer.book
    tree = book.taxonomy
    return writer.page(
        "index.md",
        book.settings.owner or "Interview notes",
        "home-public.md",
        lambda: {
            "settings": book.settings,
            "counts": {name: len(select(desk, name, {})) for name in (*COUNTED, "topics", "rounds", "companies")},
            "topics": [tree.topics[t] for t in tree.children.get(None, ())],
            "topic_counts": desk.by_topic,
            "topic_tally": desk.topic_tally,
            "companies": book.all(Company),
            "rounds": desk.rounds,
            "latest": latest(book)[:SHOWN],
        },
        meta=META,
    )
