"""With the keyboard alone: where Tab leads, what Escape closes, where the focus is afterwards, and which keys wait."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from settled import settled
from sites import STARTED, Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOCUSED = """() => {
  const at = document.activeElement, { left, right } = at.getBoundingClientRect();
  return [at.closest(".md-sidebar--primary") ? "drawer" : at.localName, right > 0 && left < innerWidth];
}"""
"""What has the focus, and whether it is on the screen from left to right."""
DRAWER = ".md-sidebar--primary"


def session(page: Page, url: str) -> None:
    """Opens a session and waits until it asks or says that there is nothing to ask."""
    go(page, url)
    page.locator(".lb-session").wait_for()


def choose(page: Page, selector: str) -> None:
    """Goes to something and presses Enter."""
    page.locator(selector).first.focus()
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not lead to {selector}")


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


# -- the drawer of a narrow screen -------------------------------------------------------------------------------------


def test_tab_leads_to_the_drawers_button_and_not_into_the_closed_drawer(
    starter: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page("phone")
    for path in ("problems/", "progress/"):
        go(page, starter.url + path)
        found = []
        for _ in range(12):
            page.keyboard.press("Tab")
            found.append(page.evaluate(FOCUSED))
        assert "drawer" not in [name for name, _ in found], path
        assert ["button", True] in found[:2], path


def test_the_drawer_opens_and_closes_by_key(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    go(page, f"{starter.url}guide/blocks/")
    button = page.get_by_role("button", name="Navigation")
    tab_to(page, ".lb-drawer")
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.locator(DRAWER).get_by_role("link", name="Every day")).to_be_in_viewport()
        page.keyboard.press("Tab")
        expect(page.locator(f"{DRAWER} a:focus")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(page.locator(DRAWER)).to_be_hidden()


def test_levels_of_the_drawer_are_walked_by_key(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    go(page, f"{starter.url}guide/blocks/")
    choose(page, ".lb-drawer")
    problems = page.locator(DRAWER).get_by_role("link", name="Problems")
    expect(problems, "the level that is open covers it").to_be_hidden()
    expect(page.locator(f"{DRAWER} .md-nav__title:focus")).to_contain_text("Guide")
    page.keyboard.press("Enter")
    expect(problems).to_be_in_viewport()
    expect(page.locator(DRAWER).get_by_role("link", name="Every day")).to_be_hidden()
    assert page.evaluate(FOCUSED) == ["drawer", True]
    tab_to(page, f"{DRAWER} label.md-nav__link")
    page.keyboard.press("Enter")
    expect(page.locator(f"{DRAWER} .md-nav__title:focus")).to_contain_text("Guide")
    expect(problems).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#__drawer"), "who leaves it closes it").not_to_be_checked()
    assert page.evaluate(FOCUSED)[0] not in ("drawer", "body")


def test_without_scripts_the_drawer_opens_too(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone", scripts=False)
    page.goto(f"{starter.url}progress/")
    link = page.locator(DRAWER).get_by_role("link", name="Plan")
    expect(link).not_to_be_in_viewport()
    page.locator(".md-header label[for=__drawer]").click()
    expect(link).to_be_in_viewport()


def test_a_wide_screen_has_no_button_for_a_drawer(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}progress/")
    expect(page.locator(".lb-drawer")).to_be_attached()
    expect(page.get_by_role("button", name="Navigation")).to_have_count(0)
    expect(page.locator(DRAWER).get_by_role("link", name="Plan")).to_be_visible()


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
