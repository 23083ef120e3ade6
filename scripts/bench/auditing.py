"""What part of a public build the search for what is private takes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from generators import ROOT
from measure import Failed
from table import Report, Row

GOAL = 0.05
"""The share of a build's time that the audit may take."""


def measure(rounds: int, report: Report, share: float = 1.0) -> None:
    """Build the large book, half of it private, for the first time, by the command; `share` is how much of it."""
    shares, works = [], []
    command = [sys.executable, str(ROOT / "scripts" / "bench_audit.py"), "--json", "--share", str(share)]
    for _ in range(rounds):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout.startswith("{"):
            raise Failed(done.stderr)
        found = json.loads(done.stdout)
        shares.append(found["audit"] / found["build"])
        works.append(found["audit_work"] / found["build_work"])
    report.title("A public build")
    ratio, work = statistics.median(shares), statistics.median(works)
    value = f"{found['audit']:.2f} of {found['build']:.1f} s"
    size = f"{round(3000 * share):,} problems and {round(500 * share)} notes"
    name = f"the audit, of a first `mkdocs build` for the public, {size}"
    report.add(Row(name, value, ratio, GOAL if share == 1 else None, work))
