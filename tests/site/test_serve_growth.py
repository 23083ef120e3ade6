"""A server that rebuilds all day holds as much in the evening as in the morning."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import books
from loopbook.adapters.server import QUIET
from processes import opened
from serving import Served

pytestmark = pytest.mark.site

COUNTS = "counts.txt"
HOOK = f"""
import gc
import threading
from pathlib import Path

def count():
    return len(gc.get_objects()) + gc.get_freeze_count()

def on_startup(*, command, dirty):
    pass  # so that it is the same module at each build

def on_config(config):
    on_config.before = count()

def on_post_build(config):
    with Path({COUNTS!r}).open("a") as file:
        print(on_config.before, count(), threading.active_count(), file=file)
"""
FIRST, LATER = 2, 5
"""Rebuilds until all is loaded and remembered, and those that are looked at after these."""


def counts(book: Path) -> list[list[int]]:
    """For each build so far: how many objects there were before it and at its end, and threads."""
    path = book / COUNTS
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return [[int(word) for word in line.split()] for line in lines if line.endswith("\n")]


def rebuilt(book: Path, server: Served, files: books.Files) -> None:
    """Save files, wait for the rebuild, and until somebody looked for what it left."""
    done = len(counts(book))
    books.write(book, files)
    end = time.monotonic() + 60
    while len(counts(book)) == done:
        assert time.monotonic() < end, (book / "serve.log").read_text()
        time.sleep(0.05)
    server.get("/problems/")
    time.sleep(QUIET + 0.5)


def book_of(day: int) -> books.Files:
    """What is saved on one of many days: other papers and another note."""
    papers = "".join(f"- {{title: Paper {i}, topics: [graphs], tldr: Read {day} times}}\n" for i in range(1000))
    return {"data/papers.yml": papers, "docs/notes/a.md": f"# A note\n\nChanged {day} times.\n"}


def test_rebuilds_leave_nothing(book: Path) -> None:
    config = (book / "mkdocs.yml").read_text()
    hooks = "hooks/book_hooks.py, hooks/rebuild_hooks.py, hooks/count_hooks.py"
    files: books.Files = {
        "mkdocs.yml": config.replace("hooks/book_hooks.py", hooks),
        "hooks/count_hooks.py": HOOK,
        "hooks/rebuild_hooks.py": (books.ROOT / "hooks" / "rebuild_hooks.py").read_bytes(),
    }
    books.write(book, files | book_of(0))
    with Served(book) as server:
        assert server.process is not None
        for day in range(1, FIRST + LATER + 1):
            rebuilt(book, server, book_of(day))
            if day == FIRST:
                files_then = opened(server.process.pid)
        assert opened(server.process.pid) <= files_then
    found = counts(book)[-LATER:]
    before = [line[0] for line in found]
    one = min(at_end - at_begin for at_begin, at_end, _ in found)
    assert one > 5_000, "a book is many objects, or this test sees nothing"
    assert before[-1] - before[0] < one / 10, f"{before}: each rebuild makes {one}"
    assert found[-1][2] <= found[0][2], "threads end, too"
