"""`new` and `upgrade`: a book of one's own, which the installed engine keeps up to date and otherwise leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
from loopbook.cli import main
from loopbook.cli.context import Here
from loopbook.schema import json_schema


def loopbook(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "my book"
    assert "mkdocs serve" in loopbook("new", str(folder)).output
    return folder


def test_a_new_book_has_the_starters_knowledge_and_nobodys_hunt(book: Path) -> None:
    found = Here(book).book
    counts = {tracker: len(entries) for tracker, entries in found.entries.items()}
    assert counts["problems"] >= 150
    assert min(counts["questions"], counts["papers"], counts["topics"]) > 40
    assert counts["rounds"] >= 16
    assert [counts[tracker] for tracker in ("companies", "stories", "mocks", "projects", "debriefs")] == [0] * 5
    assert [review for review in found.reviews if review.path] == []
    assert found.diagnostics == []


def test_a_new_book_is_ready_for_git_pip_and_an_editor(book: Path) -> None:
    assert "/secrets.txt" in (book / ".gitignore").read_text().split("\n")
    assert "data/reviews.yml merge=union" in (book / ".gitattributes").read_text()
    assert (book / "requirements.txt").read_text().startswith("loopbook~=")
    assert "from loopbook.adapters.mkdocs import" in (book / "hooks/book_hooks.py").read_text()
    assert "site_name: My interview notes" in (book / "mkdocs.yml").read_text()
    assert "docs/guide: private" in (book / "mkdocs.yml").read_text()
    assert not list(book.rglob("__pycache__"))
    for file in (book / "data").rglob("*.yml"):
        first = file.read_text("utf-8").split("\n")[0]
        schema = file.parent / first.partition("$schema=")[2]
        assert json.loads(schema.read_text("utf-8"))["$schema"], first


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = loopbook("new", str(tmp_path))
    assert result.exit_code == 2
    assert "is not empty: it holds notes.txt" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert loopbook("new", str(tmp_path / "repository")).exit_code in (0, 1)
    assert (tmp_path / "repository" / "mkdocs.yml").exists()
    file = tmp_path / "notes.txt" / "book"
    assert loopbook("new", str(file)).exit_code in (1, 2)


def test_upgrade_writes_what_the_engine_keeps_and_nothing_else(book: Path) -> None:
    schema, page, note = book / "data/.schemas/papers.json", book / "docs/guide/start.md", book / "docs/topics/own.md"
    schema.write_text("{}")
    page.unlink()
    note.write_text("# Own\n")
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    result = loopbook("-C", str(book), "upgrade")
    assert result.exit_code == 0
    assert "  wrote data/.schemas/papers.json\n  wrote docs/guide/start.md\n" in result.stdout
    assert schema.read_text() == json_schema("papers")
    after = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    assert {path for path in after if after[path] != before.get(path)} == {schema, page}
    result = loopbook("-C", str(books.ROOT), "upgrade")
    assert (result.exit_code, "git pull" in result.stderr) == (2, True)
