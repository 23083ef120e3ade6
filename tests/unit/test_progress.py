"""Progress: the streak, the forecast, the funnel, weak topics; and their charts, whole and valid."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree

import books
from loopbook.pages.charts import Bar, columns, heat_map
from loopbook.study import Desk, progress

HUNT: books.Files = books.MINIMAL | {
    "docs/rounds/coding.md": "---\ntitle: Coding\ncategory: coding\ntypical_pass_rate: 0.4\n---\n",
    "data/companies.yml": """
        - name: Acme
          rounds: [{round: coding, stage: done, outcome: passed}, {round: coding, stage: done, outcome: failed},
                   {round: coding, stage: done, outcome: withdrawn}, {round: coding, date: 2026-12-01}]
    """,
    "data/questions.yml": "".join(f"- {{id: q{n}, question: 'Q{n}?', topics: [graphs]}}\n" for n in range(3)),
    "data/plan.yml": "days_off: [2026-11-18]",
    "data/reviews.yml": """
        - {date: 2026-11-16, item: questions/q0, grade: no-clue, minutes: 4}
        - {date: 2026-11-17, item: questions/q1, grade: slow, minutes: 5}
        - {date: 2026-11-19, item: questions/q2, grade: solid}
        - {date: 2026-11-10, item: problems/two-sum, grade: bugs, minutes: 30}
    """,
}


def desk(folder: Path, **more: str) -> Desk:
    book = books.load(books.write(folder, HUNT | {f"data/{name}.yml": text for name, text in more.items()}))
    assert book.diagnostics == []
    return Desk(book, books.TODAY)


def test_days_off_do_not_end_a_streak_and_today_is_not_over(tmp_path: Path) -> None:
    found = progress.streak(desk(tmp_path))
    assert (found.days, found.longest, found.done_today) == (3, 3, False)
    assert progress.streak(desk(tmp_path / "x", plan="{}")).days == 1


def test_what_is_overdue_falls_due_today(tmp_path: Path) -> None:
    found = desk(tmp_path)
    days = progress.forecast(found, 30)
    assert (len(days), days[0][0]) == (30, books.TODAY)
    assert days[0][1] == sum(found.is_due(entry) for entry in found.items.values()) == 3
    assert sum(count for _, count in days) == 4


def test_the_funnel_counts_what_was_decided(tmp_path: Path) -> None:
    (row,) = progress.funnel(desk(tmp_path))
    assert (row.attempted, row.passed, row.rate, row.ahead) == (2, 1, 0.5, 1)
    assert row.round.typical_pass_rate == 0.4


def test_time_by_kind_is_what_the_log_says(tmp_path: Path) -> None:
    assert progress.minutes_by_kind(desk(tmp_path)) == {"problems": 30, "questions": 9}


def test_weak_topics_have_been_reviewed_enough_to_tell(tmp_path: Path) -> None:
    (row,) = progress.weak_topics(desk(tmp_path))
    assert (row.topic.id, row.seen, row.weak) == ("graphs", 3, 1)


def svgs(html: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", html, re.S)]


def test_every_chart_is_well_formed_with_a_table_behind_it(tmp_path: Path) -> None:
    books.write(tmp_path, HUNT)
    page = books.composed(tmp_path).pages["progress/index.md"]
    assert len(page.slots) == 8
    for insert in page.slots.values():
        html = insert.html(lambda uri: uri)
        assert svgs(html)
        assert "<table>" in html
        assert 'style="fill' not in html
        assert insert.markdown("progress/index.md").count("| --- |") >= 1


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    for chart in (
        columns("x", "X", [], ("A", "B"), marks={}, summary="nothing"),
        columns("x", "<X> & Y", [Bar("<a>", 0)], ("A", "B"), marks={0: "<a>"}, summary='"'),
        heat_map({}, books.TODAY),
    ):
        assert svgs(chart.html(lambda uri: uri))
        assert "<a>" not in chart.html(lambda uri: uri)


def test_the_year_shows_every_day_once() -> None:
    today = dt.date(2026, 11, 20)
    (svg,) = svgs(heat_map({today: 3, today - dt.timedelta(1): 9}, today).html(lambda uri: uri))
    days = [e for e in svg if e.tag == "rect"]
    assert len(days) == 52 * 7 + 5
    assert [e.get("data-level") for e in days[-2:]] == ["4", "2"]


def test_a_new_book_has_a_today_a_plan_and_progress(tmp_path: Path) -> None:
    books.write(tmp_path, {"docs/a.md": "# A\n"})
    pages = books.composed(tmp_path).pages
    assert "No interview has a date yet" in pages["index.md"].body
    assert "No study blocks" in pages["plan/index.md"].body
    assert "Nothing to review yet" in pages["progress/index.md"].body
    assert "review/index.md" not in pages
