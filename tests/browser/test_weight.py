"""How heavy pages are: our own styles and scripts in bytes; and that nothing moves while they open."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from sites import STARTED, Site, go

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BUDGET = 40 * 1024
"""Bytes of our own styles and scripts, gzipped, that a page may ask for."""
KINDS = (
    "", "review/", "companies/", "companies/northwind/", "companies/northwind/ml-breadth/", "rounds/coding/",
    "problems/", "problems/k-means/", "papers/", "questions/behavioural/", "stories/", "topics/", "topics/attention/",
    "checklists/coding/", "plan/", "progress/", "guide/blocks/",
)  # fmt: skip
MOVES = """
window.moves = [];
const name = (node) => node && `${node.nodeName}.${node.className?.baseVal ?? node.className}`;
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) window.moves.push([e.value, e.sources.map((s) => name(s.node)).join(" ")]);
}).observe({ type: "layout-shift", buffered: true });
"""


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def ours(page: Page, site: Site) -> Iterator[Path]:
    """Our own files that a page has asked for."""
    asked = page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    for path in sorted({*asked}):
        if re.search(r"/assets/(css|js)/[\w-]+\.(css|js)$", path):
            yield site.folder / path.lstrip("/")


def test_pages_are_light_and_ask_for_little(starter: Site, page: Page) -> None:
    heaviest = 0
    for path in KINDS:
        go(page, starter.url + path)
        page.wait_for_load_state("networkidle")
        found = list(ours(page, starter))
        assert {"loopbook.css", "loopbook.js"} <= {file.name for file in found}
        total = sum(map(weight, found))
        heaviest = max(heaviest, total)
        assert total <= BUDGET, f"{path}: {total} bytes in {[file.name for file in found]}"
        html = len(gzip.compress((starter.folder / path / "index.html").read_bytes()))
        assert html <= 120_000, f"{path}: {html} bytes of HTML"
    assert heaviest > BUDGET // 2, "the page that has most of it is not among the kinds, or the budget is no budget"


def test_a_picture_that_comes_late_moves_nothing(starter: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("desktop", before=MOVES)
    held: list[Route] = []
    page.route("**/attention-flow.svg", lambda route: held.append(route))
    page.goto(starter.url + "topics/attention/", wait_until="domcontentloaded")
    page.wait_for_function(STARTED)
    page.wait_for_function("!document.documentElement.classList.contains('lb-wait')")
    figure = page.locator("img[src$='attention-flow.svg']")
    below = page.locator(".md-content h2").first
    before = below.bounding_box()
    for route in held:
        route.continue_()
    page.wait_for_function("(image) => image.complete && image.naturalWidth", arg=figure.element_handle())
    assert below.bounding_box() == before
    assert sum(value for value, _ in page.evaluate("window.moves")) < 0.01


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_nothing_moves_while_a_page_opens(starter: Site, open_page: Callable[..., Page], width: str) -> None:
    page = open_page(width, before=MOVES)
    for path in KINDS:
        go(page, starter.url + path)
        page.wait_for_load_state("networkidle")
        moves = page.evaluate("window.moves")
        assert sum(value for value, _ in moves) < 0.01, f"{path}: {moves}"
