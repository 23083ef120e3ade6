"""Books for real builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import books

CONFIG = """
site_name: A book
hooks: [hooks/book_hooks.py]
theme: {name: material, font: false, features: [navigation.prune]}
markdown_extensions:
  [attr_list, md_in_html, tables, admonition, pymdownx.details, pymdownx.superfences, pymdownx.tasklist]
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book with a mkdocs.yml, ready to build; its engine is the one under test."""
    folder = books.write(tmp_path / "book", books.MINIMAL | {"mkdocs.yml": CONFIG, "docs/notes/a.md": "# A note\n"})
    (folder / "hooks").mkdir()
    shutil.copy(books.ROOT / "hooks" / "book_hooks.py", folder / "hooks")
    (folder / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    return folder
