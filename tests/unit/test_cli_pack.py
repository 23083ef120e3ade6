"""`loopbook pack` of a round that the company's loop does not name: a company that came in with a list has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
from loopbook.cli import main

HUNT: books.Files = books.MINIMAL | {
    "mkdocs.yml": "site_name: Mine\n",
    "docs/rounds/coding.md": """
        ---
        title: Coding
        category: coding
        visibility: public
        feeds: [{show: problems}]
        ---
    """,
    "docs/rounds/breadth.md": """
        ---
        title: ML breadth
        category: ml
        visibility: private
        ---
    """,
    "data/companies.yml": """
        - {name: Acme, visibility: public}
        - {name: Umbrella}
        - name: Northwind
          visibility: public
          rounds: [{round: coding, visibility: private}]
    """,
    "data/problems.yml": """
        - {title: Two Sum, topics: [arrays], companies: [acme], visibility: public}
    """,
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(books.write(tmp_path, HUNT))
    return tmp_path


def pack(*words: str) -> Result:
    return CliRunner().invoke(main, ["pack", *words])


@pytest.mark.parametrize("name", ["coding", "Coding"])
def test_it_is_written_and_what_it_lacks_is_said(book: Path, name: str) -> None:
    result = pack("acme", name)
    assert result.exit_code == 0, result.output
    assert "Acme's loop names no such round yet" in result.output
    assert "under 'rounds' of acme in data/companies.yml: {round: coding}" in result.output
    assert "Two Sum" in (book / "pack-acme-coding.html").read_text(encoding="utf-8")


def test_to_others_it_is_what_they_may_see(book: Path) -> None:
    result = pack("acme", "coding", "--public")
    assert result.exit_code == 0, result.output
    assert "Two Sum" in (book / "pack-acme-coding.html").read_text(encoding="utf-8")
    assert "Umbrella is not public" in pack("umbrella", "coding", "--public").output
    assert "page of the round 'breadth' is not public" in pack("acme", "breadth", "--public").output


def test_a_round_that_is_private_is_not_made_up_for_others(book: Path) -> None:
    result = pack("northwind", "coding", "--public")
    assert "The round 'coding' of Northwind is not public" in result.output
    assert not list(book.glob("pack-*"))


def test_a_name_that_nobody_knows_gets_the_nearest(book: Path) -> None:
    assert "Acme has no round 'codng'; did you mean 'coding'" in pack("acme", "codng").output
