"""Lists and tables that would become one lump: found, mended, and shown as they were meant."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopbook.markdown_lint import lumps, mended
from loopbook.notes import read_note

EXTENSIONS = ["tables", "admonition", "def_list", "footnotes", "pymdownx.superfences", "pymdownx.details"]


def html(text: str) -> str:
    return markdown.markdown(text, extensions=EXTENSIONS)


@pytest.mark.parametrize(
    ("text", "wanted", "count"),
    [
        ("Steps:\n- one\n- two\n", "<ul>", 1),
        ("Steps:\n1. one\n2. two\n", "<ol>", 1),
        ("Numbers:\n| a | b |\n|---|---|\n| 1 | 2 |\n", "<table>", 1),
        ("- a\n  - b\n    - c\n", "<li>a<ul><li>b<ul><li>c</li>", 2),
        ("1. a\n   - b\n", "<li>a<ul>", 1),
        ("- a\n\n  more of a\n", "<p>more of a</p>\n</li>", 1),
        ("1) one\n2) two\n3) three\n", "<li>two</li>", 1),
        ("- a\n\n  ```python\n  x = 1\n  ```\n- b\n", "<li><p>b</p></li>", 2),
        ("!!! note\n    Steps:\n    - one\n", "<li>one</li>", 1),
        ("> Steps:\n> - one\n>\n> Then:\n> - two\n", "<li>two</li>", 2),
    ],
)
def test_lumps_are_found_and_mended(text: str, wanted: str, count: int) -> None:
    squeezed = wanted.replace("\n", "")
    assert squeezed not in html(text).replace("\n", "")
    assert len(lumps(text)) == count
    assert squeezed in html(mended(text)).replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n\n    - c\n\n    text\n",
        "1. a\n\n    1. b\n",
        "# Heading\n- a\n",
        "A year:\n1986. A great year\n",
        "a - b\nc - d\n",
        "```\ntext\n- no list\n```\n",
        "    text\n    - code\n",
        "$$\na\n- b\n$$\n",
        "<div>\n- x\n</div>\n",
        "text\n***\nmore\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "Term\n:   - a list\n",
        "- a\n  lazy\n- b\n",
        "one) two\n",
        "x\n-y\n",
    ],
)
def test_what_is_fine_stays(text: str) -> None:
    assert lumps(text) == []
    assert mended(text) == text


PIECES = [
    "- ",
    "  - ",
    "    - ",
    "1. ",
    "   1. ",
    "1) ",
    "2) ",
    "a",
    "\n",
    "\n\n",
    "| a | b |\n|---|---|\n",
    "> ",
    "```\n",
    "$$\n",
    "  ",
    "# h\n",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_mending_is_done_once_and_loses_nothing(text: str) -> None:
    done = mended(text)
    assert mended(done) == done
    assert _letters(done) == _letters(text)


def _letters(text: str) -> str:
    return "".join(text.split()).replace(".", ")").replace(">", "")


def test_the_starter_has_no_lumps() -> None:
    docs = Path(__file__).parent.parent.parent / "docs"
    for path in docs.rglob("*.md"):
        note = read_note(path.name, str(path), path.read_text("utf-8"))
        assert [f"{path}:{lump.line + note.first_line}: {lump.message}" for lump in lumps(note.body)] == []
