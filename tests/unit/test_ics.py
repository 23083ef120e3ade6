"""The calendar: valid, the same events for the same plan, the right hour on both sides of a change of clocks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

import books
from loopbook.exchange.ics import calendar
from loopbook.study import Desk

BOOK: books.Files = books.MINIMAL | {
    "data/companies.yml": """
        - name: "Northwind, Ltd; «ü»"
          id: northwind
          rounds:
            - {round: coding, date: 2027-03-27, start: '16:00', minutes: 45}
            - {round: coding, date: 2027-03-29, start: '16:00'}
            - {round: coding, date: 2027-03-28}
    """,
    "data/plan.yml": """
        time_zone: Europe/Berlin
        blocks:
          - days: [sat, sun, mon]
            start: '02:30'
            minutes: 90
            title: A title that is long, with commas; and semicolons, and more than seventy-five octets
    """,
}
TODAY = dt.date(2027, 3, 20)


def made(folder: Path, today: dt.date = TODAY, **more: str) -> bytes:
    book = books.load(books.write(folder, BOOK | {f"data/{name}.yml": text for name, text in more.items()}))
    assert book.diagnostics == []
    return calendar(Desk(book, today), lambda uri: f"https://me.example/{uri.removesuffix('.md')}/")


def events(data: bytes) -> dict[str, dict[str, object]]:
    found = Calendar.from_ical(data)
    return {
        str(e["uid"]): {"start": e["dtstart"].dt, "end": e["dtend"].dt, "summary": str(e["summary"]), "event": e}
        for e in found.walk("VEVENT")
    }


def check_rfc(data: bytes) -> None:
    """What RFC 5545 asks of a file, beyond what a parser needs."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    found = Calendar.from_ical(data)
    assert {"PRODID", "VERSION"} <= set(found)
    zones = {str(z["tzid"]) for z in found.walk("VTIMEZONE")}
    uids = []
    for event in found.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert event["dtstamp"].dt.tzinfo is not None
        assert event["dtend"].dt > event["dtstart"].dt
        zone = event["dtstart"].params.get("TZID")
        assert zone is None or zone in zones
        uids.append(str(event["uid"]))
    assert len(uids) == len(set(uids))
    for zone in found.walk("VTIMEZONE"):
        assert zone.walk("STANDARD")


def test_the_file_is_valid_and_reads_back_equal(tmp_path: Path) -> None:
    data = made(tmp_path)
    check_rfc(data)
    assert Calendar.from_ical(data).to_ical() == data
    assert made(tmp_path) == data


def test_interviews_have_company_round_link_and_an_alarm_the_day_before(tmp_path: Path) -> None:
    event = events(made(tmp_path))["interview-northwind-coding@loopbook"]["event"]
    assert str(event["summary"]) == "Northwind, Ltd; «ü»: Coding"
    assert "https://me.example/companies/northwind/coding/" in str(event["description"])
    assert str(event["url"]) == "https://me.example/companies/northwind/coding/"
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == dt.timedelta(days=-1)
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(minutes=45)


def test_the_alarm_of_a_day_without_a_time_rings_on_the_morning_before(tmp_path: Path) -> None:
    event = events(made(tmp_path))["interview-northwind-coding-3@loopbook"]["event"]
    (alarm,) = event.walk("VALARM")
    assert dt.datetime(2027, 3, 28) + alarm["trigger"].dt == dt.datetime(2027, 3, 27, 9)


def test_the_hour_is_right_on_both_sides_of_the_change_of_clocks(tmp_path: Path) -> None:
    found = events(made(tmp_path))
    berlin = ZoneInfo("Europe/Berlin")
    before = found["interview-northwind-coding@loopbook"]["start"]
    after = found["interview-northwind-coding-2@loopbook"]["start"]
    assert before == dt.datetime(2027, 3, 27, 15, tzinfo=dt.UTC) == dt.datetime(2027, 3, 27, 16, tzinfo=berlin)
    assert after == dt.datetime(2027, 3, 29, 14, tzinfo=dt.UTC)
    assert found["interview-northwind-coding-3@loopbook"]["start"] == dt.date(2027, 3, 28)


@pytest.mark.parametrize(("day", "utc"), [("0327", (27, 1, 30)), ("0328", (28, 1, 30)), ("0329", (29, 0, 30))])
def test_a_block_at_an_hour_that_the_clocks_leap_over_is_an_hour_later(
    tmp_path: Path, day: str, utc: tuple[int, int, int]
) -> None:
    block = events(made(tmp_path, companies="[]"))[f"block-2027{day}-0230@loopbook"]
    date, hour, minute = utc
    start = dt.datetime(2027, 3, date, hour, minute, tzinfo=dt.UTC)
    assert (block["start"], block["end"]) == (start, start + dt.timedelta(minutes=90))


def test_an_interview_that_moves_stays_the_same_event(tmp_path: Path) -> None:
    moved = str(BOOK["data/companies.yml"]).replace("2027-03-27", "2027-04-02")
    assert "interview-northwind-coding@loopbook" in events(made(tmp_path, companies=moved))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati"])
def test_an_interview_on_the_last_day_of_all_ends_on_the_next(zone: str, tmp_path: Path) -> None:
    companies = """
        - name: Acme
          rounds:
            - {round: coding, date: 2199-12-31, start: '23:30', minutes: 60}
            - {round: coding, date: 2199-12-31}
            - {round: coding, date: 1900-01-01, start: '00:00'}
    """
    data = made(tmp_path, companies=companies, plan=f"time_zone: {zone}\n")
    ends = sorted(str(event["end"])[:16] for event in events(data).values())
    assert ends[-2:] == ["2200-01-01", "2200-01-01 00:30"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("date", ["9999-12-31", "2200-01-01", "1899-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_counted_on_from_is_no_date(date: str, zone: str, tmp_path: Path) -> None:
    files: books.Files = BOOK | {
        "data/companies.yml": f"- {{name: Acme, rounds: [{{round: coding, date: {date}}}]}}\n",
        "data/plan.yml": f"{{time_zone: {zone}, target_date: {date}, days_off: [{date}]}}\n",
        "data/reviews.yml": f"- {{date: {date}, item: problems/two-sum, grade: solid}}\n",
    }
    book = books.load(books.write(tmp_path, files))
    wanted = "expected a date from 1900-01-01 to 2199-12-31"
    assert {d.path for d in book.diagnostics if d.remedy == wanted and d.message.endswith(f"is '{date}'")} == {
        "data/companies.yml", "data/plan.yml", "data/reviews.yml",
    }  # fmt: skip
    assert calendar(Desk(book, TODAY), lambda uri: uri)
