"""The example hunt is always going on now, and no other date of a book moves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import books
from loopbook import library
from loopbook.editing import draft_at
from loopbook.example_dates import moved
from loopbook.model import Company, Mock
from loopbook.settings import Settings, Site

BOOK: books.Files = books.MINIMAL | {
    "data/companies/example.yml": """
        - name: Northwind
          summary: Founded on 1998-02-30, or so they say; form 12-2026-11-19.
          rounds: [{round: coding, date: 2026-11-26, stage: in-progress}]
    """,
    "data/companies/mine.yml": """
        - name: Contoso
          rounds: [{round: coding, date: 2026-11-26, stage: in-progress}]
    """,
    "data/mocks/example.yml": "- {title: With Ada, round: coding, date: 2026-11-14, grade: solid}\n",
    "data/reviews/example.yml": "- {date: 2026-11-15, item: problems/two-sum, grade: bugs}\n",
    "data/reviews.yml": "- {date: 2026-11-02, item: problems/two-sum, grade: solid}\n",
}


def load(folder: Path, today: dt.date | None, week: str | None = "2026-11-18") -> library.Book:
    settings = Settings.model_validate({"example_week": week} if week else {})
    return library.load(Site(root=folder, settings=settings), today=today)


def dates(book: library.Book) -> list[str]:
    found = [r.date for c in sorted(book.all(Company), key=lambda c: c.name) for r in c.rounds]
    found += [mock.date for mock in book.all(Mock)]
    return [str(day) for day in [*found, *sorted(review.date for review in book.reviews)]]


@pytest.mark.parametrize(
    ("today", "theirs", "mock", "review"),
    [
        ("2026-11-16", "2026-11-26", "2026-11-14", "2026-11-15"),  # as it is written
        ("2026-11-22", "2026-11-26", "2026-11-14", "2026-11-21"),  # the same week: only the log keeps up
        ("2026-11-23", "2026-12-03", "2026-11-21", "2026-11-22"),
        ("2027-06-03", "2027-06-10", "2027-05-29", "2027-06-02"),
        ("2026-01-01", "2026-01-08", "2025-12-27", "2025-12-31"),  # a clock that is behind
    ],
)
def test_the_example_is_moved_to_the_present(tmp_path: Path, today: str, theirs: str, mock: str, review: str) -> None:
    book = load(books.write(tmp_path, BOOK), dt.date.fromisoformat(today))
    assert dates(book) == ["2026-11-26", theirs, mock, *sorted(["2026-11-02", review])]
    assert dt.date.fromisoformat(theirs).weekday() == dt.date(2026, 11, 26).weekday()
    summary = next(c.summary for c in book.all(Company) if c.name == "Northwind")
    assert summary == "Founded on 1998-02-30, or so they say; form 12-2026-11-19."


def test_without_the_setting_or_a_day_dates_are_as_written(tmp_path: Path) -> None:
    folder = books.write(tmp_path, BOOK)
    written = ["2026-11-26", "2026-11-26", "2026-11-14", "2026-11-02", "2026-11-15"]
    assert dates(load(folder, dt.date(2027, 6, 3), week=None)) == written
    assert dates(load(folder, None)) == written


def test_findings_still_name_the_right_place(tmp_path: Path) -> None:
    text = "- name: Northwind\n  rounds: [{round: coding, date: 2026-11-26, stagee: done}]\n"
    book = load(books.write(tmp_path, BOOK | {"data/companies/example.yml": text}), dt.date(2027, 6, 3))
    assert [(d.path, d.line, d.column) for d in book.diagnostics] == [("data/companies/example.yml", 2, 46)]


def test_the_end_of_time_is_left_alone() -> None:
    assert moved("9999-12-31 2026-11-16", dt.timedelta(21)) == "9999-12-31 2026-12-07"


def test_a_change_to_an_example_moves_its_dates_back(tmp_path: Path) -> None:
    folder = books.write(tmp_path, BOOK)
    today = dt.date(2027, 6, 3)
    origin = load(folder, today).origins["companies/northwind"]
    added = {"round": "coding", "date": dt.date(2027, 6, 8)}
    draft_at(folder, origin).append([added], (*origin.prefix, "rounds")).save()
    assert "date: 2026-11-26" in (folder / "data/companies/example.yml").read_text(), "what was there is as it was"
    northwind = load(folder, today).get(Company, "northwind")
    assert northwind is not None
    assert northwind.rounds[-1].date == dt.date(2027, 6, 8), "what was added is on the day that was meant"
