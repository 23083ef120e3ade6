"""What a build does after an edit: counts, never times."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from rebuild.sites import PAGES, assert_like_cold, build, make

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
