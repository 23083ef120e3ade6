"""The Markdown of each kind of page, for one small hunt. `make golden` accepts what there is now: look at it first."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import golden_files
from loopbook.model import Visibility
from loopbook.pages import Page
from loopbook.pages.tables import Table

HERE = Path(__file__).parent
BOOK = HERE / "book"

PAGES = [
    "index.md",
    "companies/index.md",
    "companies/acme.md",
    "companies/acme/coding.md",
    "companies/acme/behavioural.md",
    "rounds/index.md",
    "rounds/coding.md",
    "problems/index.md",
    "papers/index.md",
    "questions/index.md",
    "questions/behavioural.md",
    "stories/index.md",
    "stories/the-outage.md",
    "topics/index.md",
    "topics/algorithms.md",
    "topics/arrays.md",
    "checklists/index.md",
    "checklists/coding.md",
    "checklists/company-acme.md",
    "loops/index.md",
    "process/index.md",
    "mocks/index.md",
    "notes/blocks.md",
]


def text(page: Page) -> str:
    """A page as it would be in a folder: its tables as Markdown."""
    body = f"{page.lead}\n\n{page.body}" if page.lead else page.body
    for name, insert in page.slots.items():
        body = body.replace(f'<div data-slot="{name}"></div>', insert.markdown(page.uri))
    return f"title: {page.title}\nsource: {page.source}\nmeta: {page.meta}\ntrail: {page.trail}\n\n{body}"


@pytest.mark.parametrize("uri", PAGES)
def test_page(uri: str) -> None:
    pages = books.composed(BOOK).pages
    golden_files.check(HERE / "pages" / uri, text(pages[uri]))


def test_the_book_has_nothing_wrong_with_it() -> None:
    assert books.messages(BOOK) == []


def test_a_table_as_html() -> None:
    table = next(s for s in books.composed(BOOK).pages["problems/index.md"].slots.values() if isinstance(s, Table))
    html = table.html(lambda uri: "../" + uri.removesuffix(".md") + "/").replace("><tr", ">\n<tr")
    golden_files.check(HERE / "problems.html", html.replace("><td", ">\n  <td") + "\n")


def test_the_public_pages_are_fewer() -> None:
    pages = books.composed(BOOK, Visibility.PUBLIC).pages
    golden_files.check(HERE / "public.txt", "".join(f"{uri}: {page.title}\n" for uri, page in sorted(pages.items())))
