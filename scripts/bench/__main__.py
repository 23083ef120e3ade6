"""How fast it is: `make bench`, or `python scripts/bench [--quick] [--only PART …] [--minutes N] [--write]`.

Generates books, builds them with Material and with Loopbook in turn, compares the sites byte for byte, and prints
medians and ratios. Ratios of one run are what to quote: seconds say more of the machine. When time runs out, the parts
that are left are named and left out; what was measured is reported all the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import auditing
import filters
import importing
import plain_notes
import whole_books
from measure import Failed
from plain_notes import Notes, Plan
from table import Report, machine, write_guide

import serving

FULL = (Plan(100, 3, whole=2), Plan(500, 3, whole=1), Plan(2000, 2), Plan(5000, 1, others=0, is_short=True))
QUICK = (Plan(40, 1), Plan(160, 1, whole=1))


def steps(folder: Path, report: Report, *, is_quick: bool) -> list[tuple[str, float, Callable[[], None]]]:
    """What there is to measure: its part, the minutes that it takes about, and what to call; the weightiest first."""
    measured: dict[int, Notes] = {}

    def notes(plan: Plan) -> Callable[[], None]:
        def measure() -> None:
            found = Notes(folder, plan, report)
            found.measure()
            measured[plan.notes] = found

        return measure

    def growth() -> None:
        for small in sorted(measured)[-2:-1] if is_quick else [500]:
            for large in [size for size in measured if size > small and small in measured]:
                plain_notes.growth(measured[small], measured[large], report)

    if is_quick:
        return [
            *(("notes", 0.5, notes(plan)) for plan in QUICK),
            ("growth", 0, growth),
            ("trackers", 0.5, lambda: whole_books.trackers(folder, 150, 1, report)),
            ("audit", 0.1, lambda: auditing.measure(1, report, 0.1)),
            ("serve", 0.5, lambda: serving.measure(folder, 100, 2, report)),
        ]
    return [
        *(("notes", minutes, notes(plan)) for plan, minutes in zip(FULL[:3], (0.6, 1.7, 4.8), strict=True)),
        ("starter", 2.0, lambda: whole_books.starter(folder, 2, report)),
        ("trackers", 0.2, lambda: whole_books.trackers(folder, 150, 2, report)),
        ("trackers", 0.5, lambda: whole_books.trackers(folder, 1000, 2, report)),
        ("trackers", 1.5, lambda: whole_books.trackers(folder, 3000, 2, report)),
        ("audit", 1.6, lambda: auditing.measure(7, report)),
        ("filters", 0.7, lambda: filters.measure(folder, 5, report)),
        ("import", 1.8, lambda: importing.measure(folder, 3, report)),
        ("serve", 0.7, lambda: serving.measure(folder, 500, 2, report)),
        ("serve", 2.5, lambda: serving.measure(folder, 2000, 1, report)),
        ("notes", 4.3, notes(FULL[3])),
        ("growth", 0, growth),
        ("foundation", 1.0, lambda: whole_books.foundation(folder, 1, report)),
        ("rest", 1.0, lambda: whole_books.rest(report)),
        ("whole", 2.2, lambda: plain_notes.whole_once(measured[2000])),
    ]


def main() -> None:
    """Measure, print, and write the guide's table if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="small books and one round: two minutes")
    parser.add_argument("--only", nargs="+", metavar="PART", help="notes, growth, starter, trackers, serve, …")
    parser.add_argument("--minutes", type=float, default=20, help="begin nothing that would take longer (20)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/guide/speed.md")
    options = parser.parse_args()
    report, start, left_out = Report(), time.monotonic(), []
    print(f"{machine()}; at most {options.minutes:g} minutes", flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix="loopbook-bench-") as place:
            for part, minutes, measure in steps(Path(place).resolve(), report, is_quick=options.quick):
                if options.only and part not in options.only:
                    continue
                passed = (time.monotonic() - start) / 60
                if passed + minutes > options.minutes:
                    left_out.append(f"{part} ({minutes:g} minutes)")
                    continue
                print(f"\n[{passed:.1f} min] {part}", flush=True)
                try:
                    measure()
                except (Failed, KeyError, OSError) as failed:  # KeyError: it wants what was left out before
                    left_out.append(f"{part} (failed)")
                    print(f"{part} failed: {failed}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        left_out.append("the rest (interrupted)")
    missed = [row.what for row in report.rows if row.is_met is False]
    print(f"\n{len(report.rows)} rows in {(time.monotonic() - start) / 60:.1f} minutes; ", end="")
    print(f"goals missed: {'; '.join(missed) or 'none'}")
    if left_out:
        print(f"left out: {', '.join(left_out)}")
    if options.write and report.rows:
        write_guide(report, f"`make bench` on a machine with {machine()}.")
    if any("differ" in row.what for row in report.rows if row.is_met is False):
        sys.exit("Sites differ that should be the same, byte for byte.")


if __name__ == "__main__":
    main()
