"""The commands that bring things in and take them out, as people type them."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import books
import imports
from loopbook import parsed_cache, sources, yaml_nodes, yaml_plain
from loopbook.checking import reading
from loopbook.cli import check, export, import_, main
from loopbook.exchange import new_entries, settling
from loopbook.exchange.plan import Plan
from loopbook.model import Problem
from loopbook.pages import columns
from loopbook.pages.writer import Writer

GIVEN = {
    "problemSiteData.json": json.dumps([{"problem": "Two Sum", "link": "two-sum/", "difficulty": "Easy"}]),
    "company-lists/facebook_1year.csv": "Title,Link\nTwo Sum,https://leetcode.com/problems/two-sum\n",
    "library.bib": "@article{x, title={A Title}, author={Doe, Jane}, year=2020}",
    "Export-1234.zip": imports.zipped(
        {f"Job hunt {'a' * 32}.csv": "Employer,Position,Status\nAcme,ML engineer,Applied\n"},
    ),
    "jobs.csv": "Company,Role,Date applied,Status\nAcme,ML engineer,03/04/2026,Phone screen\n",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = books.write(tmp_path / "book", books.MINIMAL | {"mkdocs.yml": "site_name: Mine\n"})
    imports.files(folder, GIVEN)
    books.enter(folder, monkeypatch)
    return folder


def run(line: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, shlex.split(line)[1:], input=answer)


@pytest.mark.parametrize("example", import_.command.examples)
def test_every_example_of_import_runs(example: str, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_, "is_interactive", lambda: True)
    before = {path: path.read_bytes() for path in (book / "data").rglob("*") if path.is_file()}
    result = run(example, "y\n")
    assert result.exit_code == 0, result.output
    after = {path: path.read_bytes() for path in (book / "data").rglob("*") if path.is_file()}
    assert (before == after) == ("--dry-run" in example)
    assert "the book has all of this already" in run(example, "y\n").output or "--dry-run" in example


def test_nothing_is_written_without_a_yes(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("loopbook import papers library.bib")
    assert refused.exit_code == 2
    assert "say --yes" in refused.output
    monkeypatch.setattr(import_, "is_interactive", lambda: True)
    assert run("loopbook import papers library.bib", "n\n").exit_code == 1
    assert not (book / "data/papers").exists()


def test_it_shows_what_it_would_do(book: Path) -> None:
    shown = run("loopbook import papers library.bib --dry-run").output
    assert "+++ data/papers/from-papers.yml" in shown
    assert "+  title: A Title" in shown
    assert "papers: 1 to add" in shown


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("loopbook import leetcod x", "did you mean 'leetcode'?"),
        ("loopbook import papers nowhere.bib", "no such file"),
        ("loopbook import papers library.bib --map x", "write --map 'old=new'"),
        ("loopbook import papers library.bib --set x", "FIELD=VALUE"),
        ("loopbook import applications jobs.csv --yes", "say --dates dmy for 3 April or --dates mdy for 4 March"),
        ("loopbook export csv", "Name a tracker"),
        ("loopbook export csv rounds", "are pages"),
        ("loopbook export csv problems --where colour=red", "no field 'colour'"),
        ("loopbook export anki --company nobody --to x.apkg", "is not in the book"),
        ("loopbook export anki", "--to"),
        ("loopbook export markdown --to company-lists", "is no export"),
    ],
)
def test_what_cannot_be_done_is_said(book: Path, line: str, says: str) -> None:
    result = run(line)
    assert result.exit_code in (1, 2)
    assert says in " ".join(result.output.replace("│", " ").split())
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_set_gives_new_entries_a_field(book: Path) -> None:
    assert run("loopbook import papers library.bib --set status=read --yes").exit_code == 0
    assert imports.entry(book, "papers/a-title")["status"] == "read"


def test_what_is_exported_is_imported_into_another_book(book: Path, tmp_path: Path) -> None:
    exported = run("loopbook export json problems --audience private")
    (tmp_path / "p.json").write_text(exported.stdout)
    assert "the book has all of this already" in run(f"loopbook import problems {tmp_path / 'p.json'}").output


def test_exports_are_public_unless_told(book: Path) -> None:
    assert json.loads(run("loopbook export json problems").stdout) == []
    assert len(json.loads(run("loopbook export json problems --audience private").stdout)) == 2


def test_a_markdown_export_may_be_written_over_and_forgets_what_is_gone(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "plain"
    assert run(f"loopbook export markdown --audience private --to {target}").exit_code == 0
    (target / "docs/old.md").write_text("from last time")
    assert run(f"loopbook export markdown --audience private --to {target}").exit_code == 0
    assert not (target / "docs/old.md").exists()
    assert (target / "docs/problems/index.md").exists()


def test_check_finds_lumps_and_mends_them(book: Path) -> None:
    note = book / "docs/notes/x.md"
    imports.files(book, {"docs/notes/x.md": b"---\r\ntitle: X\r\n---\r\nSteps:\r\n- one\r\n- two\r\n"})
    found = run("loopbook check")
    assert "docs/notes/x.md:5:1: warning: a list right below a line of text" in found.output
    mended = run("loopbook check --fix")
    assert "docs/notes/x.md:5" not in mended.output
    assert note.read_bytes() == b"---\r\ntitle: X\r\n---\r\nSteps:\r\n\r\n- one\r\n- two\r\n"


def test_every_kind_of_export_is_documented() -> None:
    text = " ".join(export.command.examples)
    assert all(f"export {form} " in text for form in export.FORMS)


def _long_list(count: int) -> str:
    rows = "".join(
        f"{i},Path {i} Stack Window,https://leetcode.com/problems/path-{i}-stack,Medium,76%,2.8,Odd,Meta; Amazon\n"
        for i in range(count)
    )
    return f"ID,Title,URL,Difficulty,Acceptance Rate,Frequency,Topics,Companies\n{rows}"


def test_a_long_list_is_read_checked_and_composed_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()

    def counted(module: ModuleType | type, name: str, what: str) -> None:
        real = getattr(module, name)

        def call(*args: Any, **options: Any) -> Any:
            done[what] += 1
            return real(*args, **options)

        monkeypatch.setattr(module, name, call)

    counted(yaml_nodes, "_compose", "parsed")
    counted(settling, "validate", "validated by the import")
    counted(reading, "validate", "validated by the check")
    counted(check, "compose", "composed")
    counted(columns, "_row", "rows made")
    counted(Writer, "fragment", "texts written")
    counted(yaml_plain, "_line", "lines read")
    counted(yaml_plain, "_value", "lines read")
    counted(sources, "read_text", "read")
    counted(parsed_cache, "read_entry", "entries read")
    counted(new_entries, "read_entry", "entries read back")
    counts = []
    for count in (200, 500):
        for again in (False, True):
            (book / "long.csv").write_text(_long_list(count))
            done.clear()
            result = run("loopbook import leetcode long.csv --yes")
            assert result.exit_code == 0, result.output
            assert ("the book has all of this already" in result.output) == again
            counts.append(Counter(done))
    few, few_again, more, more_again = counts
    assert few["composed"] == more["composed"] == 1
    assert few_again["composed"] == more_again["composed"] == 0
    assert few["rows made"] == more["rows made"] == 0, "nobody looks at a table of a site that is only checked"
    assert few["texts written"] == more["texts written"] == 0, "nor at a text"
    assert few["lines read"] <= 200 * 2, "of some 13 an entry: what many say is known"
    assert more["lines read"] <= 500 * 2
    assert few["read"] <= 11
    assert more["read"] <= few["read"] + 2, "the two trackers that are there by now"
    assert few_again["read"] == more_again["read"] <= 6
    assert more["parsed"] <= few["parsed"] <= 17, "what is written plainly needs no parser, but for where it is joined"
    assert few_again["parsed"] == more_again["parsed"] <= 5
    assert few["validated by the import"] <= 202, "each new entry once"
    assert more["validated by the import"] <= 300
    assert few_again["validated by the import"] == more_again["validated by the import"] == 0
    assert few["entries read back"] <= 202, "all of what is about to be written"
    assert few["entries read"] <= 15, "and what was read back is read from the disk, but not taken apart again"
    assert few["validated by the check"] <= 15, "nor validated again"
    assert more["validated by the check"] <= 20, "nor are those that were there, which this process knows"
    assert more_again["validated by the check"] <= 20


def test_the_closing_check_looks_at_what_is_on_the_disk(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (book / "long.csv").write_text(_long_list(100))
    write, place = Plan.write, book / "data/problems/from-leetcode.yml"

    def spoilt(plan: Plan) -> None:
        write(plan)
        place.write_text(place.read_text().replace("number: 7\n", "number: seven\n"))

    monkeypatch.setattr(Plan, "write", spoilt)
    result = run("loopbook import leetcode long.csv --yes")
    assert result.exit_code == 1
    assert "'number' of problems/path-7-stack is 'seven'; give a whole number" in result.output


def test_rows_of_one_entry_are_checked_together(book: Path) -> None:
    rows = "id,title,number,url,odd\nx,Example,,,\nx,Example,abc,nowhere,\nx,,,,more\nw,Why,7,,\n"
    (book / "problems.csv").write_text(rows)
    result = run("loopbook import problems problems.csv --yes")
    assert result.exit_code == 0, result.output
    assert "number 'abc' does not fit: in extra.number" in result.output
    found = (book / "data/problems/from-problems.yml").read_text()
    assert found.endswith(
        "- id: x\n  title: Example\n  visibility: private\n  extra:\n    odd: more\n    number: abc\n    url: nowhere\n"
        "- id: w\n  title: Why\n  visibility: private\n  number: '7'\n"
    )
    assert "the book has all of this already" in run("loopbook import problems problems.csv --yes").output


def test_nobody_is_told_that_the_book_has_what_was_not_there(book: Path) -> None:
    (book / "none.csv").write_text("Difficulty,Title,Frequency,Acceptance Rate,Link\n")
    (book / "odd.csv").write_text("Title,Link\n,\n,nowhere else\n")
    for name, code in (("none.csv", 0), ("odd.csv", 1)):  # of the second, all was refused
        result = run(f"loopbook import leetcode {name} --yes")
        assert result.exit_code == code
        assert result.output.endswith("nothing of it comes into the book\n"), result.output


def test_the_schema_is_asked_once_for_all_rows_of_a_table(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    schema = Problem.model_json_schema
    monkeypatch.setattr(Problem, "model_json_schema", lambda **given: asked.append(given) or schema(**given))
    (book / "problems.csv").write_text("id,title,topics\n" + "".join(f"p-{i},P {i},\n" for i in range(9)))
    assert "9 to add" in run("loopbook import problems problems.csv --yes").output
    assert len(asked) <= 1


def test_a_row_in_which_something_does_not_fit_is_recognised_again(book: Path) -> None:
    (book / "problems.json").write_text(json.dumps([{"title": "Example", "difficulty": "insane", "url": "nowhere"}]))
    assert "to add" in run("loopbook import problems problems.json --yes").output
    assert "the book has all of this already" in run("loopbook import problems problems.json --yes").output


def test_what_is_left_out_leaves_its_id_to_the_next(book: Path) -> None:
    found = [
        {"id": "x", "title": {"a": "b"}},
        {"id": "x", "title": "Example"},
        {"id": "z", "title": []},
        {"title": "Z"},
    ]
    (book / "problems.json").write_text(json.dumps(found))
    result = run("loopbook import problems problems.json --yes")
    assert "record 1: 'title' of problems/x is a mapping" in result.output
    text = (book / "data/problems/from-problems.yml").read_text()
    assert [line for line in text.split("\n") if "title" in line] == ["  title: Example", "  title: Z"]
    assert text.count("- id: x\n") == 1
