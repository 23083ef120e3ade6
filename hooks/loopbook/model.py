"""What a book holds: one pydantic model for each kind of entry. The models are the schema.

A new kind is a new model in `TRACKERS`; nothing else has to know its name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .agenda import DateRange, Day, Plan, Review, StudyBlock
from .entry import Entry, Part
from .fields import (
    CLOCK,
    ID_PATTERN,
    MAX_SLUG,
    TIME,
    ClockTime,
    Companies,
    CompanyId,
    Date,
    Grade,
    Id,
    Key,
    Line,
    Lines,
    Minutes,
    Outcome,
    ProjectId,
    Prose,
    QuestionId,
    Questions,
    Ref,
    RoundId,
    Rounds,
    Share,
    Stage,
    Text,
    TierId,
    TimeOfDay,
    TimeZone,
    TopicId,
    Topics,
    Url,
    Visibility,
    Words,
    as_list,
    no_items,
    slug,
)
from .hiring import Loop, LoopRound, Pipeline, PipelineStage, Role, Tier, Timeline, TimelineWeek


class Topic(Entry):
    """A node of the taxonomy."""

    tracker, noun = "topics", "topic"

    title: Line
    aliases: Lines = Field(default_factory=no_items)
    """Other names, found by search and accepted wherever a topic's id is."""
    summary: Text | None = None
    """Two to four sentences: what it is and why interviews ask for it."""
    children: list[Topic] = Field(default_factory=no_items)
    """Its subtopics; what belongs to them belongs to it too."""


class Query(Part):
    """Which entries to show, and how: a feed of a round, or the body of a `loopbook` block in a note."""

    show: str
    """A tracker (`problems`), or a part of the page's own generated content (`page`)."""
    where: dict[str, Annotated[list[str], BeforeValidator(as_list)]] = Field(default_factory=dict)
    """Field → the values of which one must hold. `topics` takes in subtopics."""
    sort: str | None = None
    """A field; with a leading `-` the other way round. By default weakest first."""
    limit: Annotated[int, Field(ge=1)] | None = None
    """The most entries to show."""
    render: Literal["table", "list", "checklist", "cards", "count"] = Field("table", alias="as")
    """How to show them."""
    title: Line | None = None
    """A heading for what is shown."""


class ChecklistItem(Part):
    """One thing to do or to have ready. Its id names it for good: ticks are kept under it."""

    id: Id
    text: Line
    when: Literal["before", "day-before", "during", "after"] = "before"
    """In the weeks before the round, the day before it, during it, or after it."""
    visibility: Visibility | None = None


class Round(Entry):
    """A kind of interview: the front matter of `docs/rounds/<id>.md`."""

    tracker, noun, in_docs = "rounds", "round", True

    title: Line
    category: Literal["screen", "coding", "ml", "design", "people", "closing"]
    order: int = 100
    """Where it stands among the rounds."""
    summary: Text | None = None
    typical_minutes: Annotated[list[Minutes], Field(min_length=1, max_length=2)] | None = None
    """How long it usually takes: one number, or the shortest and the longest."""
    typical_pass_rate: Share | None = None
    """The share of candidates who pass it, from 0 to 1, as the page's sources estimate."""
    meets: Line | None = None
    """Who sits on the other side."""
    tests: Lines = Field(default_factory=no_items)
    """What it is meant to find out."""
    key_points: Lines = Field(default_factory=no_items)
    """What to read in the last five minutes."""
    checklist: list[ChecklistItem] = Field(default_factory=no_items)
    ask: Lines = Field(default_factory=no_items)
    """Questions to ask the interviewer."""
    feeds: list[Query] = Field(default_factory=no_items)
    """Which entries of which trackers prepare for it."""


class AskedBy(Part):
    """That a company asks a problem, as a list of its problems says."""

    company: CompanyId
    window: Literal["30-days", "3-months", "6-months", "1-year", "2-years", "older", "all"] = "all"
    """The shortest span, counted back from the list's date, in which it was asked."""
    frequency: Share | None = None
    """How often in that span, from 0 to 1, where 1 is as often as anything."""
    scale: Annotated[float, Field(gt=0)] | None = None
    """What the list wrote for a frequency of 1: `100`, or the highest in it."""


class Problem(Entry):
    """A coding problem."""

    tracker, noun = "problems", "problem"

    title: Line
    number: Annotated[int, Field(ge=1, le=9_999_999)] | None = None
    """LeetCode's number, as in "LC 146"."""
    url: Url | None = None
    source: str = "leetcode"
    """Where it is from: `leetcode`, `neetcode`, a book, `own`."""
    kind: Literal["leetcode", "ml-coding", "object-oriented"] = "leetcode"
    difficulty: Literal["easy", "medium", "hard"] | None = None
    lists: Words = Field(default_factory=no_items)
    """Lists that it is on: `blind-75`, `neetcode-150`."""
    insight: Text | None = None
    """What makes it fall, in one or two sentences."""
    premium: bool = False
    """Whether its source asks for payment."""
    acceptance: Share | None = None
    """The share of submissions that its source accepts, from 0 to 1."""
    asked: list[AskedBy] = Field(default_factory=no_items)
    """Which companies ask it, how recently and how often: one each, as imports found."""


class Paper(Entry):
    """Something to read or watch."""

    tracker, noun = "papers", "paper"

    title: Line
    authors: Lines = Field(default_factory=no_items)
    year: Annotated[int, Field(ge=1600, le=2200)] | None = None
    venue: Line | None = None
    url: Url | None = None
    arxiv: Annotated[str, Field(pattern=r"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?$")] | None = None
    """Its arXiv id: always a string, `1706.03762`."""
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    kind: Literal["paper", "book", "blog", "course", "video", "code"] = "paper"
    status: Literal["to-read", "reading", "read"] = "to-read"
    tldr: Text | None = None
    """What it says, in one or two sentences."""


class Question(Entry):
    """A question that interviewers ask, with its answer: a card."""

    tracker, noun, title_field = "questions", "question", "question"

    question: Line
    answer: Text | None = None
    round: RoundId | None = None
    kind: Literal["breadth", "domain", "behavioural", "design", "math", "coding", "screen", "deep-dive"] = "breadth"
    """What it probes. With `behavioural`, it is a row of the stories' coverage matrix."""


class Told(Part):
    """A telling of a story in a company's round."""

    company: CompanyId
    round: str | None = None
    """The id of the company's round."""
    date: Date | None = None


class Story(Entry):
    """Something that happened, told as situation, task, action, result."""

    tracker, noun = "stories", "story"
    owner_only = (*Entry.owner_only, "told")

    title: Line
    headline: Line | None = None
    """The story in one sentence, with its number."""
    situation: Text | None = None
    task: Text | None = None
    action: Text | None = None
    result: Text | None = None
    reflection: Text | None = None
    competencies: Topics = Field(default_factory=no_items)
    """The behavioural competencies that it shows: topics."""
    questions: Questions = Field(default_factory=no_items)
    """The behavioural questions that it answers."""
    framing: dict[TierId, Text] = Field(default_factory=dict)
    """How to tell it to a company of a tier."""
    told: list[Told] = Field(default_factory=no_items)
    """Which company's round has heard it, and when. Private always."""
    project: ProjectId | None = None


class Project(Entry):
    """A project to walk an interviewer through: the front matter of `docs/projects/<id>.md`."""

    tracker, noun, in_docs = "projects", "project", True

    title: Line
    summary: Text | None = None
    role: Line | None = None
    """What was yours in it."""
    period: Line | None = None
    """When it was, as one would say it."""
    competencies: Topics = Field(default_factory=no_items)


class CompanyRound(Part):
    """One round of one company's loop."""

    guarded = ("notes",)

    round: RoundId
    id: Id | None = None
    """Its name within the company; by default the round's id, with `-2`, `-3` for the next of the same kind."""
    title: Line | None = None
    date: Date | None = None
    start: TimeOfDay | None = None
    """When it begins, in the plan's time zone."""
    minutes: Minutes | None = None
    stage: Stage = Stage.PLANNED
    outcome: Outcome | None = None
    focus: Topics = Field(default_factory=no_items)
    """Topics that the recruiter or the job description named."""
    notes: Text | None = None
    """What is known of it. Public only where the round says `visibility: public`."""
    visibility: Visibility | None = None
    """`private` leaves the round out of a public company, `public` shows its notes too."""


class Link(Part):
    """An address with its name."""

    title: Line
    url: Url


class Company(Entry):
    """A company in the hunt, and its loop."""

    tracker, noun, title_field = "companies", "company", "name"
    owner_only = (*Entry.owner_only, "offer")

    name: Line
    aliases: Lines = Field(default_factory=no_items)
    """Other names of it, found by importers."""
    tier: TierId | None = None
    role: Line | None = None
    level: Line | None = None
    seniority: Literal["junior", "senior", "staff"] | None = None
    """Which loop template to hold its loop against."""
    status: Literal["wishlist", "applied", "interviewing", "offer", "accepted", "rejected", "withdrawn", "closed"] = (
        "wishlist"
    )
    summary: Text | None = None
    values: Lines = Field(default_factory=no_items)
    """What the company says it stands for."""
    links: list[Link] = Field(default_factory=no_items)
    rounds: list[CompanyRound] = Field(default_factory=no_items)
    checklist: list[ChecklistItem] = Field(default_factory=no_items)
    ask: Lines = Field(default_factory=no_items)
    """Questions to ask them."""
    offer: dict[str, str] = Field(default_factory=dict)
    """What they offered. Private always."""


class Asked(Part):
    """A question that was asked in an interview, and how it went. It becomes a card, which only the owner sees."""

    question: Line
    """Its words; or the id of a question or the key (`problems/two-sum`) of an entry that the book has already."""
    id: Id | None = None
    """The name of the card; by default made of the words."""
    answer: Text | None = None
    topics: Topics = Field(default_factory=no_items)
    grade: Grade | None = None
    """How the answer went: it counts as a review of that day."""
    visibility: Visibility | None = None


class Mock(Entry):
    """A practice interview and what came of it."""

    tracker, noun = "mocks", "mock"
    guarded = ("partner", "feedback")
    owner_only = (*Entry.owner_only, "asked")

    title: Line
    date: Date
    round: RoundId
    partner: Line | None = None
    """Who played the interviewer. Public only where the mock says `visibility: public`."""
    grade: Grade | None = None
    feedback: Text | None = None
    """What came of it. Public only where the mock says `visibility: public`."""
    questions: Questions = Field(default_factory=no_items)
    """What was asked, of the questions that the book has."""
    asked: list[Asked] = Field(default_factory=no_items)
    """What was asked, in its own words, and how each went. Private always."""
    work_on: Topics = Field(default_factory=no_items)
    """Topics to work on."""


class Debrief(Entry):
    """What was asked in a real round, and how it went. Private, whatever is said of its file."""

    tracker, noun = "debriefs", "debrief"
    private_always = True

    title: Line
    date: Date
    company: CompanyId | None = None
    round: RoundId
    grade: Grade | None = None
    """How it went on the whole."""
    feedback: Text | None = None
    asked: list[Asked] = Field(default_factory=no_items)
    work_on: Topics = Field(default_factory=no_items)
    """Topics that went badly: their items count as known no better than `grade`, or `bugs`, until they are reviewed."""


TRACKERS: dict[str, type[Entry]] = {
    model.tracker: model
    for model in (
        Topic, Round, Problem, Paper, Question, Story, Project, Company,
        Loop, Tier, Role, Pipeline, Timeline, Mock, Debrief,
    )
}  # fmt: skip

__all__ = [
    "CLOCK",
    "ID_PATTERN",
    "MAX_SLUG",
    "TIME",
    "TRACKERS",
    "Asked",
    "AskedBy",
    "ChecklistItem",
    "ClockTime",
    "Companies",
    "Company",
    "CompanyId",
    "CompanyRound",
    "Date",
    "DateRange",
    "Day",
    "Debrief",
    "Entry",
    "Grade",
    "Id",
    "Key",
    "Line",
    "Lines",
    "Link",
    "Loop",
    "LoopRound",
    "Minutes",
    "Mock",
    "Outcome",
    "Paper",
    "Part",
    "Pipeline",
    "PipelineStage",
    "Plan",
    "Problem",
    "Project",
    "ProjectId",
    "Prose",
    "Query",
    "Question",
    "QuestionId",
    "Questions",
    "Ref",
    "Review",
    "Role",
    "Round",
    "RoundId",
    "Rounds",
    "Share",
    "Stage",
    "Story",
    "StudyBlock",
    "Text",
    "Tier",
    "TierId",
    "TimeOfDay",
    "TimeZone",
    "Timeline",
    "TimelineWeek",
    "Told",
    "Topic",
    "TopicId",
    "Topics",
    "Url",
    "Visibility",
    "Words",
    "slug",
]
