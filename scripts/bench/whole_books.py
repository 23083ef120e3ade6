"""Books: the starter's own mix of pages, large trackers, and what Loopbook itself costs beside plain Markdown."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from generators import ROOT
from measure import ENVIRONMENT, MKDOCS, Run, Runs, differences, run
from table import Report, Row

import serving

sys.path += [str(ROOT / "hooks"), str(ROOT / "tests")]

from big_book import edit_problem, write_big_book

LARGE = {"problems": 3000, "papers": 500, "questions": 200, "companies": 40, "notes": 300}
OFF = {"LOOPBOOK_CACHE": "off"}
PUBLIC = {"LOOPBOOK_AUDIENCE": "public"}
GOAL_MIX, GOAL_EDIT, GOAL_SHARE, GOAL_CHECK, GOAL_GROWTH = 0.6, 0.06, 1.1, 0.3, 1.05


def loopbook(folder: Path, *arguments: str, **environment: str) -> Run:
    """Run the command line in a book."""
    variables = {"PYTHONPATH": str(ROOT / "hooks"), **environment}
    return run([sys.executable, "-m", "loopbook", *arguments], folder, **variables)


def build(folder: Path, site: str, **environment: str) -> Run:
    """Build a book or an export into a folder below it."""
    return run([*MKDOCS, "build", "-q", "-d", site], folder, **environment)


def cold(folder: Path, site: str = "site", **environment: str) -> Run:
    """Build as if for the first time."""
    for place in (site, ".cache"):
        shutil.rmtree(folder / place, ignore_errors=True)
    return build(folder, site, **environment)


def plain_copy(book: Path, to: Path) -> Path:
    """The pages of a book as plain Markdown, for Material alone, with `navigation.prune`."""
    loopbook(book, "export", "markdown", "--audience", "private", "--to", str(to))
    config = to / "mkdocs.yml"
    text = config.read_text("utf-8")
    if "navigation.prune" not in text:
        text = text.replace("features: [", "features: [navigation.prune, ", 1)
        text = text.replace("features:\n", "features:\n  - navigation.prune\n", 1)
        config.write_text(text, "utf-8")
    return to


def with_rebuilds(folder: Path) -> None:
    """Let a generated book name both hooks."""
    shutil.copy(ROOT / "hooks" / "rebuild_hooks.py", folder / "hooks")
    config = folder / "mkdocs.yml"
    both = "hooks: [hooks/book_hooks.py, hooks/rebuild_hooks.py]"
    config.write_text(config.read_text("utf-8").replace("hooks: [hooks/book_hooks.py]", both), "utf-8")


def starter(folder: Path, rounds: int, report: Report) -> None:
    """The book of this repository, beside the same pages as plain Markdown."""
    book = folder / "starter"
    shutil.copytree(ROOT / "docs", book / "docs")
    shutil.copytree(ROOT / "data", book / "data")
    shutil.copytree(ROOT / "hooks", book / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", book)
    plain = plain_copy(book, folder / "starter-plain")
    runs: defaultdict[str, Runs] = defaultdict(Runs)
    for _ in range(rounds):
        runs["two"].add(cold(book))
        runs["plain"].add(cold(plain))
        runs["one"].add(cold(book, LOOPBOOK_PROCESSES="1"))
        runs["off"].add(cold(book, "site-off", **OFF))
    different = differences(book / "site", book / "site-off")
    build(book, "site-public", **PUBLIC)
    for _ in range(rounds):
        runs["public"].add(build(book, "site-public", **PUBLIC))
    report.title("The starter's own pages")
    base = runs["plain"]
    report.add(Row("starter: Material, the same pages as plain Markdown", f"{base.seconds:.2f} s"))
    for name, label, goal in (
        ("two", "all of Loopbook, cold, two processes", GOAL_MIX),
        ("one", "all of Loopbook, cold, one process", None),
        ("off", "all of Loopbook, without a cache", None),
        ("public", "for the public, audited, nothing edited", None),
    ):
        found = runs[name]
        ratio, work = found.seconds / base.seconds, found.work / base.work
        report.add(Row(f"starter: {label}", f"{found.seconds:.2f} s", ratio, goal, work))
    report.add(Row("starter: files that differ with and without a cache", str(different), float(different), 0))


def trackers(folder: Path, problems: int, rounds: int, report: Report) -> None:
    """One entry of a tracker edited, beside a build without a cache."""
    share = problems / LARGE["problems"]
    sizes = {name: max(1, round(count * share)) for name, count in LARGE.items()}
    book = write_big_book(folder / f"trackers-{problems}", **sizes)
    with_rebuilds(book)
    off, edited, nothing = Runs(), Runs(), Runs()
    first = cold(book)
    different = 0
    for i in range(rounds):
        edit_problem(book, problems // 2, f"Edit {i}: an insight of today.")
        edited.add(build(book, "site"))
        off.add(build(book, "site-off", **OFF))
        different += differences(book / "site", book / "site-off")
        nothing.add(build(book, "site"))
    report.title(f"A tracker of {problems} problems, with papers, companies and notes in proportion")
    report.add(Row(f"{problems} problems: without a cache", f"{off.seconds:.2f} s"))
    goal = GOAL_EDIT if problems == LARGE["problems"] else None
    for label, found, bound in (("one entry edited", edited, goal), ("nothing edited", nothing, None)):
        ratio, work = found.seconds / off.seconds, found.work / off.work
        report.add(Row(f"{problems} problems: {label}", f"{found.seconds:.2f} s", ratio, bound, work))
    report.add(Row(f"{problems} problems: cold", f"{first.seconds:.2f} s", first.seconds / off.seconds))
    served = serving.latency(
        book, "problems/", "", lambda mark: edit_problem(book, problems // 2, mark), rounds + 1, f"{problems} problems"
    )
    ratio, work = served.seconds / off.seconds, served.work / off.work if served.work else None
    report.add(Row(f"{problems} problems: one entry saved → served", f"{served.seconds:.2f} s", ratio, None, work))
    what = f"{problems} problems: files that differ, in {rounds} comparisons of whole sites"
    report.add(Row(what, str(different), float(different), 0))
    if problems == LARGE["problems"]:
        check(book, report)


def check(book: Path, report: Report) -> None:
    """`loopbook check` when nothing has changed since the last."""
    command = str(Path(sys.executable).parent / "loopbook")
    runs, again = Runs(), Runs()
    run([command, "check"], book)
    for _ in range(5):
        runs.add(run([command, "check"], book))
    for i in range(2):
        edit_problem(book, 7, f"Check {i}: an insight of today.")
        again.add(run([command, "check"], book))
    report.add(Row("`loopbook check`, warm: seconds", f"{runs.seconds:.2f} s", runs.seconds, GOAL_CHECK))
    report.add(Row("`loopbook check`, after one edit", f"{again.seconds:.2f} s"))


def foundation(folder: Path, rounds: int, report: Report) -> None:
    """What Loopbook costs without a cache, beside Material on the same pages; and how that grows."""
    seconds: dict[float, float] = {}
    report.title("What Loopbook itself costs, without a cache")
    for share in (0.1, 1.0):
        sizes = {name: max(1, round(count * share)) for name, count in LARGE.items()}
        book = write_big_book(folder / f"book-{share}", **sizes)
        plain = plain_copy(book, folder / f"plain-{share}")
        ours, theirs = Runs(), Runs()
        for _ in range(rounds):
            ours.add(cold(book, **OFF))
            theirs.add(cold(plain))
        seconds[share] = ours.seconds
        name = f"{sizes['problems']} problems, {sizes['notes']} notes"
        report.add(Row(f"{name}: Material, the same pages as plain Markdown", f"{theirs.seconds:.2f} s"))
        ratio, work = ours.seconds / theirs.seconds, ours.work / theirs.work
        report.add(Row(f"{name}: Loopbook", f"{ours.seconds:.2f} s", ratio, GOAL_SHARE if share == 1 else None, work))
        report.add(
            Row(f"{name}: memory, beside Material's", f"{ours.megabytes:.0f} MB", ours.megabytes / theirs.megabytes)
        )
    exponent = math.log(seconds[1.0] / seconds[0.1]) / math.log(10)
    report.add(Row("from a tenth to the whole: exponent of growth", f"{exponent:.2f}", exponent, GOAL_GROWTH))


def rest(report: Report) -> None:
    """What the benchmarks beside this folder, `scripts/bench_*.py`, find: they print it themselves."""
    for script in sorted((ROOT / "scripts").glob("bench_*.py")):
        report.title(script.name)
        variables = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT / "hooks")}
        try:
            done = subprocess.run([sys.executable, str(script)], cwd=ROOT, env=variables, check=False, timeout=180)
            if done.returncode:
                print("  its goal is missed, or it failed", flush=True)
        except subprocess.TimeoutExpired:
            print("  not ready after three minutes", flush=True)
