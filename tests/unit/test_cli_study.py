"""`loopbook due`, `review`, `plan` and `debrief`: the day's work in the terminal."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
from loopbook import ticks
from loopbook.cli import main
from loopbook.review_log import LogLine, read_log
from loopbook.study import Desk
from serving import review

Run = Callable[..., Result]

HUNT: books.Files = books.MINIMAL | {
    "mkdocs.yml": "site_name: Mine\nsite_url: https://me.example/book/\n",
    "docs/rounds/breadth.md": """
        ---
        title: ML breadth
        category: ml
        feeds: [{show: questions, where: {round: breadth}}]
        ---
    """,
    "data/questions.yml": """
        - {id: rope, question: Why rotate?, answer: 'Relative **positions**.', round: breadth, topics: [graphs]}
        - {id: heap, question: What is a heap?, answer: A tree., topics: [arrays], was: [heaps]}
    """,
    "data/companies.yml": """
        - name: Northwind
          rounds: [{round: breadth, date: 2026-11-24, start: '16:00', stage: in-progress}, {round: coding}]
    """,
    "data/plan.yml": """
        time_zone: Europe/Berlin
        new_a_day: 1
        blocks: [{days: [fri, mon], start: '18:00', minutes: 60}]
    """,
    "data/reviews.yml": """
        - {date: 2026-08-01, item: questions/rope, grade: slow}
        - {date: 2026-11-19, item: questions/heap, grade: solid}
        - {date: 2026-09-01, item: problems/two-sum, grade: slow}
    """,
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.write(tmp_path, HUNT)


@pytest.fixture
def run(book: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(book)
    monkeypatch.setenv("LOOPBOOK_TODAY", books.TODAY.isoformat())

    def run(command: str, **more: object) -> Result:
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("loopbook ")), **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return run


def added(book: Path) -> list[LogLine]:
    reviews, problems = read_log((book / "data/reviews.yml").read_text(), "")
    assert problems == []
    return reviews[3:]


def test_due_says_what_is_likeliest_forgotten_first(run: Run) -> None:
    lines = run("due").stdout.splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["questions/rope", "problems/two-sum"]


def test_due_on_another_day_and_as_json(run: Run) -> None:
    rows = json.loads(run("due --on 2026-12-01 --format json").stdout)
    assert {row["key"] for row in rows} == {"questions/rope", "questions/heap", "problems/two-sum"}
    assert [row["recall"] for row in rows] == sorted(row["recall"] for row in rows)
    assert json.loads(run("due --company Northwind --round breadth --format json").stdout)[0]["key"] == "questions/rope"
    assert run("due --topic graphs --kind problems").stdout == "Nothing is due today.\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("due --company Nrthwind", "unknown company 'Nrthwind'; did you mean 'northwind'"),
        ("due --company northwind --round codign", "Northwind has no round 'codign'; did you mean 'coding'?"),
        ("review --topic arays", "did you mean 'arrays'"),
        ("due --on 2026-02-30", "'2026-02-30' is no date"),
        ("due --kind stuff", "'stuff' is not one of"),
        ("review --limit 0", "0 is not in the range"),
        ("debrief --company northwind --round breadth --asked 'Why? [god]'", "'god' is no grade"),
        ("debrief --company northwind --round breadth --work-on grahps", "did you mean 'graphs'"),
        ("debrief --company northwind --mock x", "not both"),
        ("debrief --company northwind", "Say the round"),
        ("review merge nothing.json", "does not exist"),
    ],
)
def test_mistakes_are_explained(run: Run, command: str, said: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_review_session_asks_shows_and_writes_at_once(run: Run, book: Path) -> None:
    result = run("review", input=" 3 1q")
    first, second = (result.stdout.find(words) for words in ("Why rotate?", "Relative **positions**."))
    assert 0 < first < second
    assert [(r.item, r.grade, r.minutes) for r in added(book)] == [
        ("questions/rope", "slow", 1),
        ("problems/two-sum", "no-clue", 1),
    ]
    assert all(r.time for r in added(book))
    assert "2 reviewed, 1 left." in result.stdout


def test_a_problem_is_asked_blind(run: Run) -> None:
    shown = run("review --kind problems", input="q").stdout
    assert "1. Two Sum" in shown
    assert "https://leetcode.com/problems/two-sum/" in shown
    assert "easy" not in shown
    assert "easy" in run("review --kind problems", input=" q").stdout


def test_undo_and_later(run: Run, book: Path) -> None:
    run("review", input=" 1u 4q")
    assert [(r.item, r.grade) for r in added(book)] == [("questions/rope", "solid")]
    run("review --limit 2", input="l 2q")
    assert [r.item for r in added(book)][-1] == "problems/course-schedule"


def test_merge_adds_what_a_browser_kept_and_nothing_twice(run: Run, book: Path) -> None:
    exported = {
        "loopbook": 1,
        "reviews": [review(minutes=7), review(item="questions/heaps"), review(item="problems/tow-sum")],
        "ticks": {"rounds/coding/warm-up": [True, "2026-11-20T08:00:00.000"]},
    }
    (book / "kept.json").write_text(json.dumps(exported))
    result = run("review merge kept.json")
    assert result.stdout == "2 reviews added, 1 ticks changed\n"
    assert "left out: problems/tow-sum, which the book does not have; did you mean 'problems/two-sum'" in result.stderr
    assert run("review merge kept.json").stdout == "0 reviews added, 2 were there already\n"
    assert [r.item for r in added(book)] == ["problems/two-sum", "questions/heaps"]
    assert ticks.read(book / "data/ticks.yml") == {"rounds/coding/warm-up": "2026-11-20"}
    assert Desk(books.load(book), books.TODAY).memories["questions/heap"].count == 2


def test_merge_takes_another_log_and_refuses_what_is_none(run: Run, book: Path) -> None:
    (book / "other.yml").write_text(
        "- {date: 2026-09-01, item: problems/two-sum, grade: slow}\n"
        "- {date: 2026-09-03, item: problems/two-sum, grade: slow}\n"
    )
    assert run("review merge other.yml").stdout == "1 review added, 1 were there already\n"
    for text in (
        '{"reviews": []}',
        "{",
        '{"loopbook": 1, "reviews": [{"date": "2026-13-01"}]}',
        "- {date: 2026-01-01}\n",
    ):
        (book / "bad").write_text(text)
        before = (book / "data/reviews.yml").read_bytes()
        assert run("review merge bad").exit_code == 1
        assert (book / "data/reviews.yml").read_bytes() == before


def test_the_plan_in_words_as_json_and_as_a_calendar(run: Run, book: Path) -> None:
    shown = run("plan").stdout
    assert "today 18:00  Study, " in shown
    assert "Why rotate?  (Northwind ML breadth in 4 days, recall" in shown
    found = json.loads(run("plan --days 3 --format json").stdout)
    assert [block["date"] for block in found["blocks"]] == ["2026-11-20"]
    assert run("plan --ics out.ics").exit_code == 0
    text = (book / "out.ics").read_bytes().replace(b"\r\n ", b"")
    assert b"https://me.example/book/companies/northwind/breadth/" in text


def test_a_debrief_makes_cards_reviews_and_packs(run: Run, book: Path) -> None:
    result = run(
        "debrief --company northwind --round 'ML breadth' --date yesterday --grade bugs --work-on graphs "
        "--asked 'How does beam search end? [no-clue; arrays]' --asked rope --feedback 'Too slow.'"
    )
    assert result.exit_code == 0, result.stderr
    assert "debriefs/northwind-breadth-2026-11-19 added, with 2 questions; private" in result.stdout
    assert "Is breadth over?" in result.stdout
    found = books.load(book)
    assert found.diagnostics == []
    desk = Desk(found, books.TODAY)
    assert desk.memories["questions/how-does-beam-search-end"].count == 1
    assert desk.mastery(desk.items["questions/heap"]) == "solid"
    assert desk.mastery(desk.items["questions/rope"]) == "bugs"
    assert run("debrief --mock 'With Ada' --round coding --grade slow").exit_code == 0
    assert [m.title for m in books.load(book).entries["mocks"].values()] == ["With Ada"]  # type: ignore[attr-defined]
