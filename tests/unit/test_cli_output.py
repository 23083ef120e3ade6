"""Where `plan`, `pack` and `export` write what they make, and where they do not."""

from __future__ import annotations

import errno
import shlex
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import books
from loopbook.cli import main

BOOK = books.MINIMAL | {
    "mkdocs.yml": "INHERIT: base.yml\nsite_name: Mine\n",
    "base.yml": "site_url: https://example.org/\n",
    "secrets.txt": "zorbex\n",
    "docs/index.md": "# Home\n",
    "data/companies.yml": "- {name: Acme, rounds: [{round: coding, date: 2026-12-01}]}\n",
    "data/plan.yml": "time_zone: Europe/Berlin\n",
}
WRITERS = (
    "plan --ics",
    "pack acme coding -o",
    "export csv problems --to",
    "export ics --to",
    "export ics --audience private --to",
    "export anki --to",
    "export markdown --to",
)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return books.enter(books.write(tmp_path / "book", BOOK), monkeypatch)


def run(line: str) -> Result:
    return CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("mkdocs.yml", "sets up your book"),
        ("base.yml", "sets up your book"),
        ("secrets.txt", "your secrets"),
        ("data/topics.yml", "where the book itself is kept"),
        ("docs/../data/plan.yml", "where the book itself is kept"),
        ("data/new/some.file", "where the book itself is kept"),
        ("docs/index.md", "where the notes of your book are kept"),
        ("docs/new/note.MD", "where the notes of your book are kept"),
    ],
)
@pytest.mark.parametrize("line", WRITERS)
def test_what_is_made_never_takes_the_place_of_the_books_own_files(
    line: str, place: str, says: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = books.held(book)
    result = run(f"{line} {place}")
    assert result.exit_code == 2
    assert says in " ".join(result.output.replace("│", " ").split())
    (book / "linked").symlink_to(book / "data")
    monkeypatch.chdir(book / "docs")
    assert run(f"{line} ../linked/topics.yml").exit_code == 2
    assert books.held(book) == before


@pytest.mark.parametrize("line", [w for w in WRITERS if w.startswith("plan") or "private" in w or w.endswith("g -o")])
def test_what_is_private_is_not_written_where_it_gets_published(line: str, book: Path) -> None:
    result = run(f"{line} docs/assets/it.ics")
    assert result.exit_code == 2
    assert "gets published" in result.output
    assert f"such as {book / 'it.ics'}" in " ".join(result.output.split())


@pytest.mark.parametrize("line", WRITERS)
def test_the_folder_is_made_if_it_is_not_there(line: str, book: Path) -> None:
    assert run(f"{line} new/deep/it.ics").exit_code == 0
    assert (book / "new/deep/it.ics").exists()


@pytest.mark.parametrize("line", [w for w in WRITERS if "markdown" not in w])
def test_a_folder_is_no_file(line: str, book: Path) -> None:
    (book / "there").mkdir()
    for place in ("there", "''"):
        result = run(f"{line} {place}")
        assert result.exit_code == 2
        assert "folder" in result.output or "directory" in result.output


@pytest.mark.parametrize("line", [w for w in WRITERS if "markdown" not in w])
def test_what_cannot_be_written_is_named_as_it_was_given(
    line: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(f"{line} mkdocs.yml/it.ics")
    assert result.exit_code == 1
    assert ".tmp" not in result.output
    assert "mkdocs.yml" in result.output

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def locked(**where: str) -> Any:
        if "dir" not in where:  # Anki's cards are put together elsewhere first
            return made(**where)
        raise PermissionError(errno.EACCES, "Permission denied", f"{where['dir']}/{where['prefix']}x.tmp")

    made = tempfile.mkstemp
    for name, failing, says in (("os.fsync", full, "No space left"), ("tempfile.mkstemp", locked, "Permission denied")):
        with monkeypatch.context() as patched:
            patched.setattr(name, failing)
            result = run(f"{line} it.ics")
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1].startswith(f"{book / 'it.ics'}: {says}")
        assert not [path for path in book.iterdir() if path.suffix == ".tmp"]
