"""What people type, and what books hold, that cannot be: said in words, with nothing written."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
import imports
from loopbook.cli import forms, main
from loopbook.fields import slug

BOOK = books.MINIMAL | {
    "mkdocs.yml": "site_name: Mine\n",
    "docs/problems/two-sum.md": "# Two Sum\n",
    "data/companies.yml": "- {name: Acme, rounds: [{round: coding, date: 2026-12-01}]}\n",
    "library.bib": "@article{x, title={A Title}, author={Doe, Jane}, year=2020}",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return books.enter(books.write(tmp_path / "book", BOOK), monkeypatch)


def run(*words: str, answer: str | bytes | None = None) -> Result:
    line = shlex.split(words[0]) if len(words) == 1 else words
    return CliRunner().invoke(main, line, input=answer, catch_exceptions=False)


def said(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    "words",
    [
        ("add", "problem", "\udcff\udcfe"),
        ("add", "company", "a\udcff"),
        ("add", "story", "\ud800"),
        ("add", "problem", "Zed", "--topics", "\udcff"),
        ("list", "problems", "--where", "title=\udcff"),
        ("import", "papers", "\udcff.bib"),
    ],
)
def test_what_is_no_text_is_refused(words: tuple[str, ...], book: Path) -> None:
    before = books.held(book)
    result = run(*words)
    assert result.exit_code == 2
    assert "is not UTF-8" in said(result)
    assert books.held(book) == before


@pytest.mark.parametrize("encoding", ["utf-8:surrogateescape", "utf-8:strict"])
def test_nor_is_it_taken_at_the_prompt(encoding: str, book: Path) -> None:
    code = "from loopbook.cli import forms, main; forms.is_interactive = lambda: True; main(['add', 'company'])"
    before = books.held(book)
    environment = {"PYTHONPATH": str(books.ROOT / "hooks"), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"\xff\xfe\n", cwd=book, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"is not UTF-8" in b" ".join(done.stderr.split()) or b"That is not UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr
    assert books.held(book) == before


def test_any_text_has_a_slug() -> None:
    assert slug("\udcff\udcfe").startswith("x-")
    assert slug("\ud800" * 99) != slug("\ud801" * 99)
    assert forms.is_list  # the prompt is there too


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("add problem Zed --notes ../mkdocs.yml", "there is no page '../mkdocs.yml' in docs/"),
        ("add problem Zed --notes problems/two-sun.md", "did you mean 'problems/two-sum.md'?"),
        ("add problem Zed --notes docs/problems/two-sum.md", "did you mean 'problems/two-sum.md'?"),
        ("add problem Zed --notes nosuch.md", "name a page by its path in docs/, or write it first"),
        ("import papers library.bib --set statu=read --yes", "--set statu: no field of papers; did you mean 'status'?"),
        ("import papers library.bib --set id=x --yes", "--set id: no field of papers"),
        ("import papers library.bib --set visibility=public --yes", "--set visibility: no field of papers"),
        (
            "import papers library.bib --set difficulty=easy --yes",
            "--set difficulty: no field of papers; use one of authors, year",
        ),
    ],
)
def test_notes_are_a_page_that_is_there_and_what_is_set_is_a_field(line: str, says: str, book: Path) -> None:
    before = books.held(book)
    result = run(line)
    assert result.exit_code == 2
    assert says in said(result)
    assert books.held(book) == before


def test_notes_that_are_there_are_taken(book: Path) -> None:
    assert run("add problem Zed --notes problems/two-sum.md").exit_code == 0
    assert imports.entry(book, "problems/zed")["notes"] == "problems/two-sum.md"


def test_what_is_set_is_looked_up_like_any_name(book: Path) -> None:
    line = "import papers library.bib --set topics=Lists --set companies=ACME --set status=reed --yes"
    result = run(line)
    assert "status 'reed' does not fit: in extra.status" in said(result)
    entry = imports.entry(book, "papers/a-title")
    assert (entry["topics"], entry["companies"]) == (["arrays"], ["acme"])
    assert entry["extra"]["status"] == "reed"
    assert "the book has all of this already" in run(line).output


def test_a_name_that_is_set_and_not_known_is_kept_and_said(book: Path) -> None:
    result = run("import papers library.bib --set topics=nosuch --set companies=Contoso --yes")
    assert result.exit_code == 0
    assert "topics that the book does not know, kept in `extra`: nosuch (1)" in said(result)
    entry = imports.entry(book, "papers/a-title")
    assert (entry["companies"], entry["extra"]["tags"]) == (["contoso"], "nosuch")
    assert "topics" not in entry
    assert "companies" not in imports.entry(book, "companies/contoso")
    assert [m for m in books.messages(book) if ": error: " in m] == []


@pytest.mark.parametrize(
    "line",
    ["plan", "plan --format json", "plan --ics it.ics", "due", "review", "list problems", "pack acme coding"],
)
def test_errors_of_the_book_are_mentioned(line: str, book: Path) -> None:
    assert "see loopbook check" not in run(line).output
    books.write(book, {"data/plan.yml": "time_zone: Europe/Berlim\n"})
    result = run(line)
    assert result.exit_code == 0
    assert "1 error in the book, so something may be left out: see loopbook check" in result.stderr


def test_so_are_they_where_a_company_is_not_there_for_one(book: Path) -> None:
    books.write(book, {"data/companies.yml": "- {name: Acme, colour: red}\n"})
    result = run("pack acme coding")
    assert result.exit_code == 2
    assert "see loopbook check" in result.stderr.splitlines()[0]


def test_an_import_of_which_all_was_refused_is_no_success(book: Path) -> None:
    (book / "broken.zip").write_bytes(b"PK no zip")
    for more in ("--dry-run", "--yes"):
        result = run(f"import notion broken.zip {more}")
        assert result.exit_code == 1
        assert "0 read, 1 refused" in result.output


def test_where_nothing_is_in_it_that_is_said(book: Path) -> None:
    (book / "empty.csv").touch()
    (book / "empty").mkdir()
    for kind in ("papers", "problems", "leetcode", "obsidian"):
        for place in ("empty.csv", "empty"):
            result = run(f"import {kind} {place} --yes")
            assert f"there is nothing in {place} that" in said(result) or "has no headings" in result.output
            assert "0 read, 0 refused" in result.output or result.exit_code == 1


def test_an_audit_wants_something_to_search(book: Path) -> None:
    (book / "site/deep").mkdir(parents=True)
    for place in ("", "site", "/dev/null"):
        result = run(f"audit {place}")
        assert result.exit_code == 2
        assert "There is no file in" in said(result)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("number=abc", "--where number=abc: give a whole number"),
        ("number=1,x", "--where number=x: give a whole number"),
        ("number=0", "--where number=0: the value should be greater than or equal to 1"),
        ("added=2026-13-40", "--where added=2026-13-40: give a date like 2026-11-20"),
        ("added=2026-11-31", "--where added=2026-11-31: November 2026 has 30 days"),
        ("minutes=long", "--where minutes=long: give a whole number"),
    ],
)
def test_a_value_that_no_entry_can_have_is_no_condition(where: str, says: str, book: Path) -> None:
    for command in ("list problems", "export csv problems --audience private"):
        result = run(f"{command} --where {where}")
        assert result.exit_code == 2
        assert says in said(result)
    assert run("list problems --where number=207 --where due=false").exit_code == 0


def test_a_number_has_so_many_digits(book: Path) -> None:
    result = run("add problem Zed --number 99999999999999999999999")
    assert result.exit_code == 2
    assert "'number' of the problem is '99999999999999999999999'" in said(result)


def test_what_is_no_file_is_there_all_the_same(book: Path) -> None:
    assert "'/dev/null' is no file" in said(run("review merge /dev/null"))
    assert "'nowhere.json' does not exist" in said(run("review merge nowhere.json"))


def test_a_problem_called_index_wants_another_id(book: Path) -> None:
    books.write(book, {"docs/problems/index.md": "# Mine\n"})
    assert run("add problem Index").exit_code == 0
    (message,) = [m for m in books.messages(book) if "index" in m]
    assert message.startswith("data/problems.yml:")
    assert message.endswith("give it another 'id'")
