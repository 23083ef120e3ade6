"""What a build does after an edit: counts, never times."""

from __future__ import annotations

import gc
import os
import shutil
import time
from pathlib import Path
from typing import Any

import mkdocs.commands.build
import pymdownx.highlight
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import meta

import books
from loopbook.rebuild import store, unread
from loopbook.rebuild.private import reading
from loopbook.rebuild.store import Store
from rebuild.sites import CONFIG, PAGES, assert_like_cold, build, differences, make, two_processes
from rebuild.test_differential_books import CONFIG as BOOK
from rebuild.test_differential_books import FILES

COUNT = len(PAGES)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = make(tmp_path)
    time.sleep(2 * unread.SETTLED / 1e9)  # on a fast machine, the files would be too young to be known by their times
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


def test_whoever_reads_the_whole_new_site_leaves_it_as_it_was(tmp_path: Path) -> None:
    """A reader sees links to the files that stay; these do not make them other files for the next build."""
    (tmp_path / "reads.py").write_text("rebuild_pure = True\n\ndef on_post_build(config):\n    pass\n")
    folder = make(tmp_path, config=CONFIG.replace("hooks: [", f"hooks: [{tmp_path}/reads.py, "))
    build(folder)
    for _ in range(3):
        counts = assert_like_cold(folder).counts
        assert (counts.written, counts.kept) == (0, COUNT)


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
    assert reading.FrontMatter({}).is_on
    monkeypatch.setattr(meta, "SafeLoader", Loader)
    assert not reading.FrontMatter({}).is_on
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


# -- pages that are not read -------------------------------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages whose files were read, as they are."""
    found: list[str] = []
    plain = File.content_string

    def content_string(self: File) -> str:
        found.append(self.src_uri)
        return str(plain.fget(self))  # type: ignore[attr-defined]

    monkeypatch.setattr(File, "content_string", property(content_string))
    return found


def test_a_page_that_nobody_edited_is_not_read(site: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(site).counts.kept == COUNT
    assert opened == ["a/two.md"]  # it includes a file
    opened.clear()
    loaded: list[str] = []
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, kind, key: loaded.append(kind) or get(self, kind, key))
    edit(site, "a/one.md", "Text of one", "Other text of one")
    assert build(site).counts.rendered == 1
    assert sorted(opened) == ["a/one.md", "a/one.md", "a/two.md"]  # once to see that it is another
    assert loaded.count("markdown") == 2
    monkeypatch.undo()
    assert_like_cold(site)


def test_a_page_that_shows_its_text_is_read_and_depends_on_it(site: Path, opened: list[str]) -> None:
    (site / "overrides" / "main.html").write_text(
        "{% extends 'base.html' %}{% block hero %}{{ page.markdown }}{% endblock %}\n"
    )
    assert build(site).counts.written == COUNT
    assert sorted(opened) == sorted(PAGES)
    edit(site, "top.md", "(index.md)\n", "(index.md)\n\n\n")  # the same HTML
    assert build(site).counts.written == 1
    assert_like_cold(site)


def test_a_file_with_another_time_is_read_and_no_more(site: Path, opened: list[str]) -> None:
    build(site)
    opened.clear()
    os.utime(site / "docs" / "top.md")
    counts = build(site).counts
    assert (counts.rendered, counts.written, counts.parsed) == (0, 0, 0)
    assert opened.count("top.md") == 1
    time.sleep(2 * unread.SETTLED / 1e9)
    build(site)
    opened.clear()
    build(site)
    assert opened == ["a/two.md"]


def test_a_file_that_is_young_is_read_again(site: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "SETTLED", 3_600_000_000_000)
    (site / "docs" / "top.md").write_text("# Young\n")
    for _ in range(2):
        build(site)
        opened.clear()
    build(site)
    assert "top.md" in opened
    assert_like_cold(site)


@pytest.mark.parametrize("event", ["pre_page", "page_read_source", "page_markdown", "page_content"])
def test_whoever_is_told_of_pages_is_told_of_all(site: Path, opened: list[str], event: str) -> None:
    told: list[str] = []

    def handler(value: Any = None, **more: Any) -> Any:
        told.append((more.get("page") or value).file.src_uri)
        return value

    build(site, before=lambda config: config.plugins.events[event].append(handler))
    assert sorted(told) == sorted(PAGES)
    assert len(set(opened)) == COUNT


@pytest.mark.parametrize("event", ["page_context", "post_page"])
def test_whoever_is_told_of_what_is_written_is_told_of_all(site: Path, event: str) -> None:
    told: list[str] = []

    def handler(value: Any, **more: Any) -> Any:
        told.append(more["page"].file.src_uri)
        return value

    edit(site, "a/one.md", "Text of one", "Other text of one")
    build(site, before=lambda config: config.plugins.events[event].append(handler))
    assert sorted(told) == sorted(PAGES)


def test_a_page_is_complete_for_whoever_asks(site: Path) -> None:
    seen: list[tuple[Any, ...]] = []

    def look(env: Any, *, config: MkDocsConfig, files: Any) -> None:
        for page in (file.page for file in files.documentation_pages()):
            anchors = sorted(page.present_anchor_ids)
            toc = [(item.id, item.title) for item in page.toc]
            links = {to.src_uri: found for to, found in page.links_to_anchors.items()}
            seen.append((page.title, page.meta, page.content, page.markdown, toc, anchors, links, type(page)))

    for cache in (True, True, False):
        build(site, cache=cache, before=lambda config: config.plugins.events["env"].append(look), site=f"s{cache}")
    assert seen[:COUNT] == seen[COUNT : 2 * COUNT] == seen[2 * COUNT :]


def test_a_page_that_is_asked_for_and_lost_is_rendered_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, kind, key: None if kind == "markdown" else get(self, kind, key))
    (site / "overrides" / "main.html").write_text("{% extends 'base.html' %}{% block announce %}!{% endblock %}\n")
    assert assert_like_cold(site).counts.rendered == COUNT


def test_a_page_that_somebody_else_renders_is_rendered_by_them(site: Path) -> None:
    def theirs(nav: Any, *, config: Any, files: Files) -> None:
        page = files.src_uris["top.md"].page
        assert page is not None
        plain = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            plain(config, files)
            page.toc.items.clear()  # type: ignore[attr-defined]

        page.render = render  # type: ignore[method-assign]

    options: dict[str, Any] = {"before": lambda config: config.plugins.events["nav"].insert(0, theirs)}
    for _ in range(2):
        build(site, **options)
        build(site, cache=False, site="cold", **options)
        assert differences(site / "site", site / "cold") == []


def test_a_servers_drafts(tmp_path: Path) -> None:
    folder = make(tmp_path, config=f"{CONFIG}draft_docs: |\n  /b/\n  a/one.md\n")
    assert assert_like_cold(folder, serve=True).counts.pages == COUNT
    edit(folder, "a/one.md", "Text of one", "Other text of one")
    counts = assert_like_cold(folder, serve=True).counts
    assert (counts.rendered, counts.written) == (1, 1)
    assert "DRAFT" in (folder / "site" / "b" / "four" / "index.html").read_text()
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("  a/one.md\n", ""))
    assert_like_cold(folder, serve=True)
    assert "DRAFT" not in (folder / "site" / "a" / "one" / "index.html").read_text()
    assert assert_like_cold(folder).counts.pages == COUNT - 1


def test_what_nobody_asks_for_is_kept_all_the_same(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "FEW", 0)
    monkeypatch.setattr(store, "SPARE", 1)
    for _ in range(2):
        build(site)
    (site / "overrides" / "main.html").write_text("{% extends 'base.html' %}{% block announce %}!{% endblock %}\n")
    assert assert_like_cold(site).counts.rendered == 0


def test_mkdocs_is_left_as_it_was(site: Path) -> None:
    was = mkdocs.commands.build._populate_page, mkdocs.commands.build._build_page
    build(site)
    edit(site, "a/one.md", "Text of one", "Other text of one")
    (site / "overrides" / "main.html").write_text("{{ 1 / 0 }}")
    assert build(site).error
    assert (mkdocs.commands.build._populate_page, mkdocs.commands.build._build_page) == was
