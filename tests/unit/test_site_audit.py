"""The audit of a site while it is built: what a second process finds is what one finds, whatever becomes of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import books
from loopbook import library
from loopbook.adapters import publishing
from loopbook.adapters.publishing import EVERY, SiteAudit
from loopbook.audit import Report
from loopbook.audit.reading import Reader
from loopbook.checking import Checked
from loopbook.settings import Settings
from loopbook.settings import Site as Book
from loopbook.worker import Worker
from processes import is_there, opened

PAGES = 5 * EVERY
LONG_AGO = 1_700_000_000_123_456_789
"""Nanoseconds since 1970: a file of then may be read before the site is whole."""
SECRET = "docs/own.md"


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    files = {
        "mkdocs.yml": "site_name: A book\ntheme: {name: material}\n",
        "docs/index.md": "# Home\n",
        SECRET: "---\nvisibility: private\n---\n# The Zorbex papers\n\nQuibble said so.\n",
    }
    folder = books.write(tmp_path / "book", files)
    return load_config(str(folder / "mkdocs.yml"))


@pytest.fixture
def checked(config: MkDocsConfig) -> Checked:
    return library.read(Book(root=Path(config.docs_dir).parent, settings=Settings(visibility={"docs": "public"})))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """The processes that are begun; there is a processor for them."""
    found: list[Worker] = []

    class Watched(Worker):
        def __init__(self, work: Callable[[Any], Any]) -> None:
            super().__init__(work)
            found.append(self)

    monkeypatch.setattr(publishing, "can_fork", lambda: True)
    monkeypatch.setattr(publishing, "Worker", Watched)
    return found


def name_of(number: int) -> str:
    return f"{number:03}/index.html"


def page(config: MkDocsConfig, number: int, text: str) -> None:
    """Write a page of the site."""
    path = books.write(Path(config.site_dir), {name_of(number): f"<p>{text}</p>"}) / name_of(number)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))


def pages_of(config: MkDocsConfig) -> Files:
    """The pages that a build writes."""
    return Files([File(f"{i:03}/index.md", config.docs_dir, config.site_dir, True) for i in range(PAGES)])


def audited(audit: SiteAudit, config: MkDocsConfig) -> Report:
    """Build a site page by page, two of which say what is private, and one of which says it until it is changed."""
    pages = pages_of(config)
    for i in range(PAGES):
        page(config, i, "by Quibble" if i in (7, 9) else f"Page {i}")
        audit.next_page(pages)
    page(config, 9, "by nobody of note")
    page(config, PAGES, "as Zorbex papers say")
    return audit.report(Path(config.site_dir))


@pytest.mark.parametrize("fate", ["well", "killed at once", "killed half-way", "an exception", "no process to be had"])
def test_a_second_process_finds_what_one_finds(
    fate: str,
    checked: Checked,
    config: MkDocsConfig,
    begun: list[Worker],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, work, log = os.getpid(), SiteAudit._work, tmp_path / "log"

    def watched(audit: SiteAudit, request: Any) -> Report | None:
        assert os.getpid() != here
        with log.open("a") as file:
            file.write(f"{request[0].__name__}\n")
        asked = len(log.read_text().split())
        if fate == ("killed at once" if asked == 1 else "killed half-way"):
            os.kill(os.getpid(), signal.SIGKILL)
        if fate == "an exception" and asked == 3:
            raise MemoryError
        return work(audit, request)

    def no_process(_: Any) -> Worker:
        raise BlockingIOError(11, "no more processes")

    monkeypatch.setattr(SiteAudit, "_work", watched)
    if fate == "no process to be had":
        monkeypatch.setattr(publishing, "Worker", no_process)
    before = opened()
    report = audited(SiteAudit(checked, config, None, Path(config.site_dir)), config)
    found = {(finding.file, finding.text) for finding in report.findings}
    assert found == {(name_of(7), "quibble"), (name_of(PAGES), "zorbex")}
    assert report.files == PAGES + 1
    assert len(begun) == (fate != "no process to be had")
    assert not any(is_there(worker.process) for worker in begun)
    assert opened() <= before, "no pipe stays open"
    if fate == "well":
        assert log.read_text().split() == ["_look"] * 2 + ["_look_for_pages"] * (PAGES // EVERY) + ["_report"]


def test_pages_are_read_as_they_come(checked: Checked, config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "can_fork", lambda: False)
    monkeypatch.setattr(publishing, "LOOKS", 10)
    names: list[str] = []
    add = Reader._add
    monkeypatch.setattr(Reader, "_add", lambda reader, name, data: (names.append(name), add(reader, name, data)))
    folder = books.write(Path(config.site_dir), {"robots.txt": "all"})
    os.utime(folder / "robots.txt", ns=(LONG_AGO, LONG_AGO))
    audit = SiteAudit(checked, config, None, folder)
    audit._look(folder, [name_of(i) for i in range(25)])
    assert names == ["robots.txt"]
    for i in (2, 12, 22):
        page(config, i, f"Page {i}")
    for _ in range(3):
        audit._look_for_pages()
    assert names == ["robots.txt", *map(name_of, (2, 12, 22))]
    page(config, 3, "Page 3")
    for _ in range(6):
        audit._look_for_pages()
    page(config, 4, "Page 4")
    assert audit.report(folder).files == 6
    assert names == ["robots.txt", *map(name_of, (2, 12, 22, 3, 4))]


def test_only_the_process_that_began_it_is_heard(checked: Checked, config: MkDocsConfig, begun: list[Worker]) -> None:
    audit = SiteAudit(checked, config, None, Path(config.site_dir))
    audit._process += 1  # as in a fork of this one, which renders pages
    audit.next_page(pages_of(config))
    assert audit._asked == 1
    audit.close()


def test_a_wrong_file_of_secrets_is_told_of_whoever_reads_it(config: MkDocsConfig, begun: list[Worker]) -> None:
    root = books.write(Path(config.docs_dir).parent, {"secrets.txt": "/no (pattern/\n"})
    checked = library.read(Book(root=root, settings=Settings(secrets="secrets.txt")))
    audit = SiteAudit(checked, config, None, Path(config.site_dir))
    with pytest.raises(ValueError, match=r"secrets\.txt:1: '/no \(pattern/' is not a regular expression"):
        audit.report(Path(config.site_dir))
    assert not any(is_there(worker.process) for worker in begun)
