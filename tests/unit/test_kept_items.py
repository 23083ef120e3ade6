"""Where the HTML of a session's items is kept: by all that it is made of, and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loopbook.adapters import session
from loopbook.adapters.kept_items import place_for
from loopbook.kept import CACHE

SNIPPETS = "pymdownx.snippets"


def place(root: Path, settings: dict[str, Any], extensions: tuple[str, ...] = (SNIPPETS, "toc")) -> Path | None:
    return place_for(root, [*extensions], settings, Path(str(session.__file__)))


def test_a_public_build_keeps_them_where_the_one_before_did(tmp_path: Path) -> None:
    """It has the files that pages include in a folder of its own, each time another."""
    first, second = (place(tmp_path, {SNIPPETS: {"base_path": [folder]}}) for folder in ("/tmp/a", "/tmp/b"))
    assert first is not None
    assert first.parent == tmp_path / CACHE / "items"
    assert first == second


@pytest.mark.parametrize("settings", [{"toc": {"permalink": True}}, {SNIPPETS: {"check_paths": True}}])
def test_another_setting_has_another_place(tmp_path: Path, settings: dict[str, Any]) -> None:
    assert place(tmp_path, settings) != place(tmp_path, {})


def test_html_that_depends_on_files_is_not_kept(tmp_path: Path) -> None:
    assert place(tmp_path, {SNIPPETS: {"auto_append": ["words.md"]}}) is None
    assert place(tmp_path, {}, ("toc", "somebodys.extension")) is None
