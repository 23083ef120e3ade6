"""Tables that one filters: facets, words, sorting, columns, addresses, memory; with 3,000 rows and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from settled import settled
from sites import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHOWN = ".lb-table tbody tr:visible"


def facet(page: Page, name: str, value: str):
    return page.locator(f'[data-facet="{name}"] input[value="{value}"]')


def count_of(page: Page, name: str, value: str) -> int:
    return int(facet(page, name, value).locator("xpath=..").locator("small").inner_text())


def go(page: Page, url: str) -> None:
    """Opens a page and waits until its tables answer."""
    page.goto(url)
    expect(page.locator(".lb-tooled[data-ready]").first).to_be_attached()


def hits(page: Page) -> str:
    return page.locator(".lb-hits").first.inner_text()


def keys(page: Page) -> list[str]:
    return settled(page).locator(SHOWN).evaluate_all("rows => rows.map(row => row.dataset.key)")


def test_three_clicks_to_a_topic_that_is_weak_and_that_a_company_asks(
    big: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    go(page, f"{big.url}problems/")
    for name, value in (("topics", "algorithms"), ("mastery", "weak"), ("companies", "company-3")):
        facet(page, name, value).click()
    found = keys(page)
    assert 0 < len(found) < 100
    assert hits(page) == f"{len(found)} of 3,000 problems"
    other = open_page()
    go(other, page.url)
    expect(other.locator(".lb-hits")).to_have_text(hits(page))
    assert keys(other) == found


def test_in_the_starter_three_clicks_lead_to_what_a_company_asked(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    for name, value in (("topics", "heap"), ("mastery", "weak"), ("companies", "northwind")):
        facet(page, name, value).click()
    assert keys(page) == ["problems/k-closest-points-to-origin"], "what the debrief of a round says was asked there"


EVERY_FACET = """() => [...document.querySelectorAll(".lb-facet")].map((facet) => {
  const labels = [...facet.querySelectorAll(".lb-facet__list label")];
  const label = labels.find((each) => each.querySelector("small").textContent !== "0");
  const offered = label.querySelector("small").textContent;
  label.querySelector("input").click();
  const left = document.querySelector(".lb-hits").textContent.split(" ")[0].replace(",", "");
  label.querySelector("input").click();
  return [facet.dataset.facet, offered, left];
})"""


@pytest.mark.parametrize(
    ("tracker", "facets"),
    [
        ("problems", {"topics", "difficulty", "mastery", "companies", "due", "round", "lists"}),
        ("papers", {"topics", "status", "year"}),
        ("questions", {"round", "topics"}),
        ("companies", {"status", "stage", "loop"}),
    ],
)
def test_every_facet_of_every_tracker_leaves_what_it_offers(
    big: Site, page: Page, tracker: str, facets: set[str]
) -> None:
    go(page, f"{big.url}{tracker}/")
    found = page.evaluate(EVERY_FACET)
    assert {name for name, _, _ in found} == facets
    for name, offered, left in found:
        assert offered == left, name


def test_counts_say_what_one_more_click_leaves(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/")
    facet(page, "difficulty", "hard").click()
    offered = count_of(page, "mastery", "solid")
    facet(page, "mastery", "solid").click()
    assert hits(page) == f"{offered} of 3,000 problems"
    easy, hard = count_of(page, "difficulty", "easy"), count_of(page, "difficulty", "hard")
    facet(page, "difficulty", "easy").click()
    assert hits(page) == f"{easy + hard} of 3,000 problems"


def test_any_of_or_all_of(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/?topics=algorithms-1,vision-2")
    any_of = hits(page)
    page.locator('[data-facet="topics"]').get_by_label("All of these, not any").check()
    assert "all=topics" in settled(page).url
    all_of = keys(page)
    assert hits(page) != any_of
    assert 0 < len(all_of) < int(any_of.split()[0])
    go(page, page.url)
    assert keys(page) == all_of


def test_words_are_found_without_marks_and_in_any_order(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    page.get_by_label("Find in problems").fill("TREE  level")
    expect(page.locator(SHOWN)).not_to_have_count(0)
    for text in settled(page).locator(SHOWN).all_text_contents():
        assert "tree" in text.lower()
        assert "level" in text.lower()
    assert "find=TREE" in settled(page).url


def test_only_fifty_rows_are_shown_until_asked(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/")
    expect(page.locator(SHOWN)).to_have_count(50)
    facet(page, "difficulty", "hard").click()
    assert len(keys(page)) == 50, "those below the screen come after it"
    facet(page, "difficulty", "hard").click()
    page.get_by_role("button", name="Show all 3,000").click()
    expect(page.locator(SHOWN)).to_have_count(3000)


def test_sorting_by_any_column_both_ways_and_back(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/?difficulty=hard")
    expect(page.locator(".lb-hits")).to_have_text("750 of 3,000 problems")
    before = keys(page)
    number = page.get_by_role("button", name="No.")
    number.click()
    number.click()
    found = settled(page).locator(f"{SHOWN} td.number").all_text_contents()
    assert found == sorted(found, key=int, reverse=True)
    expect(page.locator('th[data-col="number"]')).to_have_attribute("aria-sort", "descending")
    assert "sort=-number" in settled(page).url
    number.click()
    assert keys(page) == before


def test_what_has_no_value_comes_last_whichever_way_round(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/")
    due = page.get_by_role("button", name="Due", exact=True)
    for _ in ("soonest first", "latest first"):
        due.click()
        assert all(settled(page).locator(f"{SHOWN} td:nth-child(6)").all_text_contents())


def test_back_undoes_a_filter(big: Site, page: Page) -> None:
    go(page, f"{big.url}papers/")
    facet(page, "status", "read").click()
    with_one = keys(page)
    facet(page, "year", "2020").click()
    assert keys(page) != with_one
    page.go_back()
    expect(facet(page, "year", "2020")).not_to_be_checked()
    assert keys(page) == with_one


def test_a_table_remembers_and_one_click_clears_it(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/")
    facet(page, "difficulty", "hard").click()
    said = hits(page)
    go(page, f"{starter.url}papers/")
    go(page, f"{starter.url}problems/")
    expect(page.locator(".lb-hits")).to_have_text(said)
    assert "difficulty=hard" in settled(page).url
    page.get_by_role("button", name="Clear filters").click()
    assert "?" not in settled(page).url
    go(page, f"{starter.url}papers/")
    go(page, f"{starter.url}problems/")
    expect(facet(page, "difficulty", "hard")).not_to_be_checked()


def test_columns_are_chosen_and_kept(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}papers/")
    head = page.locator(".lb-table th")
    expect(head.filter(has_text="Venue")).to_be_hidden()
    columns = page.locator("summary", has_text="Columns")
    columns.click()
    arrow = columns.evaluate("e => { const s = getComputedStyle(e, '::after'); return [s.rotate, s.transform] }")
    assert arrow == ["180deg", "none"], "it points up"
    page.get_by_label("Venue").check()
    expect(head.filter(has_text="Venue")).to_be_visible()
    page.get_by_label("Authors").uncheck()
    assert settled(page).url.endswith("?cols=-authors,venue")
    go(page, f"{starter.url}papers/?status=read")
    expect(head.filter(has_text="Venue")).to_be_visible()
    expect(head.filter(has_text="Authors")).to_be_hidden()
    go(page, f"{starter.url}papers/?cols=shoe-size")
    expect(page.locator(".lb-note")).to_contain_text("column shoe-size")


def test_an_address_with_what_is_not_there_says_so(starter: Site, page: Page) -> None:
    go(page, f"{starter.url}problems/?topics=two-pointers,astrology&colour=red&sort=shoe&all=moon")
    note = page.locator(".lb-note")
    expect(note).to_contain_text("topic astrology")
    expect(note).to_contain_text("colour red")
    expect(note).to_contain_text("sort shoe")
    expect(note).to_contain_text("moon")
    assert settled(page).url.endswith("?topics=two-pointers")
    assert "of" in hits(page)


def test_a_link_to_a_hidden_row_shows_it(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/#problem-2500")
    expect(page.locator("#problem-2500")).to_be_in_viewport()


def test_without_a_script_every_row_is_there(big: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto(f"{big.url}problems/")
    expect(page.locator("#problem-2500")).to_be_visible()
    expect(page.locator(".lb-facets")).to_be_hidden()


def test_print_shows_what_the_filter_leaves_and_no_tools(big: Site, page: Page) -> None:
    go(page, f"{big.url}problems/?difficulty=medium")
    total = int(hits(page).split()[0].replace(",", ""))
    assert total > 100
    page.emulate_media(media="print", color_scheme="dark")
    # one question for all rows: asked of each for itself, thousands take half a minute
    page.wait_for_function(f"document.querySelectorAll('.lb-table tbody tr').length === {total}")
    assert page.locator(".lb-table tbody tr").evaluate_all("rows => rows.every((r) => r.offsetHeight > 0)")
    expect(page.locator(".lb-tools")).to_be_hidden()
    background = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_filters_open_on_a_phone(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone", "dark")
    go(page, f"{starter.url}problems/")
    expect(facet(page, "difficulty", "hard")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    facet(page, "difficulty", "hard").click()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
