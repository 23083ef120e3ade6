"""Real builds: the starter strictly, a broken book without harm to the old site, the same bytes twice."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

import books

pytestmark = pytest.mark.site


def digest(site: Path) -> dict[str, str]:
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("audience", ["public", "private"])
def test_the_starter_builds_strictly_without_a_word(audience: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = books.mkdocs(books.ROOT, "build", "--strict", "-q", "-d", str(site), LOOPBOOK_AUDIENCE=audience)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = list(site.rglob("*.html"))
    assert len(pages) > 250
    for page in pages:
        html = page.read_text("utf-8")
        foreign = re.findall(r'<(?:script|link|img|iframe|source|video)\b[^>]*?(?:src|href)="(https?:)?//[^"]*"', html)
        assert [f for f in foreign if "canonical" not in f] == [], page
        assert "data-slot=" not in html, page
        assert 'class="arithmatex"' not in html, page


def test_an_error_stops_the_build_before_the_old_site_is_touched(book: Path) -> None:
    assert books.mkdocs(book, "build", "-q").returncode == 0
    before = digest(book / "site")
    assert before
    books.write(book, {"data/papers.yml": "- {titel: One}\n- [broken\n"})
    done = books.mkdocs(book, "build")
    assert done.returncode != 0
    assert "data/papers.yml:3:1: error: the '[' of line 2 is not closed" in done.stderr
    assert "nothing was built" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(book / "site") == before


@pytest.mark.parametrize(("audience", "file"), [("private", "companies/index.html"), ("public", "feed.xml")])
def test_the_same_book_on_the_same_day_is_the_same_bytes(audience: str, file: str, book: Path) -> None:
    books.write(book, {"docs/notes/open.md": "---\nvisibility: public\ndate: 2026-11-01\n---\n# Open\n"})
    config = (book / "mkdocs.yml").read_text("utf-8")
    books.write(book, {"mkdocs.yml": f"{config}\nsite_url: https://me.example/\nplugins: [search, tags]\n"})
    for place, seed in (("one", "1"), ("two", "2")):
        fixed = {"LOOPBOOK_AUDIENCE": audience, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": seed}
        assert books.mkdocs(book, "build", "-q", "-d", place, **fixed).returncode == 0
    one = digest(book / "one")
    assert one == digest(book / "two")
    assert {file, "sitemap.xml.gz", "search/search_index.json"} <= one.keys()


def test_a_link_to_a_note_that_is_not_there_is_a_warning(book: Path) -> None:
    books.write(book, {"docs/notes/a.md": "# A\n\n[b](b.md)\n"})
    done = books.mkdocs(book, "build", "--strict", LOOPBOOK_AUDIENCE="private")
    assert done.returncode != 0
    assert "notes/a.md" in done.stderr
    assert "b.md" in done.stderr


def test_an_owners_page_wins_and_may_place_the_generated_part(book: Path) -> None:
    files: books.Files = {
        "docs/topics/arrays.md": "# My arrays\n\nBefore.\n\n```loopbook\nshow: page\n```\n\nAfter.\n",
        "docs/problems/index.md": "# My problems\n\nNothing else.\n",
        "docs/index.md": "# My home\n",
    }
    books.mkdocs(books.write(book, files), "build", "-q", LOOPBOOK_AUDIENCE="private")
    topic = (book / "site/topics/arrays/index.html").read_text()
    assert topic.index("Before.") < topic.index("Two Sum") < topic.index("After.")
    assert "My problems" in (book / "site/problems/index.html").read_text()
    assert "Two Sum" not in (book / "site/problems/index.html").read_text()
    assert "My home" in (book / "site/index.html").read_text()


def test_template_marks_and_scripts_in_notes_and_entries_do_nothing(book: Path) -> None:
    files: books.Files = {
        "docs/notes/a.md": "# A\n\n{{ 7 * 7 }} {% raw %} `{{ x }}`\n",
        "data/papers.yml": """
            - title: '<script>alert(1)</script> {{ 7 * 7 }}'
              tldr: '<img src=x onerror=alert(2)> {% if %}'
        """,
        "data/stories.yml": "- {title: 'S', situation: '<script>alert(3)</script>'}",
    }
    assert books.mkdocs(books.write(book, files), "build", "-q", LOOPBOOK_AUDIENCE="private").returncode == 0
    assert "{{ 7 * 7 }} {% raw %}" in (book / "site/notes/a/index.html").read_text()
    for page in ("papers/index.html", "stories/s/index.html"):
        html = (book / "site" / page).read_text()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "{{ 7 * 7 }}" in unescape((book / "site/papers/index.html").read_text())


def test_no_data_and_no_docs(tmp_path: Path, book: Path) -> None:
    for name in ("data/topics.yml", "data/problems.yml", "docs/rounds/coding.md", "docs/notes/a.md"):
        (book / name).unlink()
    done = books.mkdocs(book, "build", "--strict", LOOPBOOK_AUDIENCE="private")
    assert done.returncode == 0, done.stderr
    assert "No interview has a date yet" in (book / "site/index.html").read_text()
    (book / "data").rmdir()
    done = books.mkdocs(book, "build")
    assert "data: error: there is no folder 'data'" in done.stderr


def test_a_wrong_audience_is_refused(book: Path) -> None:
    done = books.mkdocs(book, "build", LOOPBOOK_AUDIENCE="pubic")
    assert done.returncode != 0
    assert "LOOPBOOK_AUDIENCE is 'pubic'" in done.stderr
    assert not (book / "site").exists()
