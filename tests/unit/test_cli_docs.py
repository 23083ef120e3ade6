"""Every command line in the guide and the READMEs is understood, and those of the first pages do what they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import books
from loopbook.cli import main

FRESH = books.ROOT / "hooks" / "loopbook" / "cli" / "fresh" / "README.md"
PAGES = [*sorted((books.ROOT / "docs" / "guide").glob("*.md")), books.ROOT / "README.md", FRESH]


def lines(page: Path) -> Iterator[str]:
    """The calls of loopbook in a page's shell blocks and in its inline code, without comments."""
    text = page.read_text("utf-8")
    for block in re.findall(r"^ *```(?:sh|console|bash)\n(.*?)^ *```", text, re.S | re.M):
        for line in block.split("\n"):
            for part in line.split("&&"):
                match = re.match(r" *(?:\$ )?(?:\.venv/bin/)?(loopbook .*)", part)
                if match:
                    yield match[1]


def understood(line: str) -> None:
    """Parse a line down to its last command, without running it."""
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = main
    context: click.Context | None = None
    while True:
        context = command.make_context(command.name, words, parent=context)
        if not isinstance(command, click.Group):
            return
        words = [*context._protected_args, *context.args]
        if not words:
            return
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found


LINES = [(page.name, line) for page in PAGES for line in lines(page)]


@pytest.mark.parametrize(("page", "line"), LINES)
def test_every_line_is_understood(page: str, line: str) -> None:
    try:
        understood(line)
    except click.exceptions.Exit:  # it asks for help
        pass
    except click.UsageError as error:
        pytest.fail(f"{page}: {line}: {error.format_message()}")


def test_a_line_that_is_wrong_would_be_found() -> None:
    assert len(LINES) > 40
    for wrong in ("loopbook chekk", "loopbook check --fast", "loopbook list", "loopbook add problem A --difficulty x"):
        with pytest.raises(click.UsageError):
            understood(wrong)


@pytest.mark.parametrize("name", ["start.md", "daily.md"])
def test_the_first_pages_do_what_they_say(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = books.ROOT / "docs" / "guide" / name
    CliRunner().invoke(main, ["new", str(tmp_path / "book")])
    monkeypatch.chdir(tmp_path / "book")
    ran = 0
    for line in lines(page):
        if line.split()[1] in ("add", "list"):
            result = CliRunner().invoke(main, shlex.split(line, comments=True)[1:])
            assert result.exit_code == 0, f"{line}\n{result.output}"
            ran += 1
    assert ran >= 4
