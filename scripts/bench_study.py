"""How long study work takes: replaying a long review log, and its share of a build of this book.

`python scripts/bench_study.py` prints figures; `make bench` runs it too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from loopbook import library
from loopbook.adapters.session import ItemSetter, items_json
from loopbook.cli.context import read_site
from loopbook.model import Grade
from loopbook.pages import home, plan, progress, review
from loopbook.pages.writer import Writer
from loopbook.review_log import LogLine, as_line, read_log
from loopbook.study import Desk
from loopbook.study.memory import Replay

ROOT = Path(__file__).parent.parent
TODAY = dt.date(2026, 11, 20)
EXTENSIONS = ["attr_list", "tables", "admonition", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex"]


def timed(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def long_log(count: int, items: int) -> list[LogLine]:
    """Reviews of many items over two years."""
    draw = random.Random(1)
    days = [TODAY - dt.timedelta(n) for n in range(730)]
    grades = list(Grade)

    def row(n: int) -> LogLine:
        moment = f"07:{n // 60 % 60:02}:{n % 60:02}.{n % 1000:03}"
        item = f"problems/p{draw.randrange(items)}"
        return LogLine(draw.choice(days), moment, item, draw.choice(grades), draw.randint(1, 40))

    return [row(n) for n in range(count)]


def study_work() -> None:
    """Everything that a build of this book does for study: memories, packs' queue, plan, charts, session items."""
    site, _ = read_site(ROOT / "mkdocs.yml")
    desk = Desk(library.load(site), TODAY)
    start = time.perf_counter()
    writer = Writer(desk)
    for part in (home, plan, progress, review):
        list(part.pages(writer))
    pages = time.perf_counter() - start
    options = {"pymdownx.arithmatex": {"generic": True}}
    items_json(
        desk, ItemSetter(EXTENSIONS, options), lambda uri: uri, {}
    )  # a build has set the decks' formulas already
    start = time.perf_counter()
    setter = ItemSetter(EXTENSIONS, options)
    text = items_json(desk, setter, lambda uri: uri, {})
    items = time.perf_counter() - start
    print(f"study pages              {pages:7.2f} s")
    print(f"review items as JSON     {items:7.2f} s  ({len(text) / 1e6:.1f} MB, {len(desk.items)} items)")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "/tmp/loopbook-bench-study"]
    variables = {**os.environ, "LOOPBOOK_AUDIENCE": "private", "LOOPBOOK_TODAY": str(TODAY), "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True)
    whole = time.perf_counter() - start
    print(f"whole build              {whole:7.2f} s")
    print(f"share of study           {(pages + items) / whole:7.1%}")


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=3_000)
    options = parser.parse_args()
    rows = long_log(options.reviews, options.items)
    text = "".join(f"{as_line(row)}\n" for row in rows)
    print(f"{options.reviews} reviews of {options.items} items, {len(text) / 1e6:.1f} MB")
    print(f"reading the log          {timed(lambda: read_log(text, 'reviews.yml')):7.2f} s")
    print(f"replaying it             {timed(lambda: Replay().run(rows)):7.2f} s")
    study_work()


if __name__ == "__main__":
    main()
