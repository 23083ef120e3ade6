"""The plan as an iCalendar file: interviews with an alarm the day before, and study blocks with what to do in them.

A calendar that read the file before recognises each event by its UID, which does not depend on dates, titles or order:
an interview that moves stays the same event. The file is the same, byte for byte, for the same plan on the same day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from ..markdown_text import plain_text
from ..model import Entry
from ..paths import pack_uri
from ..study.blocks import INTERVIEW_MINUTES, Sitting
from ..study.desk import Desk
from ..study.planner import study_plan
from ..study.schedule import Interview, interviews

Url = Callable[[str], str]
"""Turns a uri of the book into the full address of its page."""

DOMAIN = "loopbook"
WHOLE_DAY_ALARM = dt.timedelta(hours=-15)
"""Before the midnight at which a day without a time begins: nine in the morning of the day before."""


def calendar(desk: Desk, url: Url) -> bytes:
    """The interviews and the study blocks from today on."""
    made = Calendar()
    made.add("prodid", "-//Loopbook//Plan//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", "Interviews and study")
    made.add("x-wr-calname", "Interviews and study")
    made.add("refresh-interval", dt.timedelta(hours=12), parameters={"value": "DURATION"})
    zone = ZoneInfo(desk.plan.time_zone)
    stamp = dt.datetime.combine(desk.today, dt.time(), dt.UTC)
    for interview in interviews(desk):
        made.add_component(_interview(interview, zone, stamp, url))
    for sitting in study_plan(desk).sittings:
        made.add_component(_sitting(sitting, zone, stamp, url))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _interview(interview: Interview, zone: ZoneInfo, stamp: dt.datetime, url: Url) -> Event:
    pack, r = interview.pack, interview.pack.company_round
    address = url(pack_uri(pack.company.id, pack.name))
    event = Event()
    event.add("uid", f"interview-{_word(interview.uri_name)}@{DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("summary", plain_text(f"{pack.company.name}: {pack.title}"))
    if r.start:
        start = _local(interview.date, r.start, zone)
        event.add("dtstart", start)
        event.add("dtend", _after(start, r.minutes or INTERVIEW_MINUTES))
    else:
        event.add("dtstart", interview.date)
        event.add("dtend", interview.date + dt.timedelta(1))
    round_name = plain_text(pack.round.title) if pack.round else r.round
    event.add("description", f"{pack.company.name}, {round_name}\nWhat to review: {address}")
    event.add("url", address)
    event.add("categories", ["Interview"])
    before = dt.timedelta(days=-1) if r.start else WHOLE_DAY_ALARM
    event.add_component(_alarm(f"Tomorrow: {pack.company.name}, {plain_text(pack.title)}", before))
    return event


def _alarm(words: str, before: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm


def _sitting(sitting: Sitting, zone: ZoneInfo, stamp: dt.datetime, url: Url) -> Event:
    start = _local(sitting.date, sitting.start, zone)
    lines = [f"{task.minutes} min  {_label(task.entry)} ({task.why})" for task in sitting.tasks]
    event = Event()
    event.add("uid", f"block-{sitting.date:%Y%m%d}-{sitting.start.replace(':', '')}@{DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("summary", plain_text(sitting.title))
    event.add("dtstart", start)
    event.add("dtend", _after(start, sitting.minutes))
    event.add("description", "\n".join([*lines, url("plan/index.md")]))
    event.add("categories", ["Study"])
    event.add("transp", "TRANSPARENT")
    return event


def _label(entry: Entry) -> str:
    return plain_text(entry.label)


def _word(name: str) -> str:
    return re.sub(r"[^\w.+-]+", "-", name)


def _local(day: dt.date, time: str, zone: ZoneInfo) -> dt.datetime:
    """A time of a day in a zone; one that the clocks leap over in spring is the one an hour later."""
    wanted = dt.datetime.combine(day, dt.time.fromisoformat(time), zone)
    return wanted.astimezone(dt.UTC).astimezone(zone)


def _after(start: dt.datetime, minutes: int) -> dt.datetime:
    """So many minutes later by the clock on the wall's passing, whatever a change of clocks does in between."""
    later = start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
    return later.astimezone(start.tzinfo)
