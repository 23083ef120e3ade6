"""What was exported comes back as it was; and what others made of such files is taken or refused, never a traceback."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import books
import imports
from loopbook.cli import main
from loopbook.editing import read_back
from loopbook.exchange.entries import reader
from loopbook.model import TRACKERS
from loopbook.schema import validate
from loopbook.yaml_nodes import Parsed

KEPT_IN_YAML = [name for name, model in TRACKERS.items() if not model.in_docs]


def run(line: str) -> Result:
    return CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter")
    for name in ("data", "docs"):
        shutil.copytree(books.ROOT / name, folder / name)
    shutil.copy(books.ROOT / "mkdocs.yml", folder)
    return folder


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("tracker", KEPT_IN_YAML)
def test_what_is_exported_of_the_starter_is_there_already(
    form: str, tracker: str, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter)
    file = tmp_path / f"it.{form}"
    assert run(f"loopbook export {form} {tracker} --audience private --to {file}").exit_code == 0
    result = run(f"loopbook import {tracker} {file} --visibility as-written --dry-run")
    assert result.exit_code == 0
    assert "to add" not in result.output
    assert "to change" not in result.output


@pytest.mark.parametrize("tracker", KEPT_IN_YAML)
def test_the_starters_own_files_can_be_imported(
    tracker: str, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter)
    place = starter / "data" / tracker
    given = place if place.is_dir() else place.with_suffix(".yml")
    result = run(f"loopbook import {tracker} {given} --visibility as-written --dry-run")
    assert result.exit_code == 0 or tracker == "questions"  # YAML is none of the forms of a question bank


ODD: list[Any] = [
    5, -1, 1e300, True, "yes", "", "\ud800", "a\x00b", [], [None], [""], [5], [True], ["\ud800"], [{}], [{"a": "b"}],
    [["a"]], {}, {"a": "b"}, {"a": None}, {"a": ["b"]}, [{"company": "acme"}], [{"company": 5}], [{"company": {}}],
    [{"company": "acme", "window": "all", "frequency": "often"}], [{"company": "acme", "window": ["all"]}],
    [{"question": "Why?"}], [{"company": "acme", "window": "now"}],
]  # fmt: skip
LEAST: dict[str, dict[str, Any]] = {
    "problems": {"title": "Zed"},
    "papers": {"title": "Zed"},
    "questions": {"question": "Why zed?"},
    "stories": {"title": "Zed"},
    "companies": {"name": "Zed"},
    "mocks": {"title": "Zed", "date": "2026-11-01", "round": "coding"},
    "debriefs": {"title": "Zed", "date": "2026-11-01", "round": "coding"},
    "topics": {"title": "Zed"},
}

UNHEEDED = ("source", "name")
"""Fields of an entry that is there which no import changes."""


def fits(tracker: str, fields: dict[str, Any]) -> bool:
    return not validate(TRACKERS[tracker], read_back(fields), Parsed("", 1, None, [], []), "", (), "it")[1]


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("tracker", LEAST)
def test_whatever_a_field_holds_is_taken_or_refused(tracker: str, known: bool, tmp_path: Path) -> None:
    title, least = TRACKERS[tracker].title_field, LEAST[tracker]
    each = [least | {title: f"Zed {i}"} | ({"id": f"zed-{i}"} if known else {}) for i in range(len(ODD))]
    book = books.write(tmp_path / "book", books.MINIMAL)
    if known:
        (book / f"data/{tracker}").mkdir()
        if tracker in ("topics", "problems"):
            (book / f"data/{tracker}.yml").rename(book / f"data/{tracker}/first.yml")
        books.write(book, {f"data/{tracker}/mine.yml": json.dumps(each)})
    given = tmp_path / "odd.json"
    for name in TRACKERS[tracker].field_names():
        rows = [fields | {name: value} for fields, value in zip(each, ODD)]
        given.write_text(json.dumps([row for row in rows for _ in range(2)]))
        made = imports.plan(book, tracker, reader(tracker), given)
        assert [*made.summary(), *made.details(), *made.diff()]
        places = {left.place for left in (*made.refused, *made.kept)}
        for i, (row, value) in enumerate(zip(rows, ODD)):
            is_said = f"odd.json: record {2 * i + 1}" in places or name in ("id", "round", "visibility", *UNHEEDED)
            is_said |= name == "extra" and isinstance(value, dict)
            assert is_said or value in ([None], [""], [], {}, "", {"a": None}) or fits(tracker, row), (name, value)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "title,asked\nXa,yes\n", "asked 'yes' does not fit: in extra.asked"),
        ("a.csv", "title,extra\nXa,a note\n", "extra 'a note' does not fit: in extra.extra"),
        ("a.csv", "title,extra,more\nXa,a note,5\n", ""),
        ("a.yml", "- title: Xa\n  extra: a note\n", "extra 'a note' does not fit: in extra.extra"),
        ("a.yml", "- title: Xa\n  topics: [{a: b}]\n", "does not fit: in extra.topics"),
        ("a.yml", "- title: Xa\n  topics:\n    -\n    - graphs\n", "does not fit: in extra.topics"),
        ("a.json", '[{"title": "Xa", "topics": 5}]', "topics '5' does not fit: in extra.topics"),
        ("a.json", '[{"title": "Xa", "companies": [null]}]', "does not fit: in extra.companies"),
        ("a.json", '[{"title": "Xa", "asked": [{}]}]', "asked '{}' does not fit: in extra.asked"),
        ("a.json", '[{"title": "Xa \\ud800", "\\ud800": "\\ud800"}]', ""),
    ],
)
def test_what_does_not_fit_is_said_and_kept(name: str, text: str, says: str, tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    folder = imports.files(tmp_path / "given", {name: text})
    done = imports.run(book, "problems", reader("problems"), folder / name)
    assert done.added["problems"] == 1
    assert says in " ".join(r.reason for r in done.refused)
    held = imports.entry(book, "problems/xa")["extra"]
    assert held == {"extra": "a note", "more": "5"} if "more" in text else held


def test_what_does_not_fit_an_entry_that_is_there_leaves_it_alone(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    folder = imports.files(tmp_path / "given", {"a.json": '[{"id": "two-sum", "title": "Two Sum", "topics": 5}]'})
    done = imports.plan(book, "problems", reader("problems"), folder)
    assert done.is_empty
    assert [r.reason for r in done.refused] == ["topics '5' does not fit problems/two-sum"]


def test_a_text_is_a_list_of_one(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    folder = imports.files(tmp_path / "given", {"a.json": '[{"title": "Xa", "topics": "graphs", "lists": [75]}]'})
    imports.run(book, "problems", reader("problems"), folder)
    assert imports.entry(book, "problems/xa")["topics"] == ["graphs"]
    assert imports.entry(book, "problems/xa")["lists"] == ["75"]
