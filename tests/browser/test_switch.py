"""The company switch, blind mode, the keyboard and the search."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sites import STARTED, Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_company_once_chosen_is_everywhere_until_cleared(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    page.locator(".lb-hunt > summary").click()
    page.locator(".lb-hunt [data-focus=northwind]").click()
    bar = page.get_by_role("region", name="Company switch")
    expect(bar).to_contain_text("Northwind")
    expect(page.locator(".lb-hits")).to_contain_text(" of ")
    assert "for=northwind" in page.url
    go(page, f"{starter.url}topics/")
    expect(bar).to_contain_text("left out here")
    assert "for=northwind" in page.url
    expect(page.locator("li", has=page.locator("[data-key='topics/calibration']")).last).to_be_visible()
    expect(page.locator("[data-key='topics/tries']")).to_be_hidden()
    go(page, f"{starter.url}questions/ml-breadth/")
    expect(page.locator("h3[data-key]:not(.lb-off-focus)").first).to_be_visible()
    assert page.locator("h3[data-key].lb-off-focus").count() > 0
    bar.get_by_role("button", name="Show everything").click()
    expect(bar).to_be_hidden()
    expect(page.locator("h3[data-key].lb-off-focus")).to_have_count(0)
    go(page, f"{starter.url}problems/")
    expect(bar).to_be_hidden()


def test_a_round_narrows_it_to_its_pack(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}questions/?for=northwind/ml-breadth")
    bar = page.get_by_role("region", name="Company switch")
    expect(bar.get_by_label("Round")).to_have_value("northwind/ml-breadth")
    bar.get_by_role("link", name="Its pack").click()
    expect(page.locator("h1")).to_contain_text("Northwind: ML breadth")
    assert page.url.split("?")[0].endswith("companies/northwind/ml-breadth/")


@pytest.mark.parametrize("choice", ["northwind", "northwind/ml-breadth", "puddlewick"])
def test_each_tracker_shows_what_bears_on_the_choice(starter: Site, page: Page, choice: str) -> None:
    company, _, round_ = choice.partition("/")
    told = json.loads((starter.folder / "assets" / "focus" / f"{company}.json").read_text(encoding="utf-8"))
    keys = next(r["keys"] for r in told["rounds"] if r["id"] == round_) if round_ else told["keys"]
    for tracker in ("problems", "papers", "questions", "stories"):
        go(page, f"{starter.url}{tracker}/?for={choice}")
        rows = ".lb-table tbody tr" if tracker != "stories" else ".lb-table tbody tr[data-key^=stories]"
        expect(page.locator(".lb-focus__company")).to_have_text(company.capitalize())
        said = (starter.folder / tracker / "index.html").read_text(encoding="utf-8")
        total = len(re.findall(rf'<tr [^>]*data-key="{tracker}/', said))
        shown = page.locator(f"{rows}:visible").evaluate_all("rows => rows.map(row => row.dataset.key)")
        assert {key.removeprefix(f"{tracker}/") for key in shown} <= set(keys.get(tracker, [])), tracker
        assert len(shown) == min(50, len(keys.get(tracker, []))), tracker
        told_of_all = (tracker, choice) == ("stories", "northwind")  # its behavioural round may ask for any story
        assert len(shown) == total if told_of_all else len(shown) < total, tracker
    go(page, f"{starter.url}checklists/?for={choice}")
    expect(page.locator(".lb-focus__count")).to_contain_text("left out here")
    lists = page.locator("article [data-key^='checklists/']:visible").evaluate_all("all => all.map(e => e.dataset.key)")
    assert {key.removeprefix("checklists/") for key in lists} <= set(keys["checklists"])
    assert lists


def test_where_nothing_bears_on_the_choice_the_page_says_so(starter: Site, page: Page) -> None:
    said = "table => getComputedStyle(table.querySelector('.lb-scroll'), '::after').content"
    for path, count in (("stories", "0 of 6 stories"), ("papers", "0 of 258 papers")):
        go(page, f"{starter.url}{path}/?for=northwind/coding")
        expect(page.locator(".lb-focus__count")).to_have_text(count)
        assert "Nothing here bears on" in page.locator(".lb-table").first.evaluate(said)
    page.get_by_label("Find in papers").fill("attention")
    expect(page.locator(".lb-table[data-empty=filtered]")).to_have_count(1)
    assert "Nothing matches" in page.locator(".lb-table").first.evaluate(said)
    go(page, f"{starter.url}guide/")
    expect(page.locator(".lb-focus__count")).to_have_text("this page shows everything")


def test_a_review_session_is_about_the_choice(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}review/")
    head = page.locator(".lb-session__head")
    expect(head).to_contain_text("Everything due")
    page.locator(".lb-hunt > summary").click()
    page.locator(".lb-hunt [data-focus=northwind]").click()
    expect(head).to_contain_text("Northwind")
    page.get_by_label("Round").select_option("northwind/ml-breadth")
    expect(head).to_contain_text("ML breadth")
    page.go_back()
    expect(head).to_contain_text("Northwind")
    expect(head).not_to_contain_text("ML breadth")
    page.keyboard.press("Space")
    expect(page.locator(".lb-session .lb-item__answer, .lb-session .lb-item .lb-quiet")).to_have_count(1)
    go(page, f"{starter.url}review/?kind=papers")
    expect(head, "what the address asks is asked of the choice").to_contain_text("Northwind")
    page.get_by_role("button", name="Show everything").click()
    expect(head).not_to_contain_text("Northwind")
    go(page, f"{starter.url}review/?company=puddlewick&for=northwind")
    expect(head).to_contain_text("Puddlewick")


def test_a_company_that_is_gone_is_let_go(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(allow=["404"])
    go(page, f"{starter.url}problems/?for=atlantis")
    expect(page.locator(".lb-focus")).to_be_hidden()
    page.wait_for_function("!location.search")


def test_blind_mode_hides_and_a_click_shows_one(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    page.keyboard.press("b")
    row = page.locator("#two-sum")
    badge = row.locator("[data-difficulty]")
    cell = row.locator("td.badge").first
    expect(badge).to_be_hidden()
    expect(row.locator("td.text > *")).to_be_hidden()
    go(page, f"{starter.url}problems/")
    expect(badge).to_be_hidden()
    cell.click()
    expect(badge).to_be_visible()
    expect(row.locator("td.text > *")).to_be_hidden()
    page.keyboard.press("b")
    expect(row.locator("td.text > *")).to_be_visible()


def test_blind_mode_hides_patterns_in_notes_and_in_the_search(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/rate-limiter/")
    topics = page.locator(".lb-facts [data-blind] a").first
    expect(topics).to_be_visible()
    page.keyboard.press("b")
    expect(topics).to_be_hidden()
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill("climbing stairs")
    found = page.locator(".md-search-result__link[href*='row=climbing-stairs'] article").first
    expect(found).to_be_visible(timeout=20_000)
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e.querySelector('h1')).color]"
    text, title = found.evaluate(colours)
    assert text == "rgba(0, 0, 0, 0)"
    assert title != text


def test_keys_go_places(starter: Site, page: Page) -> None:
    go(page, starter.url)
    for key, place in (("p", "problems/"), ("c", "companies/"), ("t", "topics/"), ("d", "")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(starter.url + place)
        page.wait_for_function(STARTED)


def test_keys_walk_through_rows_and_open_them(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}stories/")
    expect(page.locator(".lb-table table[data-live]").first).to_be_attached()
    for key in "jjk":
        page.keyboard.press(key)
    first = page.locator(".lb-table tbody tr").first
    expect(first.locator("a").first).to_be_focused()
    title = first.locator("a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)


def test_keys_tick_and_go_from_pack_to_pack(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}checklists/coding/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".task-list-item input").first).to_be_checked()
    item = page.locator("article .task-list-item").nth(1)
    item.click()
    expect(item.locator("input")).to_be_checked()
    item.click(position={"x": -15, "y": 12}, force=True)
    expect(item.locator("input"), "its box does what its words do, once").not_to_be_checked()
    go(page, f"{starter.url}companies/northwind/coding/")
    page.keyboard.press(".")
    page.wait_for_url(f"{starter.url}companies/northwind/ml-breadth/")


def test_keys_do_nothing_while_one_types_or_when_they_are_off(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    find = page.get_by_label("Find in problems")
    find.focus()
    page.keyboard.type("bgp?j.x")
    expect(find).to_have_value("bgp?j.x")
    assert page.locator("html.lb-blind").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("b")
    assert page.locator("html.lb-blind").count() == 0


@pytest.mark.parametrize(
    ("words", "title", "kind"),
    [
        ("LC 146", "LRU Cache", "problem"),
        ("Vaswani", "Attention Is All You Need", "paper"),
        ("multi-head attention", "ttention", ""),
        ("northwind", "Northwind", ""),
        ("two pointers", "Two pointers", "topic"),
    ],
)
def test_the_search_finds_and_says_what_it_found(starter: Site, page: Page, words: str, title: str, kind: str) -> None:
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill(words)
    first = page.locator(".md-search-result__item").first
    expect(first.locator("h1, h2").first).to_contain_text(title, timeout=20_000)
    expect(first.locator(".md-tag").first).to_contain_text(kind)


@pytest.mark.parametrize("title", ["Two Sum", "Word Search", "Subsets", "Attention", "Calibration", "Graphs"])
def test_the_search_puts_what_is_called_so_first(starter: Site, page: Page, title: str) -> None:
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill(title.lower())
    first = page.locator(".md-search-result__item h1").first
    expect(first).to_have_text(title, timeout=20_000)


def test_the_search_looks_for_what_comes_without_a_key(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    page.keyboard.type("calibration")
    first = page.locator(".md-search-result__item h1").first
    expect(first).to_have_text("Calibration")
    page.get_by_role("textbox", name="Search").fill("two sum")  # as the mouse pastes it
    expect(first).to_have_text("Two Sum")


@pytest.mark.parametrize(("typed", "word"), [("dropou", "dropout"), ("softm", "softmax")])
def test_the_search_completes_a_word_without_the_signs_after_it(
    starter: Site, page: Page, typed: str, word: str
) -> None:
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.locator(".md-search__suggest")).to_have_text(word)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("textbox", name="Search")).to_have_value(word)
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_the_search_finds_what_a_sentence_ends_with(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}rounds/")
    page.keyboard.press("/")
    box, meta = page.get_by_role("textbox", name="Search"), page.locator(".md-search-result__meta")
    counts = []
    for words in ("attention", "attention,"):
        box.fill(words)
        expect(meta).to_contain_text("matching")
        expect(page.locator(".md-search-result__item h1").first).to_have_text("Attention")
        counts.append(meta.inner_text())
    assert counts[0] == counts[1]


def test_a_found_row_is_shown_whatever_is_filtered(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/?difficulty=hard")
    expect(page.locator(".lb-hits")).to_contain_text(" of ")
    go(page, f"{starter.url}problems/?row=two-sum&h=two")
    expect(page.locator("#two-sum")).to_be_in_viewport()
    expect(page.locator("#two-sum")).to_have_class("lb-here")
    page.wait_for_function("!location.search.includes('row')")


def test_search_leaves_generated_lists_out(public: Site) -> None:
    index = (public.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    assert '"location":"problems/"' not in index
    assert '"location":"problems/?row=two-sum"' in index


def test_the_board_shows_one_stage_at_a_time(starter: Site, open_page: Callable[..., Page]) -> None:
    for width in ("desktop", "phone"):
        page = open_page(width)
        go(page, f"{starter.url}companies/")
        page.get_by_role("button", name="Scheduling").click()
        shown = page.locator(".lb-stage").locator("visible=true")
        expect(shown).to_have_count(page.locator('.lb-stage[data-of="scheduling"]').count())


def test_on_a_phone_the_board_is_cards_with_the_next_dates_first(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    go(page, f"{starter.url}companies/")
    first = page.locator("[data-board] tbody tr").first
    expect(first.locator("th")).to_contain_text("Northwind")
    places = first.locator("td:visible").evaluate_all(
        "cells => cells.map(c => [c.getBoundingClientRect().top, c.querySelector('[data-ahead] time')?.dateTime ?? ''])"
    )
    dates = [date for _, date in sorted(places)]
    ahead = [date for date in dates if date]
    assert len(ahead) > 1
    assert dates[: len(ahead)] == sorted(ahead)
    widths = first.locator("td:visible").evaluate_all("cells => cells.map(c => c.getBoundingClientRect().right)")
    assert max(widths) <= 390


@pytest.mark.parametrize("path", ["topics/attention/", "problems/"])
def test_the_first_tab_leads_past_the_navigation_to_the_title(starter: Site, page: Page, path: str) -> None:
    go(page, starter.url + path)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")
