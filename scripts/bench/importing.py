"""What an import of a long list takes, in a new book, with its closing check; and the same list once more."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from generators import ROOT
from measure import Run, Runs, run
from table import Report, Row

ROWS = 20_000
SECONDS, MEGABYTES = 5, 300
WORDS = ("array", "binary", "graph", "heap", "interval", "matrix", "path", "prefix", "queue", "stack", "string", "tree")
COMPANIES = ("Acme", "Globex", "Initech", "Umbrella")
TOPICS = ("Heap", "Graph", "Two Pointers", "Dynamic Programming", "Something Else")
OF_ONE, OF_SEVERAL = 6, 8
"""How many of the columns a list of one company has, and one of several."""
HEADINGS = ("Difficulty", "Title", "Frequency", "Acceptance Rate", "Link", "Topics", "ID", "Companies")
KINDS = {
    "one company's list": ("Hooli/5. All.csv", OF_ONE, (1, 2), (1, 2)),
    "a list of several companies": ("problems.csv", OF_SEVERAL, (1, 2), (1, 2)),
    "a list of one to three companies and two topics": ("dense.csv", OF_SEVERAL, (2, 2), (1, 3)),
}
"""The forms in which such lists are about: file, columns, and the fewest and most topics and companies of a row."""


def rows(count: int, topics: tuple[int, int], companies: tuple[int, int], seed: int = 0) -> Iterator[list[str]]:
    """Rows of a list of problems, all different, with the fewest and the most topics and companies that one has."""
    chance = random.Random(seed)
    for i in range(count):
        words = [*chance.choices(WORDS, k=4), str(i)]
        yield [
            chance.choice(("EASY", "MEDIUM", "HARD")),
            " ".join(words).title(),
            f"{chance.uniform(1, 100):.1f}",
            f"{chance.uniform(0.2, 0.9):.4f}",
            f"https://leetcode.com/problems/{'-'.join(words)}",
            ", ".join(chance.sample(TOPICS, chance.randint(*topics))),
            str(10_000 + i),
            "; ".join(chance.sample(COMPANIES, chance.randint(*companies))),
        ]


def measure(folder: Path, rounds: int, report: Report) -> None:
    """Import each form, in a book of its own each time; memory is that of the command's greatest process."""
    report.title("An import")
    for kind, (name, columns, topics, companies) in KINDS.items():
        source = folder / "lists" / name
        source.parent.mkdir(parents=True, exist_ok=True)
        with source.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(row[:columns] for row in (HEADINGS, *rows(ROWS, topics, companies)))
        first, again = Runs(), Runs()
        for i in range(rounds):
            book = folder / f"{source.stem}-{i}"
            loopbook(folder, "new", str(book))
            command = ("-C", str(book), "import", "leetcode", str(source), "--yes")
            first.add(loopbook(folder, *command))
            again.add(loopbook(folder, *command))
        for when, runs in (("", first), (", once more", again)):
            what = f"`loopbook import`, {ROWS:,} rows, {kind}{when}"
            report.add(Row(f"{what}: seconds", f"{runs.seconds:.2f} s", runs.seconds, None if when else SECONDS))
            report.add(Row(f"{what}: memory", f"{runs.megabytes:.0f} MB", runs.megabytes, MEGABYTES))


def loopbook(folder: Path, *arguments: str) -> Run:
    """A command of Loopbook, in a folder."""
    return run((sys.executable, "-m", "loopbook", *arguments), folder, PYTHONPATH=str(ROOT / "hooks"))
