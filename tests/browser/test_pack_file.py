"""The starter's packs on paper, printed by an installed browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

import books
import chromium
from loopbook.cli import main

pytestmark = pytest.mark.browser


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def pack(monkeypatch: pytest.MonkeyPatch, name: str, out: Path) -> Path:
    monkeypatch.setenv("LOOPBOOK_TODAY", books.TODAY.isoformat())
    monkeypatch.setenv("LOOPBOOK_CHROMIUM", chromium.find() or "")
    result = CliRunner().invoke(main, ["-C", str(books.ROOT), "pack", "northwind", name, "-o", str(out)])
    assert result.exit_code == 0, result.output
    return out


def test_it_prints_to_two_pages(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = pack(monkeypatch, "ml-breadth", tmp_path / "pack.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert 1 <= pages(pdf) <= 2
    assert [path.name for path in tmp_path.iterdir()] == ["pack.pdf"]


@pytest.mark.parametrize("name", ["ml-breadth", "behavioural"])
def test_from_disk_on_both_papers(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = pack(monkeypatch, name, tmp_path / "pack.html")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(file.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    papers = {paper: pages(page.pdf(format=paper)) for paper in ("A4", "Letter")}
    page.close()
    assert (asked, wrong) == ([file.as_uri()], [])
    assert wide <= 390
    assert max(papers.values()) <= 2, papers
