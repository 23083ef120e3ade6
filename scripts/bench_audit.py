"""How much of a public build the audit takes, in CPU time of one process; `python scripts/bench_audit.py [--share F]`.

The book has 3,000 problems and 500 notes, of which every second is private (times F). It ends with 1 if the audit took
more than the share that it may take.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from mkdocs.__main__ import cli  # noqa: E402

from big_book import write_big_book  # noqa: E402
from loopbook.adapters import mkdocs as adapter  # noqa: E402

ALLOWED = 0.05
SIZES = {"problems": 3000, "papers": 500, "questions": 200, "companies": 40, "notes": 500}


def half_private(folder: Path) -> None:
    """Make every second problem and note private."""
    problems = folder / "data/problems.yml"
    lines = problems.read_text("utf-8").splitlines()
    lines[::2] = [line.replace("- {", '- {"visibility": "private", ', 1) for line in lines[::2]]
    problems.write_text("\n".join(lines) + "\n", "utf-8")
    for path in sorted((folder / "docs/notes").glob("*.md"))[::2]:
        text = path.read_text("utf-8").removeprefix("---\n")
        path.write_text(f"---\nvisibility: private\n{text}", encoding="utf-8")


def main() -> None:
    """Build once and print the audit's share."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the large book")
    options = parser.parse_args()
    os.environ |= {"NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_AUDIENCE": "public", "LOOPBOOK_CACHE": "off"}
    run, spent = adapter.audit_build, [0.0]

    def timed(*arguments: Any) -> Any:
        start = time.process_time()
        report = run(*arguments)
        spent[0] += time.process_time() - start
        return report

    adapter.audit_build = timed
    with tempfile.TemporaryDirectory() as place:
        sizes = {name: max(1, round(count * options.share)) for name, count in SIZES.items()}
        book = write_big_book(Path(place) / "book", **sizes)
        half_private(book)
        if not (book / "hooks" / "loopbook").exists():
            (book / "hooks" / "loopbook").symlink_to(ROOT / "hooks" / "loopbook")
        start = time.process_time()
        cli(["build", "-q", "-f", str(book / "mkdocs.yml")], standalone_mode=False)
        whole = time.process_time() - start
        files = sum(path.is_file() for path in (book / "site").rglob("*"))
    share = spent[0] / whole
    print(f"{files} files in {whole:.1f} s of CPU time, of which the audit took {spent[0]:.2f} s: {share:.1%}")
    sys.exit(share > ALLOWED)


if __name__ == "__main__":
    main()
