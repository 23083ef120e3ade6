"""Books that are hard on their pages: 3,000 long titles, 200 companies, tables in tabs and twice on a page, no storage.

And visits that are: back and forth fifty times, a narrow window, large letters, letters from right to left.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

import books
from big_book import CONFIG
from settled import settled
from sites import STARTED, Site, build, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = " ".join(f"word{i % 7}{'x' * (i % 5)}" for i in range(50))[:290]
HEBREW = "\u05de\u05d0\u05de\u05e8 \u05e2\u05dc \u05e2\u05e6\u05d9\u05dd"
BLOCK = "```loopbook\nshow: problems\nwhere: {{difficulty: {difficulty}}}\nlimit: 20\n```\n"
NOTE = f"""
# Tables in all places

{BLOCK.format(difficulty="easy")}
{BLOCK.format(difficulty="medium")}
=== "First tab"

    Words.

=== "Second tab"

    {BLOCK.format(difficulty="hard").replace(chr(10), chr(10) + "    ")}
!!! note "In a box"

    {BLOCK.format(difficulty="easy").replace(chr(10), chr(10) + "    ")}
??? note "In a closed box"

    {BLOCK.format(difficulty="medium").replace(chr(10), chr(10) + "    ")}
<div dir="rtl" markdown>

{HEBREW}

{BLOCK.format(difficulty="hard")}
</div>
"""


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Site]) -> Site:
    """3,000 problems with titles of 300 letters, asked by 200 companies, and a note with tables in all places."""
    folder = tmp_path_factory.mktemp("hard")
    (folder / "site").mkdir()
    site = serve(folder / "site")
    problems = [
        {
            "id": f"p{i}",
            "title": f"{f'{HEBREW} ' if i == 1 else ''}{LONG} {i}",
            "difficulty": ("easy", "medium", "hard")[i % 3],
            "companies": sorted({f"company-{i % 200}", f"company-{i * 7 % 200}"}),
        }
        for i in range(3000)
    ]
    companies = [{"id": f"company-{i}", "name": f"Company number {i} of the two hundred"} for i in range(200)]
    files: books.Files = {
        "data/problems.yml": json.dumps(problems),
        "data/companies.yml": json.dumps(companies),
        "docs/notes/places.md": NOTE,
        "mkdocs.yml": CONFIG.format(site_url=site.url),
        "hooks/book_hooks.py": (books.ROOT / "hooks" / "book_hooks.py").read_text(encoding="utf-8"),
    }
    book = books.write(folder / "book", files)
    (book / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    build(book, site.folder, "private")
    return site


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_long_titles_and_two_hundred_companies(hard: Site, open_page: Callable[..., Page]) -> None:
    for width in ("desktop", "phone"):
        page = open_page(width)
        go(page, f"{hard.url}problems/")
        assert overflow(page) == 0
        if width == "phone":
            page.get_by_role("button", name="Filters").click()
        companies = page.locator('[data-facet="companies"]')
        expect(companies.locator("label:not(.lb-facet__all)")).to_have_count(200)
        list_ = companies.locator(".lb-facet__list")
        assert list_.evaluate("list => list.clientHeight < 400 && list.scrollHeight > list.clientHeight")
        companies.get_by_label("Find a company").fill("NUMBER 19 ")
        shown = companies.locator("label:not(.lb-facet__all)").locator("visible=true")
        expect(shown).to_have_count(1)
        shown.locator("input").check()
        offered = int(shown.locator("small").inner_text())
        assert page.locator(".lb-hits").inner_text() == f"{offered} of 3,000 problems"
        assert overflow(page) == 0


def test_tables_in_tabs_and_boxes_and_twice_on_a_page_each_have_their_own_state(hard: Site, page: Page) -> None:
    go(page, f"{hard.url}notes/places/")
    tables = page.locator(".lb-tooled")
    expect(tables).to_have_count(6)
    for i in range(6):
        expect(tables.nth(i)).to_have_attribute("data-ready", "")
    tables.nth(0).get_by_label("Find in problems").fill(" 27")
    tables.nth(1).get_by_label("Find in problems").fill(" 28")
    page.get_by_text("Second tab").click()
    tables.nth(2).get_by_label("Find in problems").fill(" 2")
    said = [settled(page).locator(".lb-tooled").nth(i).locator(".lb-hits").inner_text() for i in range(6)]
    assert said[0] != said[3] == "20 problems", "the same block elsewhere is a table of its own"
    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    go(other, page.url)
    assert [other.locator(".lb-hits").nth(i).inner_text() for i in range(6)] == said
    other.context.close()
    expect(tables.nth(4).locator(".lb-hits")).to_be_hidden()
    page.locator("summary", has_text="In a closed box").press("Enter")  # under the pointer, a row grows and moves it
    expect(tables.nth(4).locator(".lb-hits")).to_be_visible()
    for i in range(6):
        inside = "table => table.scrollWidth <= table.parentElement.closest('.md-content').clientWidth + 1"
        assert tables.nth(i).evaluate(inside), f"table {i} is wider than the text"
    assert overflow(page) == 0


def test_two_tables_on_a_page_print_what_each_shows(hard: Site, page: Page) -> None:
    go(page, f"{hard.url}notes/places/?find=+27&2.find=+28")
    said = [page.locator(".lb-hits").nth(i).inner_text().split()[0] for i in range(2)]
    page.emulate_media(media="print", color_scheme="dark")
    for i in range(2):
        expect(page.locator(".lb-tooled").nth(i).locator("tbody tr:visible")).to_have_count(int(said[i]))
    expect(page.get_by_text("Words.")).to_be_visible()


GAPS = """cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const line = [...range.getClientRects()].reduce((low, rect) => (rect.bottom > low.bottom + 2 ? rect : low));
  const box = cell.getBoundingClientRect();
  return { left: line.left - box.left, right: box.right - line.right };
}"""


def test_right_to_left(hard: Site, page: Page) -> None:
    go(page, f"{hard.url}notes/places/")
    assert page.locator("[dir=rtl] .lb-rows-table").evaluate("table => getComputedStyle(table).direction") == "rtl"
    assert page.locator("[dir=rtl] th.title").evaluate("th => getComputedStyle(th).textAlign") in ("start", "right")
    go(page, f"{hard.url}problems/?find={HEBREW.split()[0]}")
    title = page.locator("tbody tr:visible td.title")
    expect(title).to_have_count(1)
    gaps = title.evaluate(GAPS)
    assert gaps["right"] < 2 < gaps["left"], "its last line begins on the right"


def test_at_320_pixels_and_at_twice_the_size(starter: Site, page: Page) -> None:
    for path in ("", "companies/", "problems/", "topics/", "stories/", "progress/", "companies/northwind/ml-breadth/"):
        for viewport in ({"width": 320, "height": 640}, {"width": 720, "height": 475}):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            go(page, starter.url + path)
            assert overflow(page) == 0, (path, viewport)
            expect(page.locator("h1")).to_be_in_viewport()


BLOCKED = """
for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("blocked", "SecurityError"); };
  Object.defineProperty(window, name, { configurable: true, get });
}
"""


def test_with_storage_blocked_everything_works_and_is_forgotten(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(before=BLOCKED)
    go(page, f"{starter.url}problems/")
    page.locator('[data-facet="difficulty"] input[value="hard"]').click()
    assert "difficulty=hard" in settled(page).url
    expect(page.locator(".lb-hits")).to_contain_text(" of ")
    page.keyboard.press("b")
    expect(page.locator("html.lb-blind")).to_be_attached()
    page.locator(".lb-hunt > summary").click()
    page.locator(".lb-hunt [data-focus=northwind]").click()
    expect(page.get_by_role("region", name="Company switch")).to_contain_text("Northwind")
    page.locator("label[for^=__palette]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    go(page, f"{starter.url}checklists/coding/")
    text = page.locator("article .task-list-item").first
    text.click(position={"x": 8, "y": 8})
    expect(page.locator(".task-list-item input").first).to_be_checked()


def counts(session: CDPSession) -> tuple[int, int]:
    """How many listeners and nodes a page holds, after its litter was collected."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {m["name"]: int(m["value"]) for m in session.send("Performance.getMetrics")["metrics"]}
    return metrics["JSEventListeners"], metrics["Nodes"]


def test_back_and_forth_fifty_times_leaves_nothing_behind(starter: Site, page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    go(page, f"{starter.url}problems/")

    def visit(path: str) -> None:
        page.locator(f".md-tabs a[href$='{path}']").click()
        arrived(path)

    def arrived(path: str) -> None:
        page.wait_for_url(lambda url: url.partition("?")[0] == starter.url + path)
        page.wait_for_function(STARTED)
        expect(page.locator(".lb-table").first).to_have_attribute("data-ready", "")

    found = []
    for i in range(25):
        visit("papers/")
        if i % 2:
            page.go_back()
            arrived("problems/")
        else:
            visit("problems/")
        if i in (2, 24):
            found.append(counts(session))
    (listeners, nodes), (later, more) = found
    assert later - listeners < 44 * 5, "Material itself leaves three a visit"
    assert more - nodes < 44 * 500, "a page of problems holds 6,000 nodes"
    page.keyboard.press("b")
    expect(page.locator("html.lb-blind")).to_be_attached()
    page.keyboard.press("b")
    expect(page.locator("html.lb-blind")).not_to_be_attached()
    page.locator('[data-facet="difficulty"] input[value="hard"]').click()
    steps = settled(page).evaluate("history.length")
    page.locator('[data-facet="difficulty"] input[value="easy"]').click()
    assert settled(page).evaluate("history.length") == steps + 1, "one change is one step of history"
