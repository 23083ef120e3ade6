"""What study work costs: replaying a long review log, and its share of a build of this book. All of it in CPU time,
which does not depend on what else the machine does.

`python scripts/bench_study.py` prints figures; `make bench` runs it too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from loopbook import library
from loopbook.adapters.session import ItemSetter, items_json
from loopbook.cli.context import read_site
from loopbook.model import Grade
from loopbook.pages import checklists, home, plan, progress, review
from loopbook.pages.review import session_data
from loopbook.pages.writer import Writer
from loopbook.review_log import LogLine, as_line, read_log
from loopbook.study import Desk
from loopbook.study.memory import Replay

ROOT = Path(__file__).parent.parent
TODAY = dt.date(2026, 11, 20)
EXTENSIONS = ["attr_list", "tables", "admonition", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex"]


def timed(work: Callable[[], object], times: int = 3) -> float:
    """The least CPU time of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def cost(command: list[str], variables: dict[str, str]) -> float:
    """The CPU time of another process and those that it starts, in seconds."""
    before = os.times()
    subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


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
    """What a build of this book does for study: memories, queues, plan, charts, lists; and the session's items.

    Most of the last is Markdown: each answer is set as HTML once more than on its page. So it is told apart.
    """
    site, _ = read_site(ROOT / "mkdocs.yml")
    book = library.load(site)
    options = {"pymdownx.arithmatex": {"generic": True}}

    def pages() -> None:
        writer = Writer(Desk(book, TODAY))
        for part in (home, plan, progress, review, checklists):
            for page in part.pages(writer):
                _ = page.text

    def data() -> None:
        session_data(Desk(book, TODAY))

    def items() -> str:
        return items_json(Desk(book, TODAY), ItemSetter(EXTENSIONS, options), lambda uri: uri, {})

    items()  # a build has set the decks' formulas already
    thinking = timed(pages) + timed(data)
    setting = max(0.0, timed(items) - timed(data))
    kept = ItemSetter(EXTENSIONS, options)
    items_json(Desk(book, TODAY), kept, lambda uri: uri, {})
    again = max(0.0, timed(lambda: items_json(Desk(book, TODAY), kept, lambda uri: uri, {})) - timed(data))
    print(f"study, without Markdown  {thinking:7.2f} s")
    print(f"answers set as HTML      {setting:7.2f} s  the first time, {again:.2f} s when they are kept")
    variables = {**os.environ, "LOOPBOOK_AUDIENCE": "private", "LOOPBOOK_TODAY": str(TODAY), "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder]
        whole = cost(command, variables | {"LOOPBOOK_CACHE": "off"})
    print(f"whole build, cold        {whole:7.2f} s")
    print(f"share of study           {thinking / whole:7.1%}")
    shares = f"{(thinking + setting) / whole:7.1%}  the first time, {(thinking + again) / whole:.1%} then"
    print(f"  with the answers       {shares}")


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
