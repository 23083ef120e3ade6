"""How long a change of a filter takes in Chromium, with layout, on 3,000 rows; and in another table library.

`python scripts/bench/filters.py [--rounds N] [--datatables FOLDER]` builds the tests' big book and opens its
problems. The other library is DataTables, from a folder into which somebody has put it outside of this repository
(`npm install datatables.net`): it gets the same rows and the same questions, shows 50 rows at once as we do, and is
spared the counts beside each value, which it does not have. Runs alternate. Each round opens the page anew, and of a
change the median of its rounds counts: the worst is a change, not a moment of the machine. A first change counts like
any other.

A change begins with the click and is over when what is on the screen and all counts are laid out. Two clocks bound it
from above, and the lower one counts: the page's own, which runs on while other programs have the processor, and (on
Linux) what the page's thread ran, with the driver's call and the begin of the painting. What our tables do after that
is measured too, until all is painted and nothing is left to do: rows below the screen, the address, what is remembered.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from generators import ROOT
from measure import Failed
from playwright.sync_api import Page, sync_playwright
from table import Report, Row

sys.path += [str(ROOT / "scripts"), str(ROOT / "tests"), str(ROOT / "hooks")]

import chromium
from big_book import write_big_book
from sites import build, serving

MEDIAN, WORST = 16, 25
"""Milliseconds that a change may take."""
CHANGES = [
    ("difficulty", "hard", "hard"), ("topics", "algorithms-1", "1"), ("difficulty", "hard", ""),
    ("companies", "company-3", "3"), ("topics", "algorithms-1", ""), ("mastery", "solid", "solid"),
    ("companies", "company-3", ""), ("difficulty", "medium", "medium"), ("mastery", "solid", ""),
    ("difficulty", "medium", ""), ("mastery", "bugs", "bugs"),
    ("topics", "vision", "2"), ("mastery", "bugs", ""), ("topics", "vision", ""),
]  # fmt: skip
"""Facet, value that is clicked on or off, and what a library that knows columns of text is asked instead."""

OURS = """() => { window.change = ([facet, value]) => {
  const box = document.querySelector(`[data-facet="${facet}"] input[value="${value}"]`);
  const from = performance.now();
  box.click();
  document.body.offsetHeight;
  return performance.now() - from;
}; }"""
THEIRS = """() => {
  window.change = ([facet, , words]) => {
    const column = { difficulty: 2, topics: 3, mastery: 4, companies: 7 }[facet];
    const from = performance.now();
    window.dt.column(column).search(words).draw();
    document.body.offsetHeight;
    return performance.now() - from;
  };
  const table = document.querySelector(".lb-rows-table").cloneNode(true);
  for (const row of table.tBodies[0].rows) row.hidden = false;
  table.className = "display";
  const page = document.querySelector(".md-content");
  page.replaceChildren(table);
  const from = performance.now();
  window.dt = new DataTable(table, { pageLength: 50, deferRender: true, order: [] });
  return performance.now() - from;
}"""


def clock(page: Page) -> Callable[[], float]:
    """Milliseconds that the browser's pages have run on their main threads; by the clock where the system says none."""
    browser = page.context.browser
    assert browser is not None
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    kept = [Path(f"/proc/{p['id']}/task/{p['id']}/schedstat") for p in processes if p["type"] == "renderer"]
    if not all(path.exists() for path in kept):
        return lambda: 1000 * time.perf_counter()
    return lambda: sum(int(path.read_text().split()[0]) for path in kept if path.exists()) / 1e6


def changes(open_page: Callable[[], Page]) -> list[tuple[float, float]]:
    """Milliseconds of each change of CHANGES, and those with all that follows, from a page that was just opened."""
    page = open_page()
    page.wait_for_timeout(1500)
    now = clock(page)
    found = []
    for change in CHANGES:
        before = now()
        by_the_page = page.evaluate("change => window.change(change)", change)
        changed = now()
        page.wait_for_timeout(150)  # the next one comes when the screen shows this one
        found.append((min(by_the_page, changed - before), now() - before))
    page.context.close()
    return found


def compare(folder: Path, rounds: int, library: Path | None = None) -> dict[str, list[tuple[float, float]]]:
    """What `changes` finds, of each change the median of all rounds, by contestant."""
    scripts = library and list(library.glob("node_modules/datatables.net/js/dataTables.min.js"))
    with serving() as serve, sync_playwright() as playwright:
        (folder / "filters-site").mkdir(parents=True)
        site = serve(folder / "filters-site")
        book = write_big_book(folder / "filters-book", site.url)
        (book / "hooks" / "loopbook").symlink_to(ROOT / "hooks" / "loopbook")
        build(book, site.folder, "private")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])

        def ours() -> Page:
            page = browser.new_context(viewport={"width": 1440, "height": 950}).new_page()
            page.goto(f"{site.url}problems/")
            page.wait_for_selector(".lb-tooled[data-ready]")
            page.evaluate(OURS)
            return page

        def theirs() -> Page:
            page = browser.new_context(viewport={"width": 1440, "height": 950}).new_page()
            page.route("**/assets/js/*.js", lambda route: route.abort())
            page.goto(f"{site.url}problems/")
            for script in scripts or ():
                page.add_script_tag(path=script)
            page.evaluate(THEIRS)
            return page

        contestants = {"Loopbook": ours} | ({"DataTables": theirs} if scripts else {})
        found: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, opened in contestants.items():
                found[name].append(changes(opened))
        browser.close()
    return {name: [middle(same) for same in zip(*each, strict=True)] for name, each in found.items()}


def middle(times: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The medians of what was measured of one change."""
    return statistics.median(changed for changed, _ in times), statistics.median(done for _, done in times)


def measure(folder: Path, rounds: int, report: Report) -> None:
    """Put the figures of our own filters into a report. Raises Failed without a browser."""
    if not chromium.find():
        raise Failed("there is no Chromium; `python scripts/chromium.py` finds or installs one")
    found = compare(folder, rounds)["Loopbook"]
    times = [changed for changed, _ in found]
    for name, took, goal in (("median", statistics.median(times), MEDIAN), ("worst", max(times), WORST)):
        what = f"a filter of 3,000 rows, with layout: ms, {name} of {len(times)} changes"
        report.add(Row(what, f"{took:.1f} ms", took, goal))
    rest = statistics.median(done for _, done in found)
    report.add(Row("the same with paint, the rows below the screen and the address: ms, median", f"{rest:.1f} ms"))


def main() -> None:
    """Print a line for each contestant."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--datatables", type=Path, help="a folder with node_modules/datatables.net")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = compare(Path(folder), options.rounds, options.datatables)
    for name, taken in found.items():
        times = [changed for changed, _ in taken]
        rest = statistics.median(done for _, done in taken)
        print(
            f"{name:>10}: median {statistics.median(times):5.1f} ms, worst {max(times):5.1f} ms, {len(times)} changes; "
            f"with all that follows {rest:5.1f} ms"
        )


if __name__ == "__main__":
    main()
