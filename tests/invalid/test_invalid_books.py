"""Each folder beside this file is a book with one kind of mistake, and `expected.txt` its exact messages.

A folder holds only what differs from `_base`. `make golden` rewrites the messages; look at the difference.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import books
import golden_files

HERE = Path(__file__).parent
CASES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_"))


@pytest.mark.parametrize("case", CASES)
def test_messages(case: str, tmp_path: Path) -> None:
    for folder in ("_base", case):
        shutil.copytree(HERE / folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    found = books.messages(tmp_path)
    assert found, "an invalid book without a message"
    golden_files.check(HERE / case / "expected.txt", "\n".join(found) + "\n")


def test_the_base_is_clean(tmp_path: Path) -> None:
    shutil.copytree(HERE / "_base", tmp_path, dirs_exist_ok=True)
    assert books.messages(tmp_path) == []
