"""How long a large book takes: Loopbook, and Material without hooks on the same pages as plain files. Whole processes.

`python scripts/bench.py [--rounds N] [--share F]` builds a generated book of 3,000 problems, 500 papers, 200 questions,
40 companies and 300 notes (times F), and a tenth of it, in alternating rounds, and prints medians and ratios. Seconds
are worth little on a busy machine; ratios of one run are what to quote.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from big_book import write_big_book  # noqa: E402

SIZES = {"problems": 3000, "papers": 500, "questions": 200, "companies": 40, "notes": 300}


def build(folder: Path) -> tuple[float, float]:
    """Build a book from nothing: seconds by the clock, and the largest process's memory so far in MB."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_AUDIENCE": "private", "LOOPBOOK_CACHE": "off"}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, env=variables, check=True)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def pair(folder: Path, share: float) -> tuple[Path, Path]:
    """The book, and the same pages as plain Markdown for Material alone."""
    sizes = {name: max(1, round(count * share)) for name, count in SIZES.items()}
    book, plain = write_big_book(folder / "book", **sizes), folder / "plain"
    if not (book / "hooks" / "loopbook").exists():
        (book / "hooks" / "loopbook").symlink_to(ROOT / "hooks" / "loopbook")
    command = [sys.executable, "-m", "loopbook", "-C", str(book), "export", "markdown"]
    subprocess.run([*command, "--audience", "private", "--to", str(plain)], check=True, stdout=subprocess.DEVNULL)
    return book, plain


def main() -> None:
    """Print a table of medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--share", type=float, default=1.0, help="of the large book")
    options = parser.parse_args()
    print(f"{'book':>6} {'Loopbook s':>11} {'plain s':>9} {'ratio':>6} {'MB':>6}")
    for share in (options.share / 10, options.share):
        with tempfile.TemporaryDirectory() as folder:
            book, plain = pair(Path(folder), share)
            ours, theirs, memory = [], [], 0.0
            for _ in range(options.rounds):
                seconds, memory = build(book)
                ours.append(seconds)
                theirs.append(build(plain)[0])
            mine, other = statistics.median(ours), statistics.median(theirs)
            print(f"{share:>6.2f} {mine:>11.1f} {other:>9.1f} {mine / other:>6.2f} {memory:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
