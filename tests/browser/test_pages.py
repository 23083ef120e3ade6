"""Every kind of page in a real browser: it opens, fits, has one heading, and asks no other host for anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sites import Site

pytestmark = pytest.mark.browser

KINDS = [
    "",
    "companies/",
    "companies/northwind/",
    "companies/northwind/ml-breadth/",
    "companies/northwind/behavioural/",
    "rounds/",
    "rounds/ml-system-design/",
    "problems/",
    "problems/k-means/",
    "papers/",
    "papers/lora/",
    "questions/",
    "questions/behavioural/",
    "stories/",
    "projects/",
    "projects/delivery-promise/",
    "topics/",
    "topics/attention/",
    "topics/vae/",
    "checklists/",
    "checklists/coding/",
    "checklists/company-northwind/",
    "loops/",
    "process/",
    "mocks/",
    "plan/",
    "progress/",
    "cases/fraud/",
    "guide/blocks/",
    "404.html",
]


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page(starter: Site, open_page: Callable[..., Page], width: str, scheme: str) -> None:
    page = open_page(width, scheme)
    for path in KINDS:
        answer = page.goto(starter.url + path)
        assert answer is not None
        assert answer.ok, path
        expect(page.locator("h1")).to_have_count(1)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{path} is {too_wide} pixels too wide"
        broken = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)")
        assert broken == [], path


def test_the_published_starter_shows_every_kind_too(public: Site, page: Page) -> None:
    for path in KINDS:
        if path == "plan/":
            continue  # the plan is private
        answer = page.goto(public.url + path)
        assert answer is not None
        assert answer.ok, path
    page.goto(public.url)
    expect(page.locator("body")).not_to_contain_text("Private build")


def test_from_any_page_two_clicks_lead_to_a_pack(starter: Site, page: Page) -> None:
    page.goto(starter.url + "topics/attention/")
    page.get_by_role("banner").get_by_text("Companies").first.click()
    page.get_by_role("banner").get_by_role("link", name="ML breadth").first.click()
    expect(page.locator("h1")).to_contain_text("Northwind: ML breadth")


def test_without_scripts_the_board_leads_to_a_pack(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto(starter.url + "companies/")
    page.locator("article a[href*='northwind/ml-breadth/']:visible").first.click()
    expect(page.locator("h1")).to_contain_text("Northwind: ML breadth")


def test_search_finds_a_note(starter: Site, page: Page) -> None:
    page.goto(starter.url)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("positional encodings")
    expect(page.locator(".md-search-result__item").first).to_contain_text("ositional")


def test_the_palette_is_kept(starter: Site, page: Page) -> None:
    page.goto(starter.url)
    before = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("label[for^=__palette]:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before or "")
    page.goto(starter.url + "papers/")
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before or "")


def test_an_answer_opens_with_the_keyboard(starter: Site, page: Page) -> None:
    page.goto(starter.url + "questions/ml-breadth/")
    answer = page.locator("details.abstract").first
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer).to_have_attribute("open", "")


def test_formulas_are_set_without_a_script(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto(starter.url + "topics/attention/")
    box = page.locator("math").first.bounding_box()
    assert box is not None
    assert box["width"] > 20
    assert "$" not in page.locator("article").inner_text().replace("$ ", "")


def test_a_suggestion_lies_on_what_is_typed(starter: Site, page: Page) -> None:
    page.goto(starter.url)
    style = "e => { const s = getComputedStyle(e); return [s.fontSize, s.fontFamily, s.fontFeatureSettings] }"
    assert page.locator(".md-search__input").evaluate(style) == page.locator(".md-search__suggest").evaluate(style)


def test_titles_of_what_is_found_are_alike(starter: Site, page: Page) -> None:
    page.goto(starter.url)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("attention")
    titles = page.locator(".md-search-result :is(h1, h2)")
    titles.first.wait_for()
    style = "all => all.map(e => { const s = getComputedStyle(e); return `${s.fontWeight} ${s.fontFamily}` })"
    found = set(titles.evaluate_all(style))
    assert len(found) == 1
    assert found.pop().startswith("600 Inter")


def test_a_diagram_is_large_enough_on_a_phone_and_scrolls(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    page.goto(f"{starter.url}cases/eta/")
    frame = page.locator("article > p:has(> img)").first
    expect(frame).to_have_attribute("tabindex", "0")
    assert frame.locator("img").evaluate("image => image.clientWidth") > 600
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())


def test_a_formula_that_is_cut_says_so(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("phone")
    page.goto(f"{starter.url}papers/lora/")
    formula = page.locator(".lb-maths").first
    assert formula.evaluate("e => e.scrollWidth > e.clientWidth")
    assert "gradient" in formula.evaluate("e => getComputedStyle(e).backgroundImage")


def test_a_matrix_is_no_wider_than_it_must_be(starter: Site, page: Page) -> None:
    page.goto(f"{starter.url}loops/")
    assert page.locator(".lb-matrix .md-typeset__scrollwrap").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_header_leaves_room_between_its_parts(starter: Site, page: Page) -> None:
    page.goto(starter.url)
    build, companies = page.locator(".lb-build").bounding_box(), page.locator(".lb-hunt > summary").bounding_box()
    assert build
    assert companies
    assert build["x"] + build["width"] + 4 <= companies["x"]
