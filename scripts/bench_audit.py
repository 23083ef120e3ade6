"""How much of a public build the audit takes; `python scripts/bench_audit.py [--share F] [--rounds N] [--json]`.

The book has 3,000 problems and 500 notes, of which every second is private (times F), and is built as its owner builds
it for the first time: by the command, from its start to its end, with nothing in the book's cache. It is built with the
audit and without it, in turns, so that whatever the audit costs anywhere in a build is counted; what is printed are
medians of N rounds' differences, of the time that passes and of processor time. It ends with 1 if the audit took more
of one of them than it may. It has a second process where it can, so nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def rebuild_fast(book: Path) -> None:
    """Have a book built as the starter is."""
    shutil.copy(ROOT / "hooks" / "rebuild_hooks.py", book / "hooks")
    config = book / "mkdocs.yml"
    hooks = "hooks: [hooks/book_hooks.py]"
    text = config.read_text("utf-8")
    assert hooks in text
    config.write_text(text.replace(hooks, "hooks: [hooks/book_hooks.py, hooks/rebuild_hooks.py]"), "utf-8")


def build(config: str, *, is_audited: bool) -> None:
    """Be the command `mkdocs build`."""
    from mkdocs.__main__ import cli

    from loopbook.adapters.mkdocs import Adapter

    if not is_audited:
        setattr(Adapter, "audits", lambda _: False)  # noqa: B010 - no owner has a switch for it
    cli(["build", "-q", "-f", config], standalone_mode=False)


def measured(book: Path, *, is_audited: bool) -> tuple[float, float]:
    """How long a first build took, in seconds: as they pass, and of processors' time."""
    for name in ("site", ".cache"):
        shutil.rmtree(book / name, ignore_errors=True)
    command = [sys.executable, __file__, "--build", str(book / "mkdocs.yml"), *([] if is_audited else ["--unaudited"])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOPBOOK_")}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_AUDIENCE": "public"}
    environment["PYTHONDONTWRITEBYTECODE"] = ""  # as on anybody's machine: modules are compiled once
    start, worked = time.perf_counter(), processor_time()
    subprocess.run(command, env=environment, check=True)
    return time.perf_counter() - start, processor_time() - worked


def main() -> None:
    """Build with and without the audit, and print its share."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the large book")
    parser.add_argument("--rounds", type=int, default=5, help="how often it is built with the audit, and without")
    parser.add_argument("--fast", action="store_true", help="by fast rebuilds, which take half as long for the rest")
    parser.add_argument("--json", action="store_true", help="for `make bench`")
    parser.add_argument("--build", metavar="CONFIG", help=argparse.SUPPRESS)
    parser.add_argument("--unaudited", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(options.build, is_audited=not options.unaudited)
        return
    from big_book import write_big_book

    with tempfile.TemporaryDirectory() as place:
        sizes = {name: max(1, round(count * options.share)) for name, count in SIZES.items()}
        book = write_big_book(Path(place) / "book", **sizes)
        half_private(book)
        if not (book / "hooks" / "loopbook").exists():
            (book / "hooks" / "loopbook").symlink_to(ROOT / "hooks" / "loopbook")
        if options.fast:
            rebuild_fast(book)
        measured(book, is_audited=True)  # what is compiled, and read from the disk, only once
        found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        for i in range(options.rounds):
            for is_audited in (i % 2 == 0, i % 2 == 1):
                found[is_audited].append(measured(book, is_audited=is_audited))
    whole, work = (statistics.median(times) for times in zip(*found[True], strict=True))
    pairs = zip(found[True], found[False], strict=True)  # what else the machine does changes slowly
    audit, audit_work = (
        statistics.median(times) for times in zip(*((a - b, c - d) for (a, c), (b, d) in pairs), strict=True)
    )
    if options.json:
        print(json.dumps({"build": whole, "audit": audit, "build_work": work, "audit_work": audit_work}))
        return
    print(
        f"{audit:.2f} of {whole:.2f} s: {audit / whole:.1%}; "
        f"in processor time {audit_work:.2f} of {work:.2f} s: {audit_work / work:.1%}"
    )
    sys.exit(max(audit / whole, audit_work / work) > ALLOWED)


def processor_time() -> float:
    """Of this process and of those that it waited for, in seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
