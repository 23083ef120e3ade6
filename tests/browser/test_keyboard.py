"""With the keyboard alone: where Tab leads, what Escape closes, where the focus is afterwards, and which keys wait."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from settled import settled
from sites import STARTED, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def go(page: Page, url: str) -> None:
    """Opens a page and waits until it answers."""
    page.goto(url)
    page.wait_for_function(STARTED)


def session(page: Page, url: str) -> None:
    """Opens a session and waits until it asks or says that there is nothing to ask."""
    go(page, url)
    page.locator(".lb-session").wait_for()


def choose(page: Page, selector: str) -> None:
    """Goes to something and presses Enter."""
    page.locator(selector).first.focus()
    page.keyboard.press("Enter")


# -- a session ---------------------------------------------------------------------------------------------------------


def test_keys_of_a_session_wait_while_something_is_open_over_it(starter: Site, page: Page) -> None:
    session(page, f"{starter.url}review/")
    left, item = page.locator(".lb-session__left"), page.locator(".lb-item")
    said = left.inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(left).not_to_have_text(said)
    page.keyboard.press("Space")
    said, asked = left.inner_text(), item.get_attribute("data-key")
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.keyboard.press("?")
    for key in "3ul":
        page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    expect(left).to_have_text(said)
    assert item.get_attribute("data-key") == asked
    assert page.evaluate("JSON.stringify(localStorage)") == kept
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(left).not_to_have_text(said)


def test_a_chord_is_no_key_of_a_session(starter: Site, page: Page) -> None:
    session(page, f"{starter.url}review/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url(f"{starter.url}checklists/")


def test_a_session_is_named_and_ends_where_one_can_go_on(starter: Site, page: Page) -> None:
    session(page, f"{starter.url}review/")
    papers = page.locator(".lb-scopes").get_by_role("link", name=re.compile(r"^Papers: \d+ due$"))
    papers.click()
    page.wait_for_url("**/review/?kind=papers")
    page.wait_for_function(STARTED)
    expect(page.locator(".lb-session__head b")).to_have_text("Papers")
    assert page.title().startswith("Papers ")
    while page.locator(".lb-item").is_visible():
        page.keyboard.press("Space")
        page.keyboard.press("3")
    words = page.locator(".lb-session__words")
    said = words.inner_text()
    page.keyboard.press("Space")
    expect(words, "one space too many begins no other session").to_have_text(said)
    page.keyboard.press("Tab")
    expect(page.locator(".lb-session__end :is(button, a)").first).to_be_focused()


@pytest.mark.parametrize("audience", ["starter", "public"])
def test_home_is_called_what_this_site_calls_it(audience: str, request: pytest.FixtureRequest, page: Page) -> None:
    site: Site = request.getfixturevalue(audience)
    name = {"starter": "Today", "public": "Home"}[audience]
    session(page, f"{site.url}review/?topic=nothing-of-this")
    expect(page.locator(".lb-session__end").get_by_role("link", name=name)).to_be_visible()
    page.keyboard.press("?")
    row = page.get_by_role("dialog", name="Keys").locator("dl > div", has_text=re.compile(r"^\s*g\s*d\s"))
    expect(row.locator("dd")).to_have_text(name)


# -- the search --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_tab_goes_through_what_the_search_found(starter: Site, open_page: Callable[..., Page], width: str) -> None:
    page = open_page(width)
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    page.keyboard.type("attention")
    results = page.locator(".md-search-result__link")
    results.first.wait_for()
    page.keyboard.press("Tab")
    expect(results.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(results.first).not_to_be_focused()
    expect(page.locator(".md-search-result :focus")).to_be_in_viewport()
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    field = page.locator(".md-search__input")
    expect(field).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#__search"), "who leaves it closes it").not_to_be_checked()
    expect(results.first).to_be_hidden()
    assert page.evaluate("document.activeElement.localName") != "body"


def test_escape_leads_from_the_search_back_to_where_one_was(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    link = page.locator("#two-sum a").first
    for words in ("", "attention"):
        link.focus()
        page.keyboard.press("/")
        expect(page.locator("#__search")).to_be_checked()
        if words:
            page.keyboard.type(words)
            page.locator(".md-search-result__link").first.wait_for()
            page.keyboard.press("Tab")
            expect(page.locator(".md-search-result__link").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#__search")).not_to_be_checked()
        expect(link).to_be_focused()


# -- menus, filters, the company switch --------------------------------------------------------------------------------


def test_the_focus_stays_when_a_company_is_chosen_and_let_go(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    summary = page.locator(".lb-hunt > summary")
    choose(page, ".lb-hunt > summary")
    choose(page, ".lb-hunt [data-focus=northwind]")
    expect(page.locator(".lb-focus")).to_be_visible()
    expect(summary).to_be_focused()
    choose(page, ".lb-focus__clear")
    expect(page.locator(".lb-focus")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_focus_goes_to_the_next_filter_when_one_is_taken_away(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/?difficulty=easy,medium,hard")
    chips = page.locator(".lb-chip")
    for left in ("medium", "hard"):
        choose(page, ".lb-chip")
        settled(page)
        expect(page.locator(".lb-chip:focus")).to_contain_text(left)
    page.keyboard.press("Enter")
    expect(chips).to_have_count(0)
    expect(page.get_by_label("Find in problems")).to_be_focused()


def test_the_focus_goes_to_the_first_row_that_was_not_shown(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    choose(page, ".lb-more")
    expect(page.locator(".lb-table tbody tr").nth(50).locator("a").first).to_be_focused()


def test_a_menu_closes_when_one_tabs_out_and_by_escape_from_anywhere(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    menu = page.locator(".lb-menu")
    summary = menu.locator("summary")
    choose(page, ".lb-menu > summary")
    for _ in range(menu.locator("input").count()):
        page.keyboard.press("Tab")
    expect(menu.locator("input").last).to_be_focused()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(menu).not_to_have_attribute("open", "")
    choose(page, ".lb-menu > summary")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
