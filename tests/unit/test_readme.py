"""The README promises nothing that the starter does not do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import books
from loopbook.model import Paper, Problem, Question, Round

README = (books.ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    for part in ("docs", "data"):
        shutil.copytree(books.ROOT / part, folder / part)
    return folder


def test_the_entry_and_the_mistake_that_it_shows(starter: Path) -> None:
    entry = re.search(r"```yaml\n(# data/problems.yml\n.*?)```", README, re.S)
    mistake = re.search(r"such as `(\[[\w-]+\])`", README)
    message = re.search(r"```text\n(data/problems.yml:.*?)\n```", README, re.S)
    assert entry
    assert mistake
    assert message
    file = starter / "data/problems.yml"
    file.write_text(entry[1])
    book = books.load(starter)
    assert book.diagnostics == []
    problem = book.get(Problem, "shortest-path-in-binary-matrix")
    assert problem
    assert problem.topics == ["breadth-first-search"]
    file.write_text(entry[1].replace("[BFS]", mistake[1]))
    assert [str(d) for d in books.load(starter).diagnostics] == [message[1]]
    file.unlink()


def test_the_numbers_that_it_names(starter: Path) -> None:
    book = books.load(starter)
    assert "sixteen kinds of interview rounds" in README
    assert len(book.all(Round)) == 16
    assert "some five hundred\nquestions" in README
    assert 450 <= len(book.all(Question)) <= 600
    assert "a reading list of 250 works" in README
    assert 240 <= len(book.all(Paper)) <= 270
    assert "the NeetCode 150 with an insight each" in README
    assert all(problem.insight for problem in book.all(Problem) if "neetcode-150" in problem.lists)
    assert "sixty topic notes" in README
    assert 60 <= sum(uri.startswith("topics/") for uri in book.notes) < 70
    assert "eight worked ML system\ndesign cases" in README
    assert len(set(book.notes) & {f"cases/{p.name}" for p in (books.ROOT / "docs/cases").glob("*.md")}) == 8 + 2


def test_the_files_that_it_links_to_are_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(targets) > 5
    assert [target for target in targets if not (books.ROOT / target).exists()] == []
