"""The example hunt shows something on every day on which a book may be opened; its log is what the script writes."""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import books
from loopbook import library
from loopbook.book import Book
from loopbook.fields import Stage
from loopbook.model import Company, Mock, Problem, Story
from loopbook.settings import Settings, Site
from loopbook.sources import read_mapping
from loopbook.study import Desk

WEEK = [dt.date(2027, 5, 31) + dt.timedelta(n) for n in range(7)]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    place = books.ROOT / "scripts/example_reviews.py"
    spec = importlib.util.spec_from_file_location("example_reviews", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def settings() -> Settings:
    return Settings.model_validate(read_mapping(books.ROOT / "mkdocs.yml")[0]["extra"]["loopbook"])


def starter(today: dt.date) -> Book:
    return library.load(Site(root=books.ROOT, settings=settings()), today=today)


def test_the_log_is_what_the_script_writes(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(books.ROOT / "data", tmp_path / "data")
    log = tmp_path / "data/reviews/example.yml"
    written = log.read_bytes()
    more = "- {id: zebra, title: Zebra, status: read}\n"
    (tmp_path / "data/papers/aaa.yml").write_text(more)  # a book may grow without the log changing
    monkeypatch.setattr(sys, "argv", ["example_reviews.py", "--book", str(tmp_path)])
    script.main()
    assert log.read_bytes() == written
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--choose"])
    script.main()
    chosen = log.read_bytes()
    assert chosen != written
    monkeypatch.setattr(sys, "argv", sys.argv[:-1])
    script.main()
    assert log.read_bytes() == chosen


def test_the_log_ends_where_the_settings_say(script: ModuleType) -> None:
    assert settings().example_week == script.WEEK
    assert script.WEEK.weekday() == 0
    assert max(review.date for review in starter(script.WEEK).reviews) == script.WEEK - dt.timedelta(1)


@pytest.mark.parametrize("today", WEEK, ids=str)
def test_the_hunt_is_current_on_every_day_of_any_week(today: dt.date) -> None:
    book = starter(today)
    assert [str(d) for d in book.diagnostics] == []
    dated = [(company, r) for company in book.all(Company) for r in company.rounds if r.date]
    ahead = sorted((r.date - today).days for _, r in dated if r.stage is Stage.IN_PROGRESS)
    assert len(ahead) >= 2
    assert 1 <= ahead[0] <= 7
    assert ahead[-1] <= 14
    assert all(r.date < today for _, r in dated if r.stage is Stage.DONE)
    assert all(mock.date < today for mock in book.all(Mock))
    assert all(told.date < today for story in book.all(Story) for told in story.told if told.date)
    assert all(review.date < today for review in book.reviews)
    assert max(review.date for review in book.reviews) == today - dt.timedelta(1)
    desk = Desk(book, today)
    assert sum(desk.is_due(entry) for entry in book.all(Problem)) > 5


def test_what_is_told_was_told_in_a_round_that_took_place() -> None:
    book = starter(WEEK[0])
    took_place = {(c.id, r.round, r.date) for c in book.all(Company) for r in c.rounds if r.stage is Stage.DONE}
    told = {(told.company, told.round, told.date) for story in book.all(Story) for told in story.told}
    assert told
    assert told <= took_place
