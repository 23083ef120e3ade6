"""`loopbook due`, `review`, `plan` and `debrief`: the day's work in the terminal."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import click
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
    books.enter(book, monkeypatch)

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
        ("debrief --mock x --round coding --outcome passed", "A practice interview has no --outcome"),
        ("debrief --company northwind --round breadth --outcome lost", "'lost' is not one of"),
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


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_whoever_breaks_off_loses_nothing(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    keys = iter(" 3 ")

    def press(*_: object) -> str:
        try:
            return next(keys)
        except StopIteration:
            raise stop from None

    def runs_with(press: Callable[..., str]) -> Result:
        with monkeypatch.context() as patch:
            patch.setattr(click, "getchar", press)
            return run("review")

    result = runs_with(press)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 reviewed, 2 left.")
    assert [r.item for r in added(book)] == ["questions/rope"]


def test_without_a_terminal_a_session_says_so(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(*_: object) -> str:
        raise OSError(6, "No such device or address", "/dev/tty")

    monkeypatch.setattr(click, "getchar", no_terminal)
    result = run("review")
    assert result.exit_code == 2
    assert "A session wants a terminal" in result.stderr


def test_merge_adds_what_a_browser_kept_and_nothing_twice(run: Run, book: Path) -> None:
    exported = {
        "loopbook": 1,
        "reviews": [review(minutes=7), review(item="questions/heaps"), review(item="problems/tow-sum")],
        "ticks": {"rounds/coding/warm-up": [True, "2026-11-20T08:00:00.000"]},
    }
    (book / "kept.json").write_text(json.dumps(exported))
    result = run("review merge kept.json")
    assert result.stdout == "2 reviews added, 1 tick changed\n"
    assert "left out: problems/tow-sum, which the book does not have; did you mean 'problems/two-sum'" in result.stderr
    assert run("review merge kept.json").stdout == "0 reviews added, 2 were there already\n"
    assert [r.item for r in added(book)] == ["problems/two-sum", "questions/heaps"]
    assert ticks.read(book / "data/ticks.yml") == {"rounds/coding/warm-up": "2026-11-20"}
    assert Desk(books.load(book), books.TODAY).memories["questions/heap"].count == 2


def test_merge_leaves_ticks_alone_that_the_book_set_later_or_has_no_place_for(run: Run, book: Path) -> None:
    (book / "data/ticks.yml").write_text("rounds/coding/warm-up: 2026-11-18\n")
    for day, left in (("2026-11-17", {"rounds/coding/warm-up": "2026-11-18"}), ("2026-11-19", {})):
        given = {"rounds/coding/warm-up": [False, f"{day}T08:00"], "rounds/coding/gone": [True, f"{day}T08:00"]}
        (book / "kept.json").write_text(json.dumps({"loopbook": 1, "reviews": [], "ticks": given}))
        assert "the tick of rounds/coding/gone, which no checklist has" in run("review merge kept.json").stderr
        assert ticks.read(book / "data/ticks.yml") == left


def test_merge_knows_what_another_file_of_the_log_holds(run: Run, book: Path) -> None:
    held = "- {date: 2026-11-02, time: '07:00', item: questions/heap, grade: slow}\n"
    (book / "data/reviews").mkdir()
    (book / "data/reviews/phone.yml").write_text(held)
    (book / "other.yml").write_text(held.replace("/heap", "/heaps"))  # as it was called when the phone kept it
    assert run("review merge other.yml").stdout == "0 reviews added, 1 was there already\n"


def test_merge_takes_another_log_and_refuses_what_is_none(run: Run, book: Path) -> None:
    (book / "other.yml").write_text(
        "- {date: 2026-09-01, item: problems/two-sum, grade: slow}\n"
        "- {date: 2026-09-03, item: problems/two-sum, grade: slow}\n"
    )
    assert run("review merge other.yml").stdout == "1 review added, 1 was there already\n"
    for text in (
        '{"reviews": []}',
        "{",
        '{"loopbook": 1, "reviews": [{"date": "2026-13-01"}]}',
        '{"loopbook": 1, "reviews": [7]}',
        '{"loopbook": 1, "reviews": [], "ticks": {"rounds/coding/warm-up": [true, "soon"]}}',
        '{"loopbook": 1, "reviews": [], "ticks": {"rounds/coding/warm-up": true}}',
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


def test_a_debrief_closes_the_round_of_its_day(run: Run, book: Path) -> None:
    before = (book / "data/companies.yml").read_text()
    result = run("debrief --company northwind --round breadth --date 2026-11-24 --outcome passed")
    assert "companies/northwind: breadth is done, passed" in result.stdout
    after = (book / "data/companies.yml").read_text()
    assert after == before.replace("stage: in-progress", "stage: done, outcome: passed")
    again = run("debrief --company northwind --round breadth --outcome failed")
    assert (again.exit_code, (book / "data/companies.yml").read_text()) == (2, after)
    assert len(books.load(book).entries["debriefs"]) == 1
    assert "coding is done" in run("debrief --company northwind --round coding --outcome waiting").stdout
    assert books.load(book).diagnostics == []


def test_a_debrief_asks_again_for_what_means_nothing(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopbook.cli.debrief.is_interactive", lambda: True)
    whose = ["Nrthwind", "northwind", "bredth", "ML breadth", "bugs", "waiting"]
    asked = ["Why rotate?", "no-clue", "grahps", "graphs, lists"]
    result = run("debrief", input="\n".join([*whose, *asked, "", ""]))
    assert result.exit_code == 0, result.output
    for nearest in ("did you mean 'northwind'", "did you mean 'breadth'", "did you mean 'graphs'"):
        assert nearest in result.output
    (debrief,) = books.load(book).entries["debriefs"].values()
    assert debrief.title == "Northwind, ML breadth"  # type: ignore[attr-defined]
    (asked_of,) = debrief.asked  # type: ignore[attr-defined]
    assert (asked_of.question, asked_of.grade, asked_of.topics) == ("Why rotate?", "no-clue", ["graphs", "arrays"])


def test_what_was_told_before_a_debrief_was_broken_off_is_kept(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loopbook.cli.debrief.is_interactive", lambda: True)
    result = run("debrief --company northwind --round breadth", input="\n\nWhy rotate?\nbugs\n\nHow long?\n")
    assert "Stopped; 2 questions kept." in result.output
    (debrief,) = books.load(book).entries["debriefs"].values()
    assert [a.question for a in debrief.asked] == ["Why rotate?", "How long?"]  # type: ignore[attr-defined]
