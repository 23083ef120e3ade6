"""A site of somebody's own becomes a book: what it was it stays, with its own navigation, plugins and overrides."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import books
from loopbook.cli import Here, main
from loopbook.cli.adopt import command
from loopbook.diagnostics import errors
from loopbook.study import Desk

CONFIG = """\
# Mine, with a reason for every line.
site_name: Notes
theme:
  name: material
  custom_dir: overrides
  font: false
hooks: [shout.py]   # an own hook
plugins:
  - search
markdown_extensions:
  - toc: {permalink: true}
extra: {colour: blue}
"""
FILES: books.Files = {
    "mkdocs.yml": CONFIG,
    "shout.py": "def on_page_markdown(markdown, **_):\n    return markdown.replace('quietly', 'LOUDLY')\n",
    "overrides/main.html": '{% extends "base.html" %}{% block announce %}my own words{% endblock %}',
    "docs/index.md": "# Welcome\n\nSaid quietly. [Heaps](b%20notes/heaps.md)\n",
    "docs/b notes/heaps.md": "---\ntags: [Heaps, data structures/trees, C++, C]\n---\n# Heaps\n\nA heap.\n",
    "docs/z.md": '---\ntags: [heaps, Trees of Search]\n---\n# Z\n\n??? question "What is a heap?"\n\n    A tree.\n',
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), encoding="utf-8")
    return folder


def adopt(site: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(site), "adopt", *options])


def given(site: Path) -> dict[str, bytes]:
    return {name: (site / name).read_bytes() for name in FILES}


def test_mkdocs_yml_keeps_every_line_and_pages_every_byte(site: Path) -> None:
    before = given(site)
    done = adopt(site, "--yes")
    assert done.exit_code == 0, done.output
    after = given(site)
    assert {name for name in FILES if before[name] != after[name]} == {"mkdocs.yml"}
    config = after["mkdocs.yml"].decode()
    kept = [line for line in config.splitlines() if line in CONFIG.splitlines()]
    assert [line for line in CONFIG.splitlines() if line not in kept] == [
        "hooks: [shout.py]   # an own hook",
        "extra: {colour: blue}",
    ]
    said = yaml.safe_load(config)
    assert said["hooks"] == ["shout.py", "hooks/book_hooks.py"]
    assert said["extra"]["colour"] == "blue"
    assert said["extra"]["loopbook"] == {
        "navigation": False,
        "visibility": {"docs/b notes": "public", "docs/index.md": "public", "docs/z.md": "public"},
    }
    assert said["markdown_extensions"][0] == {"toc": {"permalink": True}}
    assert "pymdownx.superfences" in said["markdown_extensions"]
    assert "plugins:\n  - search\n" in config


@pytest.mark.parametrize("example", [example for example in command.examples if "--dry-run" not in example])
def test_every_example_runs(example: str, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    options = [*shlex.split(example)[2:], "--yes"]
    done = CliRunner().invoke(main, ["adopt", *options])
    assert done.exit_code == 0, done.output


def test_a_dry_run_and_a_no_write_nothing(site: Path) -> None:
    before = sorted(site.rglob("*"))
    shown = adopt(site, "--dry-run", "--tags")
    assert shown.exit_code == 0
    assert "+hooks: [shout.py, hooks/book_hooks.py]" in shown.output
    assert adopt(site).exit_code == 2
    assert sorted(site.rglob("*")) == before


def test_tags_become_topics(site: Path) -> None:
    assert adopt(site, "--yes", "--tags").exit_code == 0
    book = books.load(site)
    titles = {topic.title: topic.id for topic in book.taxonomy.topics.values()}
    assert titles == {
        "C": "c", "C++": "c-2", "data structures": "data-structures", "trees": "trees", "Heaps": "heaps",
        "Trees of Search": "trees-of-search",
    }  # fmt: skip
    assert book.taxonomy.parent["trees"] == "data-structures"
    on = Desk(book, books.TODAY).notes_by_topic
    assert on == {
        "heaps": ["b notes/heaps.md", "z.md"],
        **{topic: ["b notes/heaps.md"] for topic in ("data-structures", "trees", "c", "c-2")},
        "trees-of-search": ["z.md"],
    }


def test_the_starter_comes_along_and_covers_nothing(site: Path) -> None:
    own = site / "docs" / "rounds" / "coding.md"
    own.parent.mkdir()
    own.write_text("---\ntitle: My coding\ncategory: coding\n---\nMine.\n", encoding="utf-8")
    done = adopt(site, "--yes", "--starter", "--tags")
    assert done.exit_code == 0, done.output
    assert own.read_text("utf-8").endswith("Mine.\n")
    assert not (site / "docs" / "guide").exists()
    assert not list(site.rglob("example*.yml"))
    book = books.load(site)
    assert not errors(book.diagnostics)
    assert len(book.entries["rounds"]) > 5
    assert len(book.entries["topics"]) > 100
    assert sum(topic.title.casefold() == "heaps" for topic in book.taxonomy.topics.values()) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("  name: material\n", "  name: readthedocs\n"), "the theme is 'readthedocs'"),
        (
            ("  - search\n", "  - search\n  - nobodys-plugin\n"),
            "named in mkdocs.yml: nobodys-plugin; `mkdocs get-deps`",
        ),
        (("  - toc:", "  - nobodys.extension\n  - toc:"), "nobodys.extension"),
        (("site_name: Notes\n", "site_name: Notes\nnav: [index.md]\n"), "your nav stays as it is"),
        (("hooks: [shout.py]", "hooks: [shout.py"), "mkdocs.yml:"),
    ],
)
def test_what_it_says_first(site: Path, change: tuple[str, str], says: str) -> None:
    config = site / "mkdocs.yml"
    config.write_text(CONFIG.replace(*change), encoding="utf-8")
    done = adopt(site, "--dry-run")
    assert says in done.output
    assert "Traceback" not in done.output


def test_it_is_done_once(site: Path) -> None:
    assert adopt(site, "--yes").exit_code == 0
    again = adopt(site, "--yes")
    assert again.exit_code == 1
    assert "is a book already" in again.output


def test_folders_that_are_somebody_elses_stay_theirs(site: Path) -> None:
    for name in ("data/prices.yml", "hooks/book_hooks.py"):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("mine: 1\n", encoding="utf-8")
    assert adopt(site, "--yes", "--private").exit_code == 0
    said = yaml.safe_load((site / "mkdocs.yml").read_text("utf-8"))
    assert said["hooks"][-1] == "hooks/loopbook_hooks.py"
    assert said["extra"]["loopbook"] == {"data": "trackers", "navigation": False}
    assert (site / "data/prices.yml").read_text("utf-8") == "mine: 1\n"
    assert not errors(Here(site).book.diagnostics)


@pytest.mark.site
def test_the_site_is_what_it_was_and_more(site: Path, tmp_path: Path) -> None:
    def built(name: str, audience: str) -> dict[str, str]:
        done = books.mkdocs(site, "build", "--strict", "-q", "-d", str(tmp_path / name), LOOPBOOK_AUDIENCE=audience)
        assert done.returncode == 0, done.stdout + done.stderr
        pages = (tmp_path / name).rglob("*.html")
        return {path.relative_to(tmp_path / name).as_posix(): path.read_text("utf-8") for path in pages}

    before = built("before", "")
    assert adopt(site, "--yes", "--tags").exit_code == 0
    after = built("after", "public")
    assert before.keys() < after.keys()
    assert "topics/index.html" not in after["404.html"]
    for name in before:
        assert _navigation(after[name]) == _navigation(before[name]), name
        assert "my own words" in after[name], name
    assert "Said LOUDLY." in after["index.html"]
    assert _words(after["index.html"]) == _words(before["index.html"])


def _navigation(page: str) -> list[str]:
    """The links of the navigation."""
    found = re.search(r'<nav class="md-nav md-nav--primary.*?</ul>\s*</nav>', page, re.S)
    return re.findall(r'href="([^"#]+)"', found[0]) if found else []


def _words(page: str) -> list[str]:
    """The words of the page's article."""
    found = re.search(r"<article.*?</article>", page, re.S)
    assert found
    return re.sub(r"<[^>]*>", " ", found[0]).split()
