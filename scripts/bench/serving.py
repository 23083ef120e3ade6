"""`mkdocs serve`: how long it takes from a saved note or tracker until its new text is served."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import generators
from generators import Generator
from measure import ENVIRONMENT, MKDOCS, Failed, Run, Runs
from notes import path_of, write_notes
from table import Report, Row

GOALS = {500: 0.08, 2000: 0.04}
"""The most that it may take of Material's time with `navigation.prune`."""
LONGEST = 900


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(url: str) -> str:
    """A page, "" while there is none."""
    try:
        with urllib.request.urlopen(url, timeout=LONGEST) as answer:
            return str(answer.read().decode("utf-8"))
    except OSError:
        return ""


def wait_for(url: str, text: str, process: subprocess.Popen[bytes]) -> None:
    """Return when a page has a text. Raises Failed if the server ends or it takes too long."""
    end = time.monotonic() + LONGEST
    while text not in get(url):
        if process.poll() is not None or time.monotonic() > end:
            raise Failed(f"no '{text}' at {url}")
        time.sleep(0.01)


@contextlib.contextmanager
def served(folder: Path, path: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server of the site in a folder, from the time on when it answers at a path; its address, with the path."""
    port = free_port()
    command = [*MKDOCS, "serve", "-q", "-a", f"127.0.0.1:{port}"]
    variables = {**os.environ, **ENVIRONMENT}
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/{path}"
        wait_for(url, "<html", process)
        yield url, process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def work_of(process: int) -> float:
    """Processor time of a running process so far, in seconds, where the system tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def latency(folder: Path, path: str, page: str, save: Callable[[str], object], times: int, name: str) -> Runs:
    """Save something that says a new word, and ask for the `page` below `path` until it shows it, some times."""
    found = Runs()
    with served(folder, path) as (url, process):
        for i in range(times):
            time.sleep(1.0)
            mark = f"served edit {i} of {name}"
            worked, start = work_of(process.pid), time.perf_counter()
            save(mark)
            wait_for(f"{url}{page}", mark, process)
            found.add(Run(time.perf_counter() - start, work_of(process.pid) - worked, 0))
            print(f"    {name:<42} {found.all[-1].seconds:7.2f} s", flush=True)
    return found


def of_a_note(generator: Generator, docs: Path, count: int, times: int) -> Runs:
    """The same for a note among many."""
    uri = path_of(count // 3)
    note = docs / uri
    was = note.read_text("utf-8")
    page = f"{uri.removesuffix('.md')}/"
    found = latency(
        generator.folder,
        "notes/",
        page,
        lambda mark: note.write_text(f"{was}\n\n{mark}\n", "utf-8"),
        times,
        generator.name,
    )
    note.write_text(was, "utf-8")
    return found


def measure(folder: Path, count: int, times: int, report: Report) -> None:
    """Measure one size, Material as it is and with rebuilds."""
    place = folder / f"serve-{count}"
    place.mkdir(parents=True)
    write_notes(place, count)
    ours = of_a_note(generators.ours(place), place / "docs", count, max(3, times))
    prune = of_a_note(generators.prune(place), place / "docs", count, times)
    report.title(f"`mkdocs serve`, {count} notes")
    report.add(Row(f"{count} notes: saved → served, Material, `navigation.prune`", f"{prune.seconds:.2f} s"))
    ratio, work = ours.seconds / prune.seconds, ours.work / prune.work if prune.work else None
    report.add(
        Row(f"{count} notes: saved → served, with rebuilds", f"{ours.seconds:.2f} s", ratio, GOALS.get(count), work)
    )
