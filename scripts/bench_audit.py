"""How much of a public build the audit takes; `python scripts/bench_audit.py [--share F] [--json]`.

The book has 3,000 problems and 500 notes, of which every second is private (times F), and is built as its owner builds
it for the first time: by the command, from its start to its end, with nothing in the book's cache. Two shares are
printed: of the time that passes, and of processor time. It ends with 1 if the audit took more of one of them than
it may. It has a second process where it can, so nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

ALLOWED = 0.05
SIZES = {"problems": 3000, "papers": 500, "questions": 200, "companies": 40, "notes": 500}


def half_private(folder: Path) -> None:
    """Make every second problem and note private, and keep some secrets."""
    secrets = [f"Codename {number:03}\ncodename{number:03}@example.org" for number in range(20)]
    (folder / "secrets.txt").write_text("\n".join(secrets) + "\n", encoding="utf-8")
    problems = folder / "data/problems.yml"
    lines = problems.read_text("utf-8").splitlines()
    lines[::2] = [line.replace("- {", '- {"visibility": "private", ', 1) for line in lines[::2]]
    problems.write_text("\n".join(lines) + "\n", "utf-8")
    for path in sorted((folder / "docs/notes").glob("*.md"))[::2]:
        text = path.read_text("utf-8").removeprefix("---\n")
        path.write_text(f"---\nvisibility: private\n{text}", encoding="utf-8")


def build(config: str, measured: Path) -> None:
    """Be the command `mkdocs build`, and write down what the audit took, in seconds: as they pass, and of work."""
    from mkdocs.__main__ import cli

    from loopbook.adapters import mkdocs as adapter
    from loopbook.adapters import publishing

    run = publishing.audit_build

    def timed(*arguments: Any) -> Any:
        start, worked = time.perf_counter(), processor_time()
        report = run(*arguments)
        measured.write_text(json.dumps([time.perf_counter() - start, processor_time() - worked]), "utf-8")
        return report

    setattr(adapter, "audit_build", timed)  # noqa: B010 - it is imported there, not exported
    cli(["build", "-q", "-f", config], standalone_mode=False)


def main() -> None:
    """Build once and print the audit's share."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the large book")
    parser.add_argument("--json", action="store_true", help="for `make bench`")
    parser.add_argument("--build", nargs=2, metavar=("CONFIG", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(options.build[0], Path(options.build[1]))
        return
    from big_book import write_big_book

    with tempfile.TemporaryDirectory() as place:
        sizes = {name: max(1, round(count * options.share)) for name, count in SIZES.items()}
        book = write_big_book(Path(place) / "book", **sizes)
        half_private(book)
        if not (book / "hooks" / "loopbook").exists():
            (book / "hooks" / "loopbook").symlink_to(ROOT / "hooks" / "loopbook")
        measured = Path(place) / "measured"
        command = [sys.executable, __file__, "--build", str(book / "mkdocs.yml"), str(measured)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOPBOOK_")}
        environment |= {"NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_AUDIENCE": "public"}
        environment["PYTHONDONTWRITEBYTECODE"] = ""  # as on anybody's machine: modules are compiled once
        start, worked = time.perf_counter(), processor_time()
        subprocess.run(command, env=environment, check=True)
        whole = time.perf_counter() - start, processor_time() - worked
        files = sum(path.is_file() for path in (book / "site").rglob("*"))
        spent = json.loads(measured.read_text("utf-8"))
    if options.json:
        names = ("audit", "build", "audit_work", "build_work")
        print(json.dumps(dict(zip(names, (spent[0], whole[0], spent[1], whole[1]), strict=True))))
        return
    share, work = spent[0] / whole[0], spent[1] / whole[1]
    print(
        f"{files} files in {whole[0]:.1f} s, of which the audit took {spent[0]:.2f} s: {share:.1%}; "
        f"in processor time {spent[1]:.2f} of {whole[1]:.1f} s: {work:.1%}"
    )
    sys.exit(max(share, work) > ALLOWED)


def processor_time() -> float:
    """Of this process and of those that it waited for, in seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
