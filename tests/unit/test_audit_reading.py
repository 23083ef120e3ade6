"""How the audit reads a site: by one process or two, and each part of its pages once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopbook.audit import Private, Site, SiteFile, audit, reading
from loopbook.audit.files import files_of
from loopbook.audit.forms import spaced
from loopbook.audit.reading import MANY
from loopbook.audit.site_texts import SiteTexts
from loopbook.audit.texts import Text
from loopbook.worker import Worker

PIECES = (
    *(
        "</li>",
        "</td>",
        "</div>",
        "<li>",
        '<td class="a">',
        "<b>",
        "</b>",
        "<p>",
        "<br>",
        "<!-- ",
        " -->",
        "<",
        "</",
        ">",
    ),
    *("<script>", '<script src="x y">', "</script>", '"', "'", '<a title="u ', '">', "\x01", " ", "\n", "&amp;", "%41"),
    *("alpha", "beta", "gam ma", "delta", "epsilon", '["k", "v w"]', "\\u0041", 'data-grade="solid"'),
)
STRETCHES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def says(pages: list[str]) -> frozenset[bytes]:
    """The words of each text of some pages."""
    gathered = SiteTexts()
    for page in pages:
        gathered.add(page.encode())
    return frozenset(spaced(gathered.texts())) - {b""}


@given(st.data())
def test_pages_together_say_what_each_says_by_itself(data: st.DataObject) -> None:
    shared = data.draw(st.lists(STRETCHES, min_size=1, max_size=4))
    page = st.lists(st.one_of(st.sampled_from(shared), STRETCHES), max_size=6).map("".join)
    pages = [f"<p>{page}" for page in data.draw(st.lists(page, min_size=1, max_size=4))]
    together = says(pages)
    for one in pages:
        assert says([one]) <= together


@pytest.mark.parametrize("end", ["</li>", "</td>", "</div>"])
def test_an_end_of_a_block_in_a_script_hides_nothing(end: str) -> None:
    script = f'<script>show("Zor {end} Bex {end}"); say("Quibble Marsh")</script>'
    pages = [f"<p>{script}<li>one</li>", f"<p>two</li> Bex {end}<b>Plum</b> Grove</li>{script}</p>", f"<p>{script}"]
    assert {b"quibble marsh", b"plum grove", b"one", b"two"} <= says(pages)


# -- two processes -----------------------------------------------------------------------------------------------------


def site_of(folder: Path) -> Path:
    """A site with more files than one process reads, and of every kind that is asked for."""
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    for i in range(3 * MANY):
        page = f"<li>The same</li><li>Words of page {i}</li><script>say('{i % 7}')</script><b>é{i}</b>"
        (folder / f"{i:03}.html").write_text(page, encoding="utf-8")
    (folder / "060.html").write_text(f'<img src="data:image/png;base64,{picture}">', encoding="utf-8")
    (folder / "070.html").write_text('<table><tr data-key="problems/a" data-grade="solid"></table>', encoding="utf-8")
    (folder / "own.txt").write_bytes(b"Zorbex Quux")
    return folder


def forked(
    monkeypatch: pytest.MonkeyPatch, files: list[SiteFile], in_fork: Callable[[int], None]
) -> tuple[list[SiteFile], Callable[[], None]]:
    """The files, for each of which the fork calls `in_fork` with their number before it reads it; and what waits until
    the fork has read some.
    """
    monkeypatch.setattr(reading, "can_fork", lambda: True)
    here, (hears, tells), count = os.getpid(), os.pipe(), [0]

    def read(file: SiteFile) -> bytes:
        if os.getpid() != here:
            count[0] += 1
            os.write(tells, b".")
            in_fork(count[0])
        return file.read()

    def wait() -> None:
        os.close(tells)
        os.read(hears, 5)
        os.close(hears)

    return [SiteFile(file.name, lambda file=file: read(file)) for file in files], wait  # type: ignore[misc]


def opened() -> int:
    """How many files this process has open, where that can be told."""
    place = Path("/proc/self/fd")
    return sum(1 for _ in place.iterdir()) if place.exists() else 0


@pytest.mark.parametrize("fate", ["well", "killed at once", "killed half-way", "an exception", "no process to be had"])
def test_two_processes_read_what_one_reads(fate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [*files_of(site_of(tmp_path))]
    alone = reading.read(files, [])

    def in_fork(number: int) -> None:
        if fate.startswith("killed") and number == (1 if fate == "killed at once" else 5):
            os.kill(os.getpid(), signal.SIGKILL)
        if fate == "an exception" and number == 3:
            raise MemoryError

    begun: list[Worker] = []

    class Watched(Worker):
        def __init__(self, work: Callable[[Any], Any]) -> None:
            if fate == "no process to be had":
                raise BlockingIOError(11, "no more processes")
            super().__init__(work)
            begun.append(self)

    monkeypatch.setattr(reading, "Worker", Watched)
    read_by, wait = forked(monkeypatch, files, in_fork)
    before = opened()
    with Site(read_by) as site:
        assert len(begun) == (fate != "no process to be had")
        if begun:
            wait()
        found = site.read()
    assert found.sizes == alone.sizes
    assert dict(zip(found.texts, found.spaced, strict=True)) == dict(zip(alone.texts, alone.spaced, strict=True))
    assert sorted(found.embedded) == sorted(alone.embedded) != []
    assert found.has_grades
    assert alone.has_grades
    for worker in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(worker.process, 0)
    assert opened() <= before, "no pipe stays open"


def test_what_goes_wrong_before_ends_the_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "can_fork", lambda: True)
    site = Site(files_of(site_of(tmp_path)))
    assert site._worker is not None
    process = site._worker.process
    with pytest.raises(ValueError, match="a pattern that is none"), site:
        raise ValueError("a pattern that is none")
    with pytest.raises(ChildProcessError):
        os.waitpid(process, 0)


def test_an_audit_by_two_processes_finds_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "own.txt").write_bytes(b"Zorbex Quux")
    files = [*files_of(site_of(tmp_path / "site"))]
    texts = [Text(text, "text", "docs/own.md") for text in ("page 77", "Words of page", "Zorbex Quux", "The same")]
    private = Private(texts=texts, files={"own.txt": tmp_path / "own.txt"})
    monkeypatch.setattr(reading, "can_fork", lambda: False)
    alone = audit(private, Site(files))
    monkeypatch.setattr(reading, "can_fork", lambda: True)
    assert audit(private, Site(files)) == alone
    assert {finding.kind for finding in alone.findings} == {"text", "level of mastery", "copy of a private file"}
