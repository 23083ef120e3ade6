"""`loopbook check` says again at once what it found, and only while nothing has changed."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import books
from loopbook import quick
from loopbook.cli import main
from loopbook.kept import CACHE

BOOK = books.MINIMAL | {
    "mkdocs.yml": "site_name: Mine\nINHERIT: base.yml\n",
    "base.yml": "site_description: What is common\n",
    "docs/notes/a.md": "# A\n\n[gone](gone.md)\n",
    "docs/notes/picture.svg": "<svg/>",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = books.write(tmp_path, BOOK)
    books.enter(folder, monkeypatch)
    monkeypatch.delenv("LOOPBOOK_CACHE", raising=False)
    return folder


def check(*asked: str) -> tuple[str, int]:
    result = CliRunner().invoke(main, ["check", *asked])
    return result.output, result.exit_code


def test_the_same_is_said_again(book: Path) -> None:
    assert quick.remembered(book, []) is None
    said = check()
    assert said[1] == 1
    assert "gone.md" in said[0]
    assert quick.remembered(book / "docs", []) == said
    assert quick.remembered(book, ["--format", "json"]) is None
    assert quick.remembered(book, ["--format", "json"]) != check("--format", "json")
    assert quick.remembered(book, ["--format", "json"]) == check("--format", "json")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/notes/a.md", "# A\n\n[here](b.md)\n"),
        ("docs/notes/new.md", "# New\n"),
        ("docs/notes/other.svg", "<svg/>"),
        ("data/problems.yml", "- {title: Three Sum}\n"),
        ("data/mocks.yml", "[]\n"),
        ("mkdocs.yml", "site_name: Mine\n"),
        ("base.yml", "site_description: Other\n"),
    ],
)
def test_nothing_is_said_again_after_a_change(book: Path, name: str, text: str) -> None:
    check()
    (book / name).write_text(text)
    assert quick.remembered(book, []) is None


def test_nothing_is_said_again_on_another_day_or_when_it_is_off(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    monkeypatch.setenv("LOOPBOOK_TODAY", (books.TODAY + dt.timedelta(1)).isoformat())
    assert quick.remembered(book, []) is None
    monkeypatch.setenv("LOOPBOOK_TODAY", books.TODAY.isoformat())
    monkeypatch.setenv("LOOPBOOK_CACHE", "off")
    assert quick.remembered(book, []) is None


def test_a_torn_file_is_nothing(book: Path) -> None:
    check()
    for path in (book / CACHE).glob("*.json"):
        path.write_text(path.read_text()[:40])
    assert quick.remembered(book, []) is None


def alone(book: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Code in a process of its own, which finds the engine and has read nothing of it."""
    place = str(books.ROOT / "hooks")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {place!r})\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=book)


def test_saying_it_again_loads_no_engine(book: Path) -> None:
    said = check()
    code = (
        "import sys; sys.argv = ['loopbook', 'check']\nfrom loopbook.quick import main\n"
        "try: main()\nfinally: assert not {'pydantic', 'yaml', 'loopbook.model'} & sys.modules.keys()"
    )
    done = alone(book, code)
    assert (done.stdout, done.returncode) == said, done.stderr


def test_whoever_stops_it_while_the_engine_is_read_sees_no_traceback(book: Path) -> None:
    code = (
        "import sys\nclass Stop:\n def find_spec(self, name, *_):\n"
        "  if name == 'loopbook.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\nsys.argv = ['loopbook', 'due']\nfrom loopbook.quick import main\nmain()"
    )
    done = alone(book, code)
    assert (done.stderr, done.returncode) == ("Aborted!\n", 1)
