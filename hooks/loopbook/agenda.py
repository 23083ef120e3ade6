"""What is to be done and what was: the plan, and the review log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .entry import Part
from .fields import ClockTime, Date, Grade, Line, Minutes, Text, TimeOfDay, TimeZone, Words, as_list

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class StudyBlock(Part):
    """Time set aside every week."""

    days: Annotated[list[Day], BeforeValidator(as_list), Field(min_length=1)]
    start: TimeOfDay
    minutes: Minutes
    purpose: Annotated[Words, Field(alias="for")] = []
    """What it is for: kinds (`problems`) or rounds (`coding`); all if empty."""
    title: Line | None = None


def _one_day(value: Any) -> Any:
    """`2026-12-24` means from that day to that day."""
    return {"from": value, "to": value} if isinstance(value, str) else value


class DateRange(Part):
    """From a day to a day, both included. A single day may be written as just that."""

    start: Date = Field(alias="from")
    end: Date = Field(alias="to")


class Plan(Part):
    """How much time there is: `data/plan.yml`, one mapping."""

    time_zone: TimeZone = "UTC"
    """In which the plan's and the interviews' times are given: an IANA name, `Europe/Berlin`."""
    blocks: list[StudyBlock] = []
    days_off: list[Annotated[DateRange, BeforeValidator(_one_day, json_schema_input_type=dt.date | DateRange)]] = []
    target_date: Date | None = None
    """By when to be ready, where no interview has a date."""
    retention: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    """The recall at which an item falls due."""
    new_a_day: Annotated[int, Field(ge=0)] = 10
    """The most new items a day."""
    reviews_a_day: Annotated[int, Field(ge=1)] = 60
    """The most reviews a day."""


class Review(Part):
    """One line of the review log, `data/reviews.yml`."""

    date: Date
    time: ClockTime = ""
    """When on that day, if it is known: it orders the reviews of a day, and tells a review from its double."""
    item: Annotated[str, Field(min_length=3)]
    """The key of the entry or card: `problems/two-sum`."""
    grade: Grade
    minutes: Minutes | None = None
    note: Text | None = None
