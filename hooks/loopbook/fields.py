"""What a field of an entry may hold: words of fixed meaning, ids, lines, texts, dates.

An annotation says more than a type: `Ref` marks an id of another tracker (resolved by `checking`), `Text` is
Markdown that people write (searched, audited, escaped), `Line` is one line of it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

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


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What no page can show: all control characters but the tab and the end of a line."""


def _one_line(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(CONTROL.sub(" ", text).split())


def _shown(text: str) -> str:
    return CONTROL.sub(" ", text)


def _date(value: Any) -> Any:
    """Only `2026-11-20` is a date; pydantic alone would take a number for seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("expected a date like 2026-11-20")
    return value


FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Between them is every day that a book may speak of: there are days before and after them to count to."""


def _day(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"expected a date from {FIRST_DAY} to {LAST_DAY}")
    return day


def no_items() -> list[Any]:
    """The default of fields that hold lists. pydantic asks each factory for its signature, and asking `list` takes it a
    hundred times longer.
    """
    return []


def as_list(value: Any) -> Any:
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


Date = Annotated[
    dt.date,
    BeforeValidator(_date),
    AfterValidator(_day),
    Field(json_schema_extra={"pattern": "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}),
]
Id = Annotated[str, AfterValidator(_id), Field(max_length=120)]
Line = Annotated[str, AfterValidator(_one_line), Field(min_length=1), Prose(one_line=True)]
Text = Annotated[str, AfterValidator(_shown), Field(min_length=1), Prose(one_line=False)]
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

Topics = Annotated[list[TopicId], BeforeValidator(as_list)]
Rounds = Annotated[list[RoundId], BeforeValidator(as_list)]
Companies = Annotated[list[CompanyId], BeforeValidator(as_list)]
Questions = Annotated[list[QuestionId], BeforeValidator(as_list)]
Lines = Annotated[list[Line], BeforeValidator(as_list)]
Words = Annotated[list[str], BeforeValidator(as_list)]


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
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: MAX_SLUG - 9].rstrip('-')}-{digest}" if words else f"x-{digest}"
