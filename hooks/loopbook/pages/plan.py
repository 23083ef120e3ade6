"""The plan: what to do in which study block until each interview, and what will not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ..paths import index_uri
from ..study.blocks import Sitting
from ..study.planner import StudyPlan, study_plan
from ..study.schedule import interviews, readiness
from .page import Page
from .writer import Writer

OPEN_DAYS = 7
"""How many days are shown before anybody asks for more."""
CALENDAR = "plan/plan.ics"
"""The calendar file, which is served beside the page in a private build."""


def pages(writer: Writer) -> Iterator[Page]:
    """One page; none in a public book that does not show the plan."""
    desk, book = writer.desk, writer.book
    if book.is_public and book.plan is None:
        return

    def context() -> dict[str, Any]:
        plan = study_plan(desk)
        days = by_day(plan)
        return {
            "plan": desk.plan,
            "made": plan,
            "soon": [day for day in days if (day[0] - desk.today).days < OPEN_DAYS],
            "later": [day for day in days if (day[0] - desk.today).days >= OPEN_DAYS],
            "interviews": [readiness(desk, interview) for interview in interviews(desk)],
            "short": {s.interview.uri_name: s for s in plan.shortfalls},
            "weekly": sum(block.minutes * len(block.days) for block in desk.plan.blocks),
            "calendar": None if book.is_public else CALENDAR,
        }

    yield writer.page(
        index_uri("plan"),
        "Plan",
        "plan.md",
        context,
        source=f"{book.settings.data}/plan.yml",
        meta={"search": {"exclude": True}},
    )


def by_day(plan: StudyPlan) -> list[tuple[dt.date, list[Sitting]]]:
    """The days that have a block, with their blocks."""
    return [(date, plan.on(date)) for date in sorted({sitting.date for sitting in plan.sittings})]
