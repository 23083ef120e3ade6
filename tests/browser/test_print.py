"""Paper: nothing is cut, colours are those of a white ground, and what only a screen can use is left out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sites import Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MARGIN = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSPageRule).at(-1).style.marginLeft"""
INKS = """() => [...document.querySelectorAll("pre code span:not(.w), .lb-bar, .lb-bar > i, .lb-badge, h1, article p")]
  .flatMap((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"""
TOO_WIDE = """() => [...document.querySelectorAll("article table, article .lb-matrix, article .lb-chart, article pre")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 3)
  .map((e) => [e.className, e.getBoundingClientRect().right])"""


def put_on_paper(page: Page, url: str) -> None:
    """The page as it is set for A4: as wide as what its margins leave."""
    go(page, url)
    margin = re.fullmatch(r"([\d.]+)mm", page.evaluate(MARGIN))
    assert margin
    page.set_viewport_size({"width": int((210 - 2 * float(margin[1])) * 96 / 25.4), "height": 1000})
    page.emulate_media(media="print")


@pytest.mark.parametrize(
    "path", ["problems/", "papers/", "questions/", "loops/", "topics/attention/", "process/", "progress/", "cases/eta/"]
)
def test_tables_fit_on_a4(starter: Site, page: Page, path: str) -> None:
    put_on_paper(page, starter.url + path)
    assert page.locator("article table").count()
    assert page.evaluate(TOO_WIDE) == []
    scrollers = page.locator("article :is(.lb-scroll, .lb-matrix, .md-typeset__scrollwrap)")
    assert set(scrollers.evaluate_all("all => all.map((e) => getComputedStyle(e).overflowX)")) <= {"visible"}


@pytest.mark.parametrize("path", ["topics/attention/", "problems/", "companies/northwind/ml-breadth/"])
def test_from_the_dark_palette_it_is_the_same(starter: Site, open_page: Callable[..., Page], path: str) -> None:
    inks = []
    for scheme, name in (("light", "default"), ("dark", "slate")):
        page = open_page("desktop", scheme)
        put_on_paper(page, starter.url + path)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)
        inks.append(page.evaluate(INKS))
    assert inks[0]
    assert inks[0] == inks[1]


def test_what_only_a_screen_can_use_is_left_out(starter: Site, page: Page) -> None:
    put_on_paper(page, f"{starter.url}topics/attention/")
    expect(page.locator(".md-code__nav").first).to_be_attached()
    expect(page.locator(".md-code__nav:visible")).to_have_count(0)
    for path in ("progress/", "topics/"):
        put_on_paper(page, starter.url + path)
        page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")  # as Material does
        expect(page.locator(".lb-numbers").first).to_be_attached()
        expect(page.locator(".lb-numbers:visible")).to_have_count(0)


def test_the_boxes_of_a_pack_are_in_their_column(starter: Site, page: Page) -> None:
    put_on_paper(page, f"{starter.url}companies/northwind/ml-breadth/")
    left = page.locator(".task-list-item").evaluate_all(
        "all => all.map((e) => parseFloat(getComputedStyle(e).marginLeft)"
        " + parseFloat(getComputedStyle(e.querySelector('.task-list-indicator'), '::before').left))"
    )
    assert left
    assert min(left) >= 0


def test_a_question_stays_with_its_answer(starter: Site, page: Page) -> None:
    put_on_paper(page, f"{starter.url}questions/ml-breadth/")
    after = page.locator("h3[data-key] + p").evaluate_all("all => all.map((e) => getComputedStyle(e).breakAfter)")
    assert set(after) == {"avoid"}
