"""Commands and what they take: time, work of all their processes, memory; and whether two sites are the same."""

from __future__ import annotations

import filecmp
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

DAY = "2026-11-20"
ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",
    "SOURCE_DATE_EPOCH": "1795000000",  # what a page or a sitemap shows of the day is then the same in all builds
    "LOOPBOOK_TODAY": DAY,
    "LOOPBOOK_AUDIENCE": "private",
    "PYTHONDONTWRITEBYTECODE": "",  # as on anybody's machine: modules are compiled once, not at every start
}
MKDOCS = (sys.executable, "-m", "mkdocs")


class Failed(Exception):  # noqa: N818 - what it is, not what went wrong
    """A command that did not end well, with what it said last."""


@dataclass(frozen=True)
class Run:
    """One command that has ended."""

    seconds: float
    """By the clock."""
    work: float
    """Seconds of processor time, of the command and all that it started."""
    megabytes: float
    """The most memory of the largest of its processes."""


def run(command: Iterable[str], folder: Path, **environment: str) -> Run:
    """Run a command in a folder. Raises Failed."""
    variables = {**os.environ, **ENVIRONMENT, **environment}
    with (folder / "bench.log").open("wb") as log:
        start = time.perf_counter()
        process = subprocess.Popen(list(command), cwd=folder, env=variables, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = (folder / "bench.log").read_text("utf-8", "replace")[-2000:]
        raise Failed(f"{' '.join(command)} in {folder} ended with {process.returncode}:\n{said}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@dataclass
class Runs:
    """The runs of one thing, in the rounds of one measurement."""

    all: list[Run] = field(default_factory=list)

    def add(self, one: Run) -> Run:
        """Note one more."""
        self.all.append(one)
        return one

    @property
    def seconds(self) -> float:
        """The median, by the clock."""
        return statistics.median(one.seconds for one in self.all)

    @property
    def work(self) -> float:
        """The median of processor time."""
        return statistics.median(one.work for one in self.all)

    @property
    def megabytes(self) -> float:
        """The largest."""
        return max(one.megabytes for one in self.all)

    def __bool__(self) -> bool:
        return bool(self.all)


def files(site: Path) -> dict[str, Path]:
    """The files of a site by their addresses."""
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}


def differences(one: Path, other: Path) -> int:
    """How many files two sites do not have alike, byte for byte."""
    a, b = files(one), files(other)
    return len(a.keys() ^ b.keys()) + sum(not filecmp.cmp(a[uri], b[uri], shallow=False) for uri in a.keys() & b.keys())
