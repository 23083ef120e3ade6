"""The command line, used as its owner would: from a folder of the book, with a message for every mistake."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import books
from loopbook.cli import main
from loopbook.cli.listing import as_table
from loopbook.csv_text import as_csv

Run = Callable[..., Result]

HUNT: books.Files = books.MINIMAL | {
    "mkdocs.yml": "site_name: Mine\n",
    "data/tiers.yml": "- {id: big-tech, title: Big tech}\n",
    "data/companies.yml": """
        # My hunt.
        - name: Northwind   # the first
          rounds:
            - round: coding  # easy
              date: 2026-11-12
    """,
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.write(tmp_path, HUNT)


@pytest.fixture
def run(book: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    books.enter(book / "docs", monkeypatch)

    def run(command: str, **more: object) -> Result:
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("loopbook ")), **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return run


# -- check -----------------------------------------------------------------------------------------------------------


def test_check_of_a_clean_book(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "nothing wrong" in result.stdout


def test_check_says_everything_that_is_wrong(run: Run, book: Path) -> None:
    books.write(
        book,
        {
            "docs/notes/a.md": """
                # A

                [b](b.md) [p](../problems/index.md) [f](x.pdf)

                ```loopbook
                show: problms
                ```
            """,
            "data/papers.yml": "- {titel: One}\n",
            "data/stories.yml": "- {title: S, result: 'See [it](notes/none.md)'}\n",
        },
    )
    result = run("check")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "data/papers.yml:1:3: error: entry 1 of papers has no 'title'; add 'title: …'",
        "data/papers.yml:1:4: error: unknown field 'titel' in entry 1 of papers; did you mean 'title'?",
    ]
    assert "data/stories.yml:1:22: warning: a link to 'notes/none.md', which is not there" in result.stdout
    assert "docs/notes/a.md:3:1: warning: a link to 'notes/b.md', which is not there; write the page" in result.stdout
    assert "docs/notes/a.md:3:37: warning: a link to 'notes/x.pdf'" in result.stdout
    assert "docs/notes/a.md:6:7: error: nothing is called 'problms'" in result.stdout
    assert lines[-1] == "3 errors and 3 warnings"
    found = json.loads(run("check --format json").stdout)
    assert [d["line"] for d in found if d["path"] == "docs/notes/a.md"] == [3, 3, 6]


def test_check_for_the_public_says_what_would_be_left_out(run: Run, book: Path) -> None:
    secret = {"docs/a.md": "---\nvisibility: public\n---\n[b](b.md)\n", "docs/b.md": "# B\n"}
    books.write(book, secret)
    assert run("check").exit_code == 0
    result = run("check --public")
    assert result.exit_code == 1
    assert "docs/a.md:4:1: warning: 'b.md' is private" in result.stdout


def test_settings_are_read_as_mkdocs_reads_them(run: Run, book: Path) -> None:
    (book / "docs").rename(book / "pages")
    (book / "data").rename(book / "trackers")
    base = "docs_dir: pages\nextra:\n  loopbook: {owner: Ada}\n"
    mine = "INHERIT: base.yml\nextra: {loopbook: {data: trackers}}\nplugins: !ENV [X, []]\n"
    books.write(book, {"base.yml": base, "mkdocs.yml": mine})
    assert run(f"-C {book}/trackers check").exit_code == 0
    (book / "mkdocs.yml").write_text("INHERIT: base.yml\nextra:\n  loopbook: {dta: trackers}\n")
    result = run(f"-C {book} check")
    assert result.exit_code == 1
    assert result.stdout == (
        "mkdocs.yml:3:14: error: unknown field 'dta' in extra.loopbook; did you mean 'data'?\n\n1 error\n"
    )


def test_misuse_is_2_with_a_message(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    for command, message in [
        ("chekk", "No such command 'chekk'"),
        ("check --format xml", "'xml' is not one of"),
        (f"-C {tmp_path_factory.mktemp('empty')} check", "There is no mkdocs.yml in"),
        ("list problms", "did you mean 'problems'"),
        ("list problems --where topic", "wants FIELD=VALUE"),
        ("list problems --where difficulty=hardd", "no 'difficulty' is 'hardd'; did you mean 'hard'?"),
        ("list problems --columns titel", "did you mean 'title'?"),
        ("list problems --sort titel", "cannot be sorted by 'titel'; did you mean 'title'"),
        ("add problem", "Say the title"),
        ("add problem X --number many", "'number' of the problem is 'many'; give a whole number"),
        ("add problem X --topics array", "unknown topic 'array'; did you mean 'arrays'?"),
        ("add problem X --companies nowhere", "unknown company 'nowhere'; add the company first"),
        ("add problem X --url leetcode", "not a web address"),
        ("add problem X --title Y", "Say the title once"),
        ("add problem X --file ../x/example.yml", "is not a name for a file"),
        ("add mock M --round coding --date 2026-02-30", "February 2026 has 28 days"),
        ("add round --company north --round coding", "unknown company 'north'; did you mean"),
        ("new .", "is not empty"),
        ("example", "Usage"),
    ]:
        result = run(command)
        assert (command, result.exit_code) == (command, 2)
        assert message in result.stderr
        assert "Traceback" not in result.output


# -- add -------------------------------------------------------------------------------------------------------------


def test_add_writes_where_it_says(run: Run, book: Path) -> None:
    before = (book / "data/problems.yml").read_text()
    result = run("add problem Number of Islands --number 200 --topics lists,graphs --difficulty medium --mastery slow")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("data/problems.yml:3: problems/number-of-islands added; private")
    after = (book / "data/problems.yml").read_text()
    assert after == before + (
        "- {id: number-of-islands, title: Number of Islands, number: 200, difficulty: medium, "
        "topics: [arrays, graphs], visibility: private, added: 2026-11-20, mastery: slow, mastered: 2026-11-20}\n"
    )
    assert books.messages(book) == []


def test_add_takes_an_address(run: Run, book: Path) -> None:
    assert run("add problem https://leetcode.com/problems/word-ladder/description/ --public").exit_code == 0
    entry = books.load(book).entries["problems"]["word-ladder"]
    assert (entry.label, entry.visibility) == ("Word Ladder", "public")
    assert run("add paper https://arxiv.org/pdf/1706.03762v7 --title Attention").exit_code == 0
    paper = books.load(book).entries["papers"]["attention"]
    assert getattr(paper, "arxiv", "") == "1706.03762"
    assert "arxiv: '1706.03762'" in (book / "data/papers.yml").read_text()
    again = run("add paper https://arxiv.org/abs/1706.03762")
    assert "papers/attention is there already, with the same" in again.stderr, "before it asks for a title"


def test_add_refuses_what_is_there(run: Run, book: Path) -> None:
    before = (book / "data/problems.yml").read_bytes()
    for command in [
        "add problem 'two  SUM'",
        "add problem Other --number 207",
        "add problem Other --url http://www.leetcode.com/problems/two-sum/description/?x=1",
        "add problem Other --id TWO-SUM",
    ]:
        result = run(command)
        assert result.exit_code == 1
        assert "is there already, with the same" in result.stderr
        assert result.stderr.startswith("data/problems.yml:")
    assert (book / "data/problems.yml").read_bytes() == before


def test_add_asks_for_what_it_must_know(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopbook.cli.forms.is_interactive", lambda: True)
    result = run("add mock", input="Graphs with Ada\ntoday\nCoding\n")
    assert result.exit_code == 0, result.output
    mock = books.load(book).entries["mocks"]["graphs-with-ada"]
    assert (getattr(mock, "date", None), getattr(mock, "round", None)) == (books.TODAY, "coding")
    assert run("add mock Graphs with Ada --date tomorrow --round coding").exit_code == 0
    assert "graphs-with-ada-2" in books.load(book).entries["mocks"]


def test_add_round_keeps_the_company_as_it_was(run: Run, book: Path) -> None:
    before = (book / "data/companies.yml").read_text()
    result = run("add round --company NORTHWIND --round coding --date 2026-12-04 --start 17:00 --focus graphs")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("data/companies.yml:6: companies/northwind: coding added")
    assert (book / "data/companies.yml").read_text() == before + (
        "    - round: coding\n      date: 2026-12-04\n      start: '17:00'\n"
        "      stage: in-progress\n      focus: [graphs]\n"
    )
    result = run("add round --company northwind --round coding --date 2026-12-04")
    assert result.exit_code == 1
    assert "has this round already: coding-2" in result.stderr
    assert run("add company Contoso --tier big-tech").exit_code == 0
    assert run("add round --company Contoso --round Coding --outcome passed").exit_code == 0
    assert "stage: done" in (book / "data/companies.yml").read_text()
    assert books.messages(book) == []


def test_add_goes_to_the_owners_file_of_a_folder(run: Run, book: Path) -> None:
    (book / "data/problems").mkdir()
    (book / "data/problems.yml").rename(book / "data/problems/list.yml")
    assert run("add problem A").stdout.startswith("data/problems/mine.yml:2: ")
    assert run("add problem B --file list").stdout.startswith("data/problems/list.yml:3: ")
    assert run("add problem C --file problems").stdout.startswith("data/problems.yml:2: ")
    assert len(books.load(book).entries["problems"]) == 5


def test_add_says_why_a_broken_tracker_cannot_be_asked(run: Run, book: Path) -> None:
    (book / "data/topics.yml").write_text("- id: a\n\ttitle: b\n")
    result = run("add problem X --topics arrays")
    assert result.exit_code == 1
    assert "data/topics.yml:2:1: error: a tab where YAML wants spaces" in result.stderr
    (book / "data/problems.yml").write_text("- title: a: b\n")
    result = run("add problem X")
    assert result.exit_code == 1
    assert "data/problems.yml:1:11: error: a ': ' inside a plain value" in result.stderr


# -- list ------------------------------------------------------------------------------------------------------------


def test_list_as_a_table_for_people(run: Run) -> None:
    lines = run("list problem --where topics=lists").stdout.splitlines()
    assert lines[0].split() == ["id", "title", "number", "difficulty", "topics", "mastery", "recall", "due"]
    assert lines[2].split() == ["two-sum", "Two", "Sum", "1", "easy", "arrays", "unseen"]
    assert len(lines) == 3
    result = run("list papers")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "no papers yet\n", 0)


def test_list_says_when_it_cannot_know_all(run: Run, book: Path) -> None:
    (book / "data/problems.yml").write_text("- {title: A}\n- {titel: B}\n")
    result = run("list problems --columns id")
    assert result.stdout.split() == ["id", "──", "a"]
    assert result.stderr == "2 errors in the book, so something may be left out: see loopbook check\n"


def test_list_for_programs(run: Run) -> None:
    found = json.loads(run("list problems --sort -number --format json").stdout)
    assert [entry["number"] for entry in found] == [207, 1]
    assert found[1]["key"] == "problems/two-sum"
    assert found[1]["mastery"] == "unseen"
    rows = list(csv.reader(io.StringIO(run("list problems --columns id,topics,due --format csv").stdout)))
    assert rows == [["id", "topics", "due"], ["two-sum", "arrays", ""], ["course-schedule", "graphs", ""]]
    assert json.loads(run("list companies --columns name,rounds --format json").stdout) == [
        {"name": "Northwind", "rounds": [{"round": "coding", "date": "2026-11-12"}]}
    ]


@given(st.lists(st.lists(st.text(alphabet="=+-@\t\r\n\",;'a1", max_size=8), min_size=2, max_size=2)))
def test_csv_is_read_back_and_never_run(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(["a", "b"], rows), newline="")))[1:]
    for written, cells in zip(rows, read, strict=True):
        for cell, shown in zip(written, cells, strict=True):
            assert shown in (cell, f"'{cell}")
            assert shown[:1] not in ("=", "@", "\t", "\r")
            if shown[:1] in ("+", "-"):
                float(shown.replace(",", "."))


def test_a_table_fits_and_moves_no_cursor() -> None:
    table = as_table(["id", "title"], [["x", "a" * 90 + "\x1b[2J\u202e"], ["y", "招聘" * 30]], 60)
    assert "\x1b" not in table
    assert "\u202e" not in table
    assert "…" in table
    assert all(len(line) <= 60 for line in table.split("\n"))


# -- help ------------------------------------------------------------------------------------------------------------


def every_command(command: click.Command = main, name: str = "loopbook") -> list[tuple[str, click.Command]]:
    inner = command.commands.items() if isinstance(command, click.Group) else ()
    return [(name, command), *(pair for word, found in inner for pair in every_command(found, f"{name} {word}"))]


@pytest.mark.parametrize(("name", "command"), every_command())
def test_every_command_helps(name: str, command: click.Command, run: Run) -> None:
    result = run(f"{name} --help")
    assert result.exit_code == 0
    examples = getattr(command, "examples", ())
    assert examples, f"{name} has no example"
    for example in examples:
        assert example.startswith("loopbook ")
        assert f"  {example}\n" in result.stdout
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.opts[0] in result.stdout


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book from the starter with its example hunt, made once."""
    folder = tmp_path_factory.mktemp("tour") / "book"
    CliRunner().invoke(main, ["new", str(folder), "--example"])
    return folder


EXAMPLES = [example for _, command in every_command() for example in getattr(command, "examples", ())]
NEEDS = (
    "loopbook adopt ",
    "loopbook review merge ",
    "loopbook import ",
    "loopbook audit",
    "loopbook visibility --since",
)
NEED_MORE: set[str] = {example for example in EXAMPLES if example.startswith(NEEDS) or "--pdf" in example}
"""Examples that need a file, a browser, a site or git to run, each tested where its command is."""


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example not in NEED_MORE])
def test_every_example_runs(example: str, tour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "book"
    shutil.copytree(tour, folder)
    monkeypatch.chdir(folder)
    if example.startswith("loopbook add round --company contoso"):
        CliRunner().invoke(main, ["add", "company", "Contoso"])
    result = CliRunner().invoke(main, shlex.split(example)[1:])
    may_find = example.startswith(("loopbook check", "loopbook doctor", "loopbook new", "loopbook example"))
    assert result.exit_code in ((0, 1) if may_find else (0,)), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_broken_mkdocs_yml_is_a_finding_in_either_form(run: Run, book: Path) -> None:
    (book / "mkdocs.yml").write_text("- a list\n")
    done = run("check --format json")
    assert done.exit_code == 1
    assert [(d["path"], d["message"]) for d in json.loads(done.stdout)] == [
        ("mkdocs.yml", "is no mapping of names to values")
    ]


def test_settings_that_nobody_reads_and_paths_that_are_not_there_are_said(run: Run, book: Path) -> None:
    books.write(book, {"docs/notes/a.md": "# A\n"})
    visibility = "{docs/note: private, docs/zzz: public, docs/notes: public}"
    (book / "mkdocs.yml").write_text(f"site_name: Mine\nextra:\n  loopbook:\n    visibility: {visibility}\n")
    assert run("check").output.splitlines()[:2] == [
        "mkdocs.yml:4:18: error: there is no 'docs/note' to be private; did you mean 'docs/notes' or 'docs/rounds'?",
        "mkdocs.yml:4:38: warning: there is no 'docs/zzz' to be public; mend the path, or take the line away",
    ]
    (book / "mkdocs.yml").write_text("site_name: Mine\nextra:\n  loopbok: {data: data}\n")
    assert "mkdocs.yml:3:3: error: nothing reads 'loopbok'" in run("check").output


@pytest.mark.parametrize("redirect", [">&-", "> /dev/full", "| true"])
def test_an_output_that_nobody_takes_ends_without_a_traceback(book: Path, redirect: str) -> None:
    command = f"{sys.executable} -m loopbook list problems {redirect}"
    done = subprocess.run(command, shell=True, cwd=book, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_a_terminal_without_our_letters_shows_others(book: Path) -> None:
    variables = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "loopbook", "list", "problems"]
    done = subprocess.run(command, cwd=book, env=variables, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"title" in done.stdout
