"""What part of a public build the search for what is private takes."""

from __future__ import annotations

import json
import subprocess
import sys

from generators import ROOT
from measure import Failed
from table import Report, Row

GOAL = 0.05
"""The share of the time of a build by MkDocs that the audit may take."""


def measure(rounds: int, report: Report, share: float = 1.0) -> None:
    """Build the large book, half of it private, for the first time, by the command; `share` is how much of it."""
    report.title("A public build")
    size = f"{round(3000 * share):,} problems and {round(500 * share)} notes"
    for how, options in (("", []), (", with fast rebuilds", ["--fast"])):
        script = str(ROOT / "scripts" / "bench_audit.py")
        command = [sys.executable, script, "--json", "--share", str(share), "--rounds", str(rounds), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout.startswith("{"):
            raise Failed(done.stderr)
        found = json.loads(done.stdout)
        name = f"the audit, of a first `mkdocs build` for the public, {size}{how}"
        value = f"{found['audit']:.2f} of {found['build']:.1f} s"
        goal = GOAL if share == 1 and not options else None
        work = found["audit_work"] / found["build_work"]
        report.add(Row(name, value, found["audit"] / found["build"], goal, work))
