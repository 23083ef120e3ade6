"""How hiring goes, whoever the company is: loops, tiers of companies, roles, pipelines and timelines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .entry import Entry, Part
from .fields import Line, Lines, Minutes, RoundId, Rounds, Share, Text, TierId, Topics


class LoopRound(Part):
    """A round in a template, and how often it comes."""

    round: RoundId
    count: Annotated[int, Field(ge=1)] = 1
    notes: Line | None = None


class Loop(Entry):
    """A template of a loop for a seniority and a tier of company."""

    tracker, noun = "loops", "loop"

    title: Line
    seniority: Literal["junior", "senior", "staff"] | None = None
    tier: TierId | None = None
    summary: Text | None = None
    rounds: list[LoopRound]


class Tier(Entry):
    """A kind of company: what it looks for, how to speak to it."""

    tracker, noun = "tiers", "tier"

    title: Line
    summary: Text | None = None
    looks_for: Lines = []
    differs: Lines = []
    """How its loops differ from the others'."""
    framing: Text | None = None
    """How to tell the same story to it."""


class Role(Entry):
    """A job title of the field and what it asks for."""

    tracker, noun = "roles", "role"

    title: Line
    summary: Text | None = None
    skills: Lines = []
    rounds: Rounds = []
    """Rounds that weigh most for it."""


class PipelineStage(Part):
    """A step on the way from application to offer."""

    title: Line
    summary: Text | None = None
    minutes: Annotated[list[Minutes], Field(min_length=1, max_length=2)] | None = None
    weeks: Annotated[list[int], Field(min_length=1, max_length=2)] | None = None
    """The week or the weeks after first contact, counted from 1."""
    pass_rate: Share | None = None
    meets: Line | None = None
    rounds: Rounds = []
    optional: bool = False


class Pipeline(Entry):
    """The way from application to offer, as one source tells it."""

    tracker, noun = "pipelines", "pipeline"

    title: Line
    summary: Text | None = None
    stages: list[PipelineStage]


class TimelineWeek(Part):
    """What to do in a week, or a span of weeks, of preparation."""

    weeks: Annotated[list[int], Field(min_length=1, max_length=2)]
    title: Line
    do: Lines
    focus: Topics = []


class Timeline(Entry):
    """A plan of preparation, week by week."""

    tracker, noun = "timelines", "timeline"

    title: Line
    summary: Text | None = None
    weeks: list[TimelineWeek]
