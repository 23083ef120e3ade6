"""axe-core finds nothing on any kind of page, in light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from sites import Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
KINDS = (
    "", "review/", "companies/", "companies/northwind/", "companies/northwind/ml-breadth/", "rounds/",
    "rounds/ml-system-design/", "problems/", "problems/k-means/", "papers/", "papers/lora/", "questions/",
    "questions/behavioural/", "stories/", "projects/delivery-promise/", "topics/", "topics/attention/",
    "topics/algorithms/", "checklists/", "checklists/coding/", "loops/", "process/", "mocks/", "plan/", "progress/",
    "cases/fraud/", "guide/blocks/", "cards/", "404.html",
)  # fmt: skip
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const say = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`);
  return violations.flatMap(say);
}"""


def findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize(("width", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_every_kind_of_page(starter: Site, open_page: Callable[..., Page], width: str, scheme: str) -> None:
    page = open_page(width, scheme)
    for path in KINDS:
        go(page, starter.url + path)
        assert findings(page) == [], path


@pytest.mark.parametrize(("width", "scheme"), [("desktop", "dark"), ("phone", "light")])
def test_colours_of_every_kind_of_page(starter: Site, open_page: Callable[..., Page], width: str, scheme: str) -> None:
    page = open_page(width, scheme)
    for path in KINDS:
        go(page, starter.url + path)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {runOnly: ['color-contrast']}).then(done => done.violations)")
        assert found == [], path


def test_what_opens(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/?difficulty=hard&for=northwind")
    page.locator("summary", has_text="Columns").click()
    assert findings(page) == [], "the columns of a table, a filter, the company switch"
    page.locator(".lb-hunt > summary").click()
    assert findings(page) == [], "the menu of companies"
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    assert findings(page) == [], "blind mode"
    page.keyboard.press("b")
    page.keyboard.press("?")
    assert findings(page) == [], "the keys"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("attention")
    page.locator(".md-search-result__item").first.wait_for()
    assert findings(page) == [], "the search"


def test_before_our_scripts_come(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    page.route("**/assets/js/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    for path in ("companies/", "problems/", "stories/"):
        page.goto(starter.url + path)
        assert findings(page) == [], path


def test_key_hints_are_no_paler_than_their_words(starter: Site, page: Page) -> None:
    """Which axe does not look at: it passes over single letters."""
    page.goto(f"{starter.url}review/")
    page.locator(".lb-session kbd").first.wait_for(state="attached")
    assert set(page.locator(".lb-session kbd").evaluate_all("all => all.map(e => getComputedStyle(e).opacity)")) == {
        "1"
    }
