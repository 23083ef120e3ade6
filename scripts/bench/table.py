"""What was measured, as rows: for the terminal, and as the table of the guide."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass, field
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "speed.md"
_BEGIN, _END = "<!-- figures of make bench -->", "<!-- end of the figures -->"


@dataclass(frozen=True)
class Row:
    """One line of the report."""

    what: str
    value: str
    """What came out, with its unit."""
    ratio: float | None = None
    """What the goal is about: the share of the time that the other takes; or another number, see `what`."""
    goal: float | None = None
    """The most that the ratio may be."""
    work: float | None = None
    """The same ratio in processor time: on a busy machine the better one."""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met, None if there is none."""
        return None if self.goal is None or self.ratio is None else self.ratio <= self.goal

    def cells(self) -> list[str]:
        """The row as text."""
        met = {True: "yes", False: "no", None: ""}[self.is_met]
        goal = "" if self.goal is None else f"≤ {self.goal:g}"
        return [self.what, self.value, _number(self.ratio), _number(self.work), goal, met]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}" if value < 0.2 else f"{value:.2f}"


@dataclass
class Report:
    """All rows so far, printed as they come."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Note a row and print it."""
        self.rows.append(row)
        what, value, ratio, work, goal, met = row.cells()
        more = f" (work {work})" if work else ""
        ending = f"   goal {goal}: {met}" if met else ""
        print(f"  {what:<66} {value:>17}   {ratio}{more}{ending}", flush=True)

    def title(self, text: str) -> None:
        """Say what comes."""
        print(f"\n{text}", flush=True)

    def markdown(self, said: str) -> str:
        """The table of the guide, and how it came about."""
        lines = [
            said,
            "",
            "| what | measured | ratio | ratio of work | goal | met |",
            "| --- | --: | --: | --: | --: | --- |",
        ]
        lines += [f"| {' | '.join(row.cells())} |" for row in self.rows]
        return "\n".join(lines)


def machine() -> str:
    """What it was measured on, in a few words."""
    import os

    return f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"


def write_guide(report: Report, said: str, guide: Path = GUIDE) -> None:
    """Put the table into the guide, in place of the last one."""
    text = guide.read_text("utf-8")
    found = re.search(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", text, re.S)
    if found is None:
        raise SystemExit(f"{guide}: the lines '{_BEGIN}' and '{_END}' are missing; put them where the table belongs")
    table = f"{_BEGIN}\n\n{report.markdown(said)}\n\n{_END}"
    guide.write_text(text[: found.start()] + table + text[found.end() :], "utf-8")
