"""Plain notes without a book: what `rebuild` gains on any site of MkDocs with Material."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import generators
from generators import Generator
from measure import Run, Runs, differences
from notes import path_of, write_notes
from table import Report, Row

GOALS: dict[str, dict[int, float]] = {
    "one note edited": {500: 0.07, 2000: 0.03},
    "its title edited": {2000: 0.08},
    "cold, two processes": {2000: 0.40},
    "cold, one process": {2000: 0.75},
}
"""The most that each may take of Material's time with `navigation.prune`, by number of notes."""
AGAINST_ZENSICAL = {2000: 0.15}
GROWTH = 1.05


@dataclass(frozen=True)
class Plan:
    """How much is measured of one size."""

    notes: int
    rounds: int
    whole: int = 0
    """Rounds with the whole navigation."""
    others: int = 1
    """Rounds with other programs."""
    is_short: bool = False
    """Whether cold builds in one process, and the comparison after the edits, are left out: they take minutes."""


def edit(note: Path, number: int, *, title: bool) -> None:
    """Change a note's text, or its title too."""
    text = note.read_text("utf-8")
    if title:
        text = text.replace("\n# ", f"\n# Edition {number}: ", 1)
    note.write_text(f"{text}\n\nThis is edit {number}.\n", "utf-8")


class Notes:
    """One size's measurements."""

    def __init__(self, folder: Path, plan: Plan, report: Report) -> None:
        self.plan, self.report = plan, report
        self.folder = folder / f"notes-{plan.notes}"
        self.runs: defaultdict[str, Runs] = defaultdict(Runs)
        self.different = 0
        self.compared = 0

    def measure(self) -> None:
        """Run all rounds, each program in turn, and report."""
        self.folder.mkdir(parents=True)
        write_notes(self.folder, self.plan.notes)
        prune, warm = generators.prune(self.folder), generators.ours(self.folder, "warm")
        two, one = generators.ours(self.folder, "two"), generators.ours(self.folder, "one", processes="1")
        note = self.folder / "docs" / path_of(self.plan.notes // 2)
        warm.cold()
        for i in range(self.plan.rounds):
            self.note("cold, two processes", two.cold())
            self.note("prune", prune.cold())
            self.compare(two, prune)
            if not self.plan.is_short:
                self.note("cold, one process", one.cold())
                self.compare(one, prune)
            self.note("nothing edited", warm.build())
            edit(note, i, title=False)
            self.note("one note edited", warm.build())
            edit(note, i, title=True)
            self.note("its title edited", warm.build())
            if i == self.plan.rounds - 1 and not self.plan.is_short:  # what the other rounds left is in it
                prune.build()
                self.compare(warm, prune)
            if i < self.plan.whole:
                self.note("whole", generators.whole(self.folder).cold())
        for other in generators.others(self.folder):
            for i in range(self.plan.others):
                self.note(other.name, other.cold())
                edit(note, 100 + i, title=False)
                self.note(f"{other.name}, one note edited", other.build())
        self.tell()

    def note(self, name: str, one: Run) -> None:
        """Keep a measurement."""
        self.runs[name].add(one)
        print(f"    {self.plan.notes:>5} {name:<36} {one.seconds:7.2f} s", flush=True)

    def compare(self, site: Generator, other: Generator) -> None:
        """Compare two sites byte for byte."""
        self.compared += 1
        self.different += differences(site.site, other.site)

    def tell(self) -> None:
        """Report what came out."""
        size, prune = self.plan.notes, self.runs["prune"]
        self.report.title(f"{size} notes")
        self.report.add(Row(f"{size} notes: Material, `navigation.prune`", f"{prune.seconds:.2f} s"))
        for name, found in self.runs.items():
            if name != "prune":
                label = {"whole": "Material, whole navigation on each page"}.get(name, name)
                goal = GOALS.get(name, {}).get(size)
                ratio, work = found.seconds / prune.seconds, found.work / prune.work
                self.report.add(Row(f"{size} notes: {label}", f"{found.seconds:.2f} s", ratio, goal, work))
        theirs, edited = self.runs["Zensical, one note edited"], self.runs["one note edited"]
        if theirs:
            what = f"{size} notes: one note edited, against Zensical's"
            goal = AGAINST_ZENSICAL.get(size)
            self.report.add(Row(what, f"{edited.seconds:.2f} s", edited.seconds / theirs.seconds, goal))
        largest = self.runs["cold, two processes"].megabytes
        what = f"{size} notes: memory of the larger process, beside Material's"
        self.report.add(Row(what, f"{largest:.0f} MB", largest / prune.megabytes))
        what = f"{size} notes: files that differ, in {self.compared} comparisons of whole sites"
        self.report.add(Row(what, str(self.different), float(self.different), 0))


def whole_once(notes: Notes) -> None:
    """Material with the whole navigation on each page, once: at 2,000 notes it takes two minutes."""
    one = generators.whole(notes.folder).cold()
    prune = notes.runs["prune"]
    what = f"{notes.plan.notes} notes: Material, whole navigation on each page"
    ratio, work = one.seconds / prune.seconds, one.work / prune.work
    notes.report.add(Row(what, f"{one.seconds:.2f} s", ratio, None, work))


def growth(small: Notes, large: Notes, report: Report) -> None:
    """Report the exponent with which a cold build grows."""
    for name in ("cold, two processes", "cold, one process", "prune"):
        a, b = small.runs[name], large.runs[name]
        if a and b:  # not all are measured of all sizes
            step = math.log(large.plan.notes / small.plan.notes)
            exponent = math.log(b.seconds / a.seconds) / step
            goal = None if name == "prune" else GROWTH
            what = f"{name}, {small.plan.notes} → {large.plan.notes}: exponent of growth"
            report.add(Row(what, f"{exponent:.2f}", exponent, goal, math.log(b.work / a.work) / step))
