"""What a build does after an edit: counts, never times."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from typing import Any

import pymdownx.highlight
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import meta

import books
from loopbook.rebuild import private
from rebuild.sites import CONFIG, PAGES, assert_like_cold, build, make, two_processes
from rebuild.test_differential_books import CONFIG as BOOK
from rebuild.test_differential_books import FILES

COUNT = len(PAGES)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = make(tmp_path)
    first = assert_like_cold(folder)
    assert (first.counts.rendered, first.counts.written, first.counts.parsed) == (COUNT, COUNT, COUNT)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "docs" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_nothing_changed(site: Path) -> None:
    counts = assert_like_cold(site).counts
    assert (counts.rendered, counts.written, counts.parsed, counts.kept) == (0, 0, 0, COUNT)


def test_text_of_one_page(site: Path) -> None:
    edit(site, "a/one.md", "Text of one", "Other text of one")
    counts = assert_like_cold(site).counts
    assert (counts.rendered, counts.written, counts.parsed) == (1, 1, 1)


def test_a_title_is_shown_in_its_folder_and_by_its_neighbours(site: Path) -> None:
    edit(site, "a/deep/three.md", "# Three", "# Drei")
    counts = assert_like_cold(site).counts
    assert counts.rendered == 1
    assert counts.written < COUNT


def test_a_file_that_stays_is_not_touched(site: Path) -> None:
    before = (site / "site" / "a" / "two" / "index.html").stat()
    edit(site, "a/one.md", "Text of one", "Other text of one")
    build(site)
    after = (site / "site" / "a" / "two" / "index.html").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_new_page_mends_the_link_to_it(site: Path) -> None:
    (site / "docs" / "a" / "gone.md").write_text("# Back\n")
    counts = assert_like_cold(site).counts
    assert counts.rendered == 2


CODE = "# One\n\n```python title='a'\nprint(1)\n```\n\n```python\nprint(2)\n```\n"


def test_a_code_block_that_stays_is_not_coloured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {**PAGES, "a/one.md": CODE, "top.md": f"# Top\n\n{CODE[7:]}"}
    folder = make(tmp_path, pages, CONFIG.replace("{use_pygments: false}", "{anchor_linenums: true}"))
    coloured: list[str] = []
    plain = pymdownx.highlight.highlight
    monkeypatch.setattr(pymdownx.highlight, "highlight", lambda *a: coloured.append(a[0]) or plain(*a))
    build(folder)
    assert coloured == ["print(1)", "print(2)"]  # the same on two pages, and as manyeth of each
    edit(folder, "a/one.md", "# One", "# One, with other words")
    build(folder)
    assert coloured == ["print(1)", "print(2)"]
    edit(folder, "a/one.md", "print(2)", "print(3)")
    build(folder)
    assert coloured[2:] == ["print(3)"]
    edit(folder, "a/one.md", "title='a'", "title='b'")
    assert_like_cold(folder)


def test_front_matter_that_stays_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dated, plain = "---\nwhen: 2026-11-20\n---\n# One\n", "---\ntags: [x]\n---\n# Two\n"
    folder = make(tmp_path, {**PAGES, "a/one.md": dated, "a/two.md": plain})
    assert_like_cold(folder)
    parsed: list[str] = []

    def get_data(source: str) -> tuple[str, dict[str, Any]]:
        parsed.append(source)
        return plainly(source)

    plainly = meta.get_data
    monkeypatch.setattr(meta, "get_data", get_data)
    build(folder)
    assert [text for text in parsed if text.startswith("---")] == [dated]  # a date is not plain data
    edit(folder, "a/two.md", "tags: [x]", "tags: [y]")
    build(folder)
    assert [text for text in parsed if "tags" in text] == [plain.replace("[x]", "[y]")]


def test_a_loader_that_a_plugin_has_taught_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loader(meta.SafeLoader):  # type: ignore[name-defined,misc]
        pass

    Loader.add_constructor("!up", lambda loader, node: str(node.value).upper())
    assert private.FrontMatter({}).is_on
    monkeypatch.setattr(meta, "SafeLoader", Loader)
    assert not private.FrontMatter({}).is_on
    assert_like_cold(make(tmp_path, {**PAGES, "a/one.md": "---\ntitle: !up loud\n---\n"}))
    assert "LOUD" in (tmp_path / "site" / "a" / "one" / "index.html").read_text()


def test_a_file_at_the_address_of_a_page_that_stays_does_not_take_its_place(site: Path) -> None:
    (site / "docs" / "a" / "one").mkdir()
    (site / "docs" / "a" / "one" / "index.html").write_text("<p>A file, not a page.</p>")
    assert_like_cold(site)
    assert assert_like_cold(site).counts.kept == COUNT
    assert "Text of one" in (site / "site" / "a" / "one" / "index.html").read_text()


def test_nobody_looks_for_garbage_while_little_is_made(site: Path) -> None:
    seen: list[bool] = []

    def watch(config: MkDocsConfig) -> None:
        config.plugins.events["post_build"].insert(0, lambda config: seen.append(gc.isenabled()))

    build(site, before=watch)
    assert (seen, gc.isenabled()) == ([False], True)
    shutil.rmtree(site / ".cache")
    shutil.rmtree(site / "site")
    build(site, before=watch)
    assert (seen, gc.isenabled()) == ([False, True], True)
    edit(site, "index.md", "# Home", "# Home {{ 1 }}")
    (site / "overrides" / "main.html").write_text("{{ 1 / 0 }}")
    assert build(site).error
    assert gc.isenabled()


def test_an_included_file(site: Path) -> None:
    (site / "snippets" / "part.md").write_text("Another part.\n")
    counts = assert_like_cold(site).counts
    assert (counts.rendered, counts.written) == (1, 1)


def test_site_edited_by_hand(site: Path) -> None:
    page = site / "site" / "a" / "two" / "index.html"
    text = page.read_text()
    page.write_text(text.replace("Two", "2", 1))
    (site / "site" / "stray.html").write_text("stray")
    shutil.rmtree(site / "site" / "b")
    counts = assert_like_cold(site).counts
    assert counts.written == 2
    assert counts.rendered == 0


def test_site_edited_with_the_same_size_and_time(site: Path) -> None:
    page = site / "site" / "a" / "two" / "index.html"
    stat = page.stat()
    page.write_text(page.read_text().replace("Two", "Owt", 1))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert assert_like_cold(site).counts.written == 1


def test_site_taken_away(site: Path) -> None:
    shutil.rmtree(site / "site")
    counts = assert_like_cold(site).counts
    assert (counts.rendered, counts.written) == (0, COUNT)


def test_another_feature_changes_all_pages_but_not_their_markdown(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("navigation.path", "navigation.top"))
    counts = assert_like_cold(site).counts
    assert (counts.rendered, counts.written) == (0, COUNT)


def test_another_extension_renders_all(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("  - admonition\n", "  - admonition\n  - abbr\n"))
    assert assert_like_cold(site).counts.rendered == COUNT


def test_sidebars_are_rendered_once_a_folder(tmp_path: Path) -> None:
    pages = {f"f{i // 10}/p{i}.md": f"# Page {i}\n" for i in range(60)}
    folder = make(tmp_path, {"index.md": "# Home\n", **pages})
    counts = assert_like_cold(folder).counts
    assert counts.sidebars == 1 + 6


def test_what_only_404_asks_of_the_site_concerns_no_page(site: Path) -> None:
    (site / "overrides" / "404.html").write_text("{% for item in nav %}{{ item.title }}{% endfor %}")
    assert_like_cold(site)
    edit(site, "a/one.md", "Text of one", "Other text of one")
    assert assert_like_cold(site).counts.written == 1
    edit(site, "b/four.md", "Four has", "---\ntemplate: 404.html\n---\nFour has")
    assert_like_cold(site)
    edit(site, "top.md", "# Top", "# Oben")
    assert_like_cold(site)
    assert "Oben" in (site / "site" / "b" / "four" / "index.html").read_text()


@pytest.mark.parametrize(
    "how", ["'404.html'", "'404' ~ '.html'", "page.meta.part or '404.html'", "['none', '404.html']"]
)
def test_what_a_template_takes_in_is_asked_by_its_pages(site: Path, how: str) -> None:
    (site / "overrides" / "404.html").write_text("{% for item in nav %}{{ item.title }}{% endfor %}")
    (site / "overrides" / "main.html").write_text(
        "{% extends 'base.html' %}{% block hero %}{% include " + how + " %}{% endblock %}\n"
    )
    assert_like_cold(site)
    edit(site, "a/deep/three.md", "# Three", "# Drei")
    assert assert_like_cold(site).counts.written == COUNT


def test_a_note_of_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBOOK_AUDIENCE", "private")
    monkeypatch.setenv("LOOPBOOK_TODAY", "2026-11-20")
    (books.write(tmp_path, FILES) / "mkdocs.yml").write_text(BOOK)
    folder = tmp_path
    pages = assert_like_cold(folder).counts.pages
    edit(folder, "notes/a.md", "[b](b.md),", "Another word, [b](b.md),")
    assert assert_like_cold(folder).counts.written == 1
    path = folder / "data" / "problems.yml"
    path.write_text(path.read_text().replace("difficulty: easy", "difficulty: hard"))  # in tables only
    counts = assert_like_cold(folder).counts
    assert 0 < counts.written < pages / 2
    assert counts.parsed < counts.written


def test_a_hook_behind_ours_sees_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBOOK_AUDIENCE", "private")
    monkeypatch.setenv("LOOPBOOK_TODAY", "2026-11-20")
    config = books.write(tmp_path, FILES) / "mkdocs.yml"
    config.write_text(BOOK.replace("rebuild_hooks.py]", f"rebuild_hooks.py, {tmp_path}/count.py]"))
    (tmp_path / "count.py").write_text(
        "def on_page_context(context, *, page, **_):\n    page.meta['description'] = str(page.content.count('<tr'))\n"
    )
    assert_like_cold(tmp_path)
    assert '<meta name="description" content="3">' in (tmp_path / "site" / "problems" / "index.html").read_text()
    path = tmp_path / "data" / "problems.yml"
    path.write_text(path.read_text() + "- {title: Three Sum, topics: [arrays]}\n")
    assert_like_cold(tmp_path)
    assert '<meta name="description" content="4">' in (tmp_path / "site" / "problems" / "index.html").read_text()


@pytest.mark.parametrize("two", [False, True])
def test_a_template_that_shows_other_pages_shows_their_tables(
    two: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOPBOOK_AUDIENCE", "private")
    monkeypatch.setenv("LOOPBOOK_TODAY", "2026-11-20")
    (books.write(tmp_path, FILES) / "mkdocs.yml").write_text(BOOK)
    (tmp_path / "overrides" / "main.html").write_text(
        "{% extends 'base.html' %}{% block hero %}{% for f in pages %}{{ f.page.content }}{% endfor %}{% endblock %}\n"
    )
    with two_processes(two):
        assert_like_cold(tmp_path)
        path = tmp_path / "data" / "problems.yml"
        path.write_text(path.read_text().replace("difficulty: easy", "difficulty: hard"))  # in tables only
        assert_like_cold(tmp_path)
