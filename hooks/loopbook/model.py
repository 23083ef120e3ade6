"""What a book holds: one pydantic model for each kind of entry. The models are the schema.

A field's annotation says more than its type: `Ref` marks an id of another kind (checked and resolved by
`library`), `Text` is Markdown that people write (searched, audited, escaped), `Line` is one line of it.
A new kind is a new model in `TRACKERS`; nothing else has to know its name.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .diagnostics import did_you_mean


class Grade(StrEnum):
    """How a review went, and so the level of mastery: FSRS's Again, Hard, Good and Easy."""

    NO_CLUE = "no-clue"
    BUGS = "bugs"
    SLOW = "slow"
    SOLID = "solid"


class Visibility(StrEnum):
    """Who may see a thing. Also names the audience that a build is for."""

    PRIVATE = "private"
    PUBLIC = "public"


class Stage(StrEnum):
    """How far one company's round is: availability sent is `scheduling`, a date set is `in-progress`."""

    PLANNED = "planned"
    SCHEDULING = "scheduling"
    IN_PROGRESS = "in-progress"
    DONE = "done"


class Outcome(StrEnum):
    """How a round that is done ended."""

    PASSED = "passed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Ref:
    """Marks a string that is the id of an entry of `tracker`, or with "*" the key (`problems/two-sum`) of any."""

    tracker: str


@dataclass(frozen=True)
class Prose:
    """Marks a string that people write: Markdown, of one line or of many."""

    one_line: bool


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(value: Any) -> Any:
    """Only `2026-11-20` is a date; pydantic alone would take a number for seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("expected a date like 2026-11-20")
    return value


def _as_list(value: Any) -> Any:
    """`topics: arrays` means `topics: [arrays]`."""
    return [value] if isinstance(value, str) else value


TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _time_of_day(text: str) -> str:
    if not TIME.fullmatch(text):
        raise ValueError("expected a time of day from 00:00 to 23:59")
    return text


CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?")


def _clock_time(text: str) -> str:
    if not CLOCK.fullmatch(text):
        raise ValueError("expected a time like 07:31 or 07:31:05.250")
    return text


def _time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        remedy = did_you_mean(name, sorted(zoneinfo.available_timezones()), "expected a name like Europe/Berlin")
        raise ValueError(remedy) from None
    return name


ID_PATTERN = re.compile(r"[\w.+-]+")


def _id(text: str) -> str:
    if not ID_PATTERN.fullmatch(text) or text.startswith((".", "-")):
        raise ValueError("expected an id of letters, digits, '-', '_', '.' and '+', with no spaces or slashes")
    return text


Date = Annotated[dt.date, BeforeValidator(_date)]
Id = Annotated[str, AfterValidator(_id), Field(max_length=120)]
Line = Annotated[str, AfterValidator(_one_line), Field(min_length=1), Prose(one_line=True)]
Text = Annotated[str, Field(min_length=1), Prose(one_line=False)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day), Field(json_schema_extra={"pattern": f"^{TIME.pattern}$"})]
ClockTime = Annotated[str, AfterValidator(_clock_time), Field(json_schema_extra={"pattern": f"^{CLOCK.pattern}$"})]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""An IANA name: `Europe/Berlin`."""
Minutes = Annotated[int, Field(ge=1, le=1440)]
Share = Annotated[float, Field(ge=0, le=1)]
Url = Annotated[str, Field(pattern=r"^(https?://\S+|mailto:\S+)$")]

TopicId = Annotated[str, Ref("topics")]
RoundId = Annotated[str, Ref("rounds")]
CompanyId = Annotated[str, Ref("companies")]
QuestionId = Annotated[str, Ref("questions")]
ProjectId = Annotated[str, Ref("projects")]
TierId = Annotated[str, Ref("tiers")]
Key = Annotated[str, Ref("*")]

Topics = Annotated[list[TopicId], BeforeValidator(_as_list)]
Rounds = Annotated[list[RoundId], BeforeValidator(_as_list)]
Companies = Annotated[list[CompanyId], BeforeValidator(_as_list)]
Questions = Annotated[list[QuestionId], BeforeValidator(_as_list)]
Lines = Annotated[list[Line], BeforeValidator(_as_list)]
Words = Annotated[list[str], BeforeValidator(_as_list)]


class Part(BaseModel):
    """A mapping inside an entry, or an entry itself: no unknown fields, never changed once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    guarded: ClassVar[tuple[str, ...]] = ()
    """Fields that a public book holds only where the part itself says `visibility: public`: a default does not do."""

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        """`tldr:` with nothing behind it is a field that is not given."""
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None or not cls.has_field(name)}
        return data

    @classmethod
    def has_field(cls, name: str) -> bool:
        """Whether YAML may use this name here."""
        return name in cls.field_names()

    @classmethod
    @cache
    def field_names(cls) -> tuple[str, ...]:
        """The names that YAML uses, in order of declaration."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    @classmethod
    def required_fields(cls) -> tuple[str, ...]:
        """The names of the fields that it cannot do without."""
        return tuple(info.alias or name for name, info in cls.model_fields.items() if info.is_required())


class Entry(Part):
    """One record of a tracker. Its key is `<tracker>/<id>`."""

    tracker: ClassVar[str] = ""
    """The name of its tracker: `problems` for `data/problems.yml`."""
    noun: ClassVar[str] = ""
    """What one of them is called: `problem`."""
    title_field: ClassVar[str] = "title"
    owner_only: ClassVar[tuple[str, ...]] = ("extra", "private", "was")
    """Fields that no public book holds."""
    private_always: ClassVar[bool] = False
    """Whether it is private unless it says otherwise itself, whatever mkdocs.yml says of its file."""
    in_docs: ClassVar[bool] = False
    """Whether an entry is a Markdown page's front matter rather than an item of a YAML file."""

    id: Id = ""
    """Its name within the tracker; by default the slug in the url, else of the title."""
    topics: Topics = []
    """What it is about: ids or aliases from `data/topics.yml`."""
    companies: Companies = []
    """Which companies it bears on."""
    visibility: Visibility | None = None
    """Who may see it; by default what mkdocs.yml says for its file, else private."""
    private: Words = []
    """Names of fields that only the owner may see, though the entry is public."""
    notes: str | None = None
    """Its page of notes, a path in docs/; by default `<tracker>/<id>.md` if there is one."""
    added: Date | None = None
    """The day on which it came into the book."""
    minutes: Minutes | None = None
    """How long it takes to review it once."""
    mastery: Grade | None = None
    """How well it is known, set by hand; a review of the same day or later wins."""
    mastered: Date | None = None
    """The day on which `mastery` was set by hand; without it, any review wins."""
    was: Words = []
    """Ids that it had before, so that its reviews are found."""
    example: bool = False
    """Part of the example hunt, which `loopbook example remove` takes away."""
    extra: dict[str, str] = {}
    """What an importer found and no field holds."""

    @property
    def key(self) -> str:
        """Its name within the book: `problems/two-sum`."""
        return f"{self.tracker}/{self.id}"

    @property
    def label(self) -> str:
        """What it is called on pages: its title, question or name, as one line of Markdown."""
        return str(getattr(self, self.title_field))


class Topic(Entry):
    """A node of the taxonomy."""

    tracker, noun = "topics", "topic"

    title: Line
    aliases: Lines = []
    """Other names, found by search and accepted wherever a topic's id is."""
    summary: Text | None = None
    """Two to four sentences: what it is and why interviews ask for it."""
    children: list[Topic] = []
    """Its subtopics; what belongs to them belongs to it too."""


class Query(Part):
    """Which entries to show, and how: a feed of a round, or the body of a `loopbook` block in a note."""

    show: str
    """A tracker (`problems`), or a part of the page's own generated content (`page`)."""
    where: dict[str, Annotated[list[str], BeforeValidator(_as_list)]] = {}
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
    tests: Lines = []
    """What it is meant to find out."""
    key_points: Lines = []
    """What to read in the last five minutes."""
    checklist: list[ChecklistItem] = []
    ask: Lines = []
    """Questions to ask the interviewer."""
    feeds: list[Query] = []
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
    number: Annotated[int, Field(ge=1)] | None = None
    """LeetCode's number, as in "LC 146"."""
    url: Url | None = None
    source: str = "leetcode"
    """Where it is from: `leetcode`, `neetcode`, a book, `own`."""
    kind: Literal["leetcode", "ml-coding", "object-oriented"] = "leetcode"
    difficulty: Literal["easy", "medium", "hard"] | None = None
    lists: Words = []
    """Lists that it is on: `blind-75`, `neetcode-150`."""
    insight: Text | None = None
    """What makes it fall, in one or two sentences."""
    premium: bool = False
    """Whether its source asks for payment."""
    acceptance: Share | None = None
    """The share of submissions that its source accepts, from 0 to 1."""
    asked: list[AskedBy] = []
    """Which companies ask it, how recently and how often: one each, as imports found."""


class Paper(Entry):
    """Something to read or watch."""

    tracker, noun = "papers", "paper"

    title: Line
    authors: Lines = []
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
    competencies: Topics = []
    """The behavioural competencies that it shows: topics."""
    questions: Questions = []
    """The behavioural questions that it answers."""
    framing: dict[TierId, Text] = {}
    """How to tell it to a company of a tier."""
    told: list[Told] = []
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
    competencies: Topics = []


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
    focus: Topics = []
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
    aliases: Lines = []
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
    values: Lines = []
    """What the company says it stands for."""
    links: list[Link] = []
    rounds: list[CompanyRound] = []
    checklist: list[ChecklistItem] = []
    ask: Lines = []
    """Questions to ask them."""
    offer: dict[str, str] = {}
    """What they offered. Private always."""


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


class Asked(Part):
    """A question that was asked in an interview, and how it went. It becomes a card, which only the owner sees."""

    question: Line
    """Its words; or the id of a question or the key (`problems/two-sum`) of an entry that the book has already."""
    id: Id | None = None
    """The name of the card; by default made of the words."""
    answer: Text | None = None
    topics: Topics = []
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
    questions: Questions = []
    """What was asked, of the questions that the book has."""
    asked: list[Asked] = []
    """What was asked, in its own words, and how each went. Private always."""
    work_on: Topics = []
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
    asked: list[Asked] = []
    work_on: Topics = []
    """Topics that went badly: their items count as known no better than `grade`, or `bugs`, until they are reviewed."""


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class StudyBlock(Part):
    """Time set aside every week."""

    days: Annotated[list[Day], BeforeValidator(_as_list), Field(min_length=1)]
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


TRACKERS: dict[str, type[Entry]] = {
    model.tracker: model
    for model in (
        Topic, Round, Problem, Paper, Question, Story, Project, Company,
        Loop, Tier, Role, Pipeline, Timeline, Mock, Debrief,
    )
}  # fmt: skip


MAX_SLUG = 80


def slug(text: str) -> str:
    """The id that a title gets: lower-case letters and digits of any script, joined by '-'.

    At most 80 characters; what is cut, or has no letter or digit at all, gets a hash so that it stays unique.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    ascii_marks = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", ascii_marks).replace("'", "").replace("’", ""))
    name = "-".join(words)
    if words and len(name) <= MAX_SLUG:
        return name
    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{name[: MAX_SLUG - 9].rstrip('-')}-{digest}" if words else f"x-{digest}"
