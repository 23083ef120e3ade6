"""What a link leads to, shown beside it: for a pointer and for the keyboard, with nothing given away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sites import Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CARD = ".lb-preview"


def test_a_pointer_that_rests_on_a_link_sees_the_pages_first_words(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}topics/attention/")
    link = page.locator("article #related ~ ul a").first
    link.hover()
    card = page.locator(CARD)
    expect(card).to_be_visible()
    expect(card.locator("strong").first).to_have_text(link.inner_text())
    assert len(card.inner_text()) > 80
    assert card.locator("a, [id], input, button").count() == 0, "there is nothing in it to be found by the keyboard"
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    link.hover(position={"x": 3, "y": 3})
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()


def test_a_row_of_a_table_is_shown_as_what_its_columns_say(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}companies/northwind/coding/")
    link = page.locator("article li a[href*='problems/#']").first
    link.hover()
    card = page.locator(CARD)
    expect(card.locator("strong").first).to_have_text(link.inner_text())
    expect(card.locator("dt")).to_contain_text(["No.", "Difficulty", "Pattern"])
    page.keyboard.press("b")
    expect(card.locator("dt", has_text="Insight").locator("+ dd")).not_to_have_css("visibility", "visible")


ANSWER = """async (address) => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  let next = page.getElementById(address.split("#")[1]);
  while (next.tagName !== "DETAILS") next = next.nextElementSibling;
  return next.querySelector("p:not(.admonition-title)").textContent.slice(0, 100);
}"""


def test_an_answer_that_is_folded_away_stays_so(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}companies/northwind/ml-breadth/")
    link = page.locator("article li a[href*='questions/ml-breadth/#']").first
    answer = page.evaluate(ANSWER, link.evaluate("a => a.href"))
    assert len(answer) > 80
    link.hover()
    page.wait_for_timeout(900)
    assert answer not in (page.locator("body").text_content() or "")


def test_the_focus_shows_it_too_and_a_finger_does_not(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page()
    go(page, f"{starter.url}topics/attention/")
    links = page.locator("article #related ~ ul a")
    assert links.count() > 1
    links.first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    expect(page.locator(CARD)).to_be_visible()
    expect(page.locator(CARD).locator("strong").first).to_have_text(links.first.inner_text())
    page.keyboard.press("Tab")
    expect(page.locator(CARD).locator("strong").first).to_have_text(links.nth(1).inner_text())
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_be_hidden()
    go(page, f"{starter.url}topics/attention/")
    page.locator("article #related ~ ul a").first.dispatch_event(
        "pointerover", {"pointerType": "touch", "bubbles": True}
    )
    page.wait_for_timeout(600)
    expect(page.locator(CARD)).to_be_hidden()


def test_the_topic_map_is_walked_by_keyboard(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}topics/")
    tiles = page.locator(".lb-map svg a")
    tiles.nth(1).evaluate("tile => tile.focus()")
    page.keyboard.press("Shift+Tab")
    expect(tiles.first).to_be_focused()
    name = (tiles.first.locator("title").text_content() or "").partition(":")[0]
    table = page.locator(".lb-map details")
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(tiles.count())
    expect(table.locator("tbody tr").first).to_contain_text(name)
    tiles.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)


def test_code_is_coloured_and_can_be_copied(starter: Site, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(page, f"{starter.url}problems/k-means/")
    code = page.locator(".highlight code:has(.kn, .k)").first
    assert code.locator(".k, .kn, .nf").count() > 3
    colours = code.locator("span").evaluate_all("all => new Set(all.map(e => getComputedStyle(e).color)).size")
    assert colours > 3
    code.locator("xpath=../..").hover()
    code.locator("xpath=..").locator(".md-code__button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == code.inner_text().strip()


@pytest.mark.parametrize("audience", ["starter", "public"])
def test_a_pack_prints_to_one_or_two_pages(audience: str, request: pytest.FixtureRequest, page: Page) -> None:
    site: Site = request.getfixturevalue(audience)
    names = sorted(path.parent.name for path in site.folder.glob("companies/*/*/index.html"))
    assert len(names) > 10
    for path in sorted(site.folder.glob("companies/*/*/index.html")):
        page.goto(f"{site.url}{path.parent.relative_to(site.folder).as_posix()}/")
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
        assert pages in (1, 2), f"{path.parent}: {pages} pages"
