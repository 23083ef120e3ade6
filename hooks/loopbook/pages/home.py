"""The home page: today, for the owner; who and what, for the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..model import Company, Entry
from ..study.desk import STUDIED
from ..study.planner import Sitting, study_plan
from ..study.progress import reviews_by_day, streak, weak_topics
from ..study.query import select
from ..study.schedule import all_due, due_today, interviews, new_today, readiness, reviews_done
from .charts import heat_map
from .page import Page
from .writer import Writer

SHOWN = 6
"""How many items of a kind, and how many interviews, are named."""
WEAK = 6
COUNTED = ("problems", "questions", "papers", "stories")


def pages(writer: Writer) -> Iterator[Page]:
    """One page, which an owner's `docs/index.md` replaces."""
    yield _landing(writer) if writer.book.is_public else _today(writer)


def _today(writer: Writer) -> Page:
    desk = writer.desk
    due, new = due_today(desk), new_today(desk)
    plan = study_plan(desk)
    return writer.page(
        "index.md",
        "Today",
        "home.md",
        meta={"hide": ["toc", "navigation"], "search": {"exclude": True}},
        interviews=[readiness(desk, interview) for interview in interviews(desk)[:SHOWN]],
        due=due,
        new=new,
        more_due=len(all_due(desk)) - len(due),
        done=reviews_by_day(desk)[desk.today],
        kinds=[(kind, found) for kind, found in _by_kind(due).items() if found],
        minutes=sum(desk.minutes(entry) for entry in (*due, *new)),
        reviewed=reviews_done(desk),
        blocks=plan.on(desk.today),
        next_block=_next(plan.sittings, desk.today),
        short=plan.shortfalls[:1],
        weak=weak_topics(desk)[:WEAK],
        streak=streak(desk),
        year=heat_map(reviews_by_day(desk), desk.today),
        shown=SHOWN,
    )


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
        meta={"hide": ["toc", "navigation"], "search": {"exclude": True}},
        settings=book.settings,
        counts={name: len(select(desk, name, {})) for name in (*COUNTED, "topics", "rounds", "companies")},
        topics=[tree.topics[t] for t in tree.children.get(None, ())],
        topic_counts=desk.by_topic,
        topic_tally=desk.topic_tally,
        companies=book.all(Company),
        rounds=desk.rounds,
    )
