"""The Markdown export builds with other renderers, without hooks: the same pages, no warning."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import books
from loopbook.exchange import markdown_site
from loopbook.many_files import write_files
from loopbook.model import Visibility
from loopbook.settings import Settings, Site
from loopbook.study import Desk

pytestmark = pytest.mark.site

BOOK = books.MINIMAL | {
    "data/questions.yml": """
        - question: What does $\\frac{a}{b} * c_1$ cost?
          visibility: public
          answer: |
            About $a_1 * b_1$:

            $$
            \\sum_{i=1}^{n} i
            $$
    """,
    "docs/notes/index.md": "---\nvisibility: public\n---\n# Notes\n\nSee [graphs](../topics/graphs.md) and `$HOME`.\n",
    "docs/notes/secret.md": "# A secret\n",
    "docs/assets/pic.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}
PUBLIC = {"visibility": {"data/topics.yml": "public", "data/problems.yml": "public", "docs/rounds": "public"}}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain copy of a small public book."""
    folder = tmp_path_factory.mktemp("export")
    book = books.write(folder / "book", BOOK)
    site = Site(root=book, settings=Settings.model_validate(PUBLIC))
    desk = Desk(books.load(book, Visibility.PUBLIC, **PUBLIC), books.TODAY)
    write_files(folder / "plain", markdown_site.files(desk, site, "Notes"), {})
    return folder / "plain"


def test_nothing_private_and_no_hooks(exported: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in exported.rglob("*") if path.suffix in (".md", ".yml"))
    assert "A secret" not in text
    assert "hooks" not in (exported / "mkdocs.yml").read_text().split("\n", 1)[1]
    assert "data-slot" not in text
    assert "$HOME" in text, "code is left alone"
    assert "$a_1" not in text, "formulas are MathML"
    assert "Two Sum" in (exported / "docs/problems/index.md").read_text()


@pytest.mark.parametrize("renderer", ["properdocs", "zensical", "mkdocs"])
def test_another_renderer_makes_the_same_pages(exported: Path, tmp_path: Path, renderer: str) -> None:
    pytest.importorskip(renderer)
    folder = tmp_path / "copy"
    shutil.copytree(exported, folder)
    run = subprocess.run(
        [sys.executable, "-m", renderer, "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    built = {path.relative_to(folder / "site").as_posix() for path in (folder / "site").rglob("*.html")}
    wanted = {_address(path.relative_to(folder / "docs").as_posix()) for path in (folder / "docs").rglob("*.md")}
    assert built - {"404.html"} == wanted
    deck = (folder / "site/questions/other/index.html").read_text("utf-8")
    assert deck.split("</article>")[0].count("<math") >= 3
    assert "<em>" not in deck.split("<math", 1)[1].split("</math>")[0]


def _address(uri: str) -> str:
    stem = uri.removesuffix(".md")
    return f"{stem}.html" if stem == "index" or stem.endswith("/index") else f"{stem}/index.html"
