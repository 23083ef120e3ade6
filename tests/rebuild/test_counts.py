"""What a build does after an edit: counts, never times."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import books
from rebuild.sites import PAGES, assert_like_cold, build, make, two_processes
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
