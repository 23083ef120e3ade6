"""What is published holds nothing private, whatever plugin is on, and a build that would leak leaves no site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

import books
import canaries
from loopbook.audit import files_of

pytestmark = [pytest.mark.site, pytest.mark.xdist_group("publish")]

CONFIG = f"""
site_name: A book
site_url: https://me.example/book/
repo_url: https://github.com/me/book
edit_uri: edit/main/docs/
hooks: [hooks/before.py, hooks/book_hooks.py, hooks/after.py]
theme: {{name: material, font: false, features: [content.action.edit, content.action.view, navigation.instant]}}
plugins:
  - search
  - tags
  - meta
  - blog: {{post_excerpt: optional}}
  - offline
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.snippets: {{base_path: [docs, .], check_paths: false}}
extra:
  loopbook:
    visibility: {json.dumps(canaries.RULES)}
"""
BEFORE = """
import os
from loopbook import audience
without = os.environ.get("TEST_WITHOUT")
audience.STEPS = {name: step for name, step in audience.STEPS.items() if name != without}
"""
AFTER = """
def on_page_content(html, *, page, **_):
    return f"{html}<script type='application/json'>{page.meta} {page.file.src_uri}</script>"
"""
BOOK = canaries.book()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of canaries, with templates and plugins that show whatever they are given."""
    folder = books.write(tmp_path_factory.mktemp("publish"), BOOK.files)
    nav = f"nav:\n  - Home: index.md\n  - {BOOK.in_nav}: notes/{BOOK.named}.md\n  - Blog: blog/index.md\n  - pub/a.md\n"
    books.write(folder, {"mkdocs.yml": CONFIG + nav, "hooks/before.py": BEFORE, "hooks/after.py": AFTER})
    books.write(folder, {"docs/blog/posts/draft.md": "---\ndate: 2026-11-03\ndraft: true\n---\n# Not yet finished\n"})
    shutil.copy(books.ROOT / "hooks" / "book_hooks.py", folder / "hooks")
    books.write(folder, {"docs/assets/card.png": canaries.png("the owner's own card")})
    (folder / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    return folder


@pytest.fixture(scope="module")
def public(folder: Path) -> Path:
    done = books.mkdocs(folder, "build", "-d", "public")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "none of them is there" in done.stderr
    return folder / "public"


def test_the_public_site_holds_no_canary_whatever_plugin_is_on(public: Path) -> None:
    assert len(BOOK.private) >= 1000
    found = canaries.words_in(files_of(public), BOOK.private)
    assert sorted(BOOK.private[word] for word in found) == []
    lost = BOOK.public.keys() - canaries.words_in(files_of(public), BOOK.public)
    assert sorted(BOOK.public[word] for word in lost) == []
    for name in ("Zorbex", "secret-co", "vault"):
        assert not canaries.words_in(files_of(public), [name])


def test_the_feed_names_the_newest_public_pages_where_they_are(public: Path) -> None:
    feed = ElementTree.parse(public / "feed.xml").getroot()
    names = {"": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("id", namespaces=names) == "https://me.example/book/"
    addresses = [link.get("href", "") for link in feed.findall("entry/link", names)]
    assert len(addresses) == 1  # there are a private and a public post, and a draft
    assert not canaries.words_in(files_of(public), ["Not yet finished"])
    assert (public / addresses[0].removeprefix("https://me.example/book/")).is_file()
    for page in ("index.html", "pub/a.html", "problems/index.html"):
        up = "../" * page.count("/")
        assert f'type="application/atom+xml" title="A book" href="{up}feed.xml"' in (public / page).read_text("utf-8")


def test_a_link_to_the_site_is_shown_with_a_picture_that_is_there(public: Path, tmp_path: Path, folder: Path) -> None:
    """The theme's picture, unless the owner has one; none if that is private."""
    home = (public / "index.html").read_text("utf-8")
    assert not (public / "assets/card.png").exists()
    assert "og:title" in home
    assert "og:image" not in home
    files: books.Files = {
        "mkdocs.yml": "site_name: x\nsite_url: https://me.example/\nhooks: [hooks/book_hooks.py]\n"
        "theme: {name: material, font: false}\n"
    }
    shutil.copytree(folder / "hooks", tmp_path / "hooks", symlinks=True)
    done = books.mkdocs(books.write(tmp_path, books.MINIMAL | files), "build", "-q")
    assert done.returncode == 0, done.stderr[-3000:]
    assert 'og:image" content="https://me.example/assets/card.png"' in (tmp_path / "site/index.html").read_text("utf-8")
    assert (tmp_path / "site/assets/card.png").stat().st_size < 60_000


def test_the_private_site_holds_them_all_and_every_page_says_so(folder: Path) -> None:
    done = books.mkdocs(folder, "build", "-q", "-d", "private", LOOPBOOK_AUDIENCE="private")
    assert done.returncode == 0, done.stderr[-3000:]
    lost = BOOK.private.keys() - BOOK.unseen.keys() - canaries.words_in(files_of(folder / "private"), BOOK.private)
    assert sorted(BOOK.private[word] for word in lost) == []
    assert not (folder / "private/feed.xml").exists()
    silent = [p for p in (folder / "private").rglob("*.html") if "Private build" not in p.read_text("utf-8")]
    assert silent == []


@pytest.mark.parametrize("step", ["hidden pages", "private passages", "front matter"])
def test_a_build_without_a_filter_fails_and_leaves_no_site(step: str, folder: Path) -> None:
    done = books.mkdocs(folder, "build", "-q", "-d", "leaky", TEST_WITHOUT=step)
    assert done.returncode != 0
    assert "the site was removed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "leaky").exists()
    assert canaries.words_in([], []) == set()
    assert not any(word in done.stderr for word in BOOK.private if BOOK.private[word].endswith("private passage"))


def test_gh_deploy_refuses_a_private_build(folder: Path) -> None:
    done = books.mkdocs(folder, "gh-deploy", LOOPBOOK_AUDIENCE="private")
    assert done.returncode != 0
    assert "gh-deploy publishes" in done.stderr


def test_a_passage_that_is_never_closed_publishes_nothing(tmp_path: Path, folder: Path) -> None:
    files: books.Files = {
        "mkdocs.yml": "site_name: x\nhooks: [hooks/book_hooks.py]\ntheme: {name: material, font: false}\n",
        "docs/a.md": "---\nvisibility: public\n---\n\nopen <!-- private --> SECRET\n",
        "site/index.html": "the old site",
    }
    shutil.copytree(folder / "hooks", tmp_path / "hooks", symlinks=True)
    done = books.mkdocs(books.write(tmp_path, files), "build")
    assert done.returncode != 0
    assert "docs/a.md:5:6: error: this comment opens a private passage that is never closed" in done.stderr
    assert (tmp_path / "site/index.html").read_text() == "the old site"
