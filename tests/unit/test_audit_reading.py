"""How the audit reads a site: each part of its pages once, and before the site is whole, if it is asked to."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopbook.audit import Audit, Private, SiteFile, audit
from loopbook.audit.files import files_of
from loopbook.audit.forms import spaced
from loopbook.audit.reading import Reader, read
from loopbook.audit.site_texts import SiteTexts
from loopbook.audit.texts import Text

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


@given(st.lists(STRETCHES, min_size=1, max_size=6), st.integers(0, 6))
def test_pages_say_the_same_when_they_are_asked_in_between(pages: list[str], asked: int) -> None:
    gathered, found = SiteTexts(), set[bytes]()
    for i, page in enumerate(pages):
        gathered.add(page.encode())
        found.update(spaced(gathered.texts()) if i == asked else ())
    found.update(spaced(gathered.texts()))
    assert frozenset(found) - {b""} == says(pages)


@pytest.mark.parametrize("end", ["</li>", "</td>", "</div>"])
def test_an_end_of_a_block_in_a_script_hides_nothing(end: str) -> None:
    script = f'<script>show("Zor {end} Bex {end}"); say("Quibble Marsh")</script>'
    pages = [f"<p>{script}<li>one</li>", f"<p>two</li> Bex {end}<b>Plum</b> Grove</li>{script}</p>", f"<p>{script}"]
    assert {b"quibble marsh", b"plum grove", b"one", b"two"} <= says(pages)


# -- a site that is still being built ----------------------------------------------------------------------------------

LONG_AGO = 1_700_000_000_123_456_789


def write(path: Path, text: str, changed: int = LONG_AGO) -> None:
    """A file that was last changed at a time, in nanoseconds since 1970."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(changed, changed))


def counted(folder: Path) -> tuple[Callable[[], list[SiteFile]], list[str]]:
    """What gives the files of a site as they are, and the names of those that were read."""
    names: list[str] = []

    def read(file: SiteFile) -> bytes:
        names.append(file.name)
        return file.read()

    def files() -> list[SiteFile]:
        return [SiteFile(file.name, partial(read, file), file.version) for file in files_of(folder)]

    return files, names


def test_what_was_read_before_the_site_was_whole_is_not_read_again(tmp_path: Path) -> None:
    files, names = counted(tmp_path)
    write(tmp_path / "a.html", "<p>alpha</p>")
    write(tmp_path / "b.html", "<p>beta</p>")
    reader = Reader()
    reader.look(files())
    reader.look(files())
    assert names == ["a.html", "b.html"]
    write(tmp_path / "c.html", "<p>gamma</p>")
    assert reader.read(files()) == [12, 11, 12]
    assert names == ["a.html", "b.html", "c.html"]
    assert sorted(reader.take().spaced) == sorted(read(files(), []).spaced)
    assert reader.is_exact


@pytest.mark.parametrize("changed", [LONG_AGO // 10**9 * 10**9, 2**62], ids=["whole seconds", "a moment ago"])
def test_a_file_whose_changes_might_not_show_is_read_at_the_end(changed: int, tmp_path: Path) -> None:
    files, names = counted(tmp_path)
    write(tmp_path / "a.html", "<p>alpha</p>", changed)
    reader = Reader()
    reader.look(files())
    assert names == []
    write(tmp_path / "a.html", "<p>delta</p>", changed)
    reader.read(files())
    assert b"delta" in reader.take().spaced
    assert reader.is_exact


@pytest.mark.parametrize("how", ["written anew", "written to", "moved into place"])
def test_a_file_that_changes_after_it_was_read_is_read_again(how: str, tmp_path: Path) -> None:
    files, names = counted(tmp_path)
    page = tmp_path / "a.html"
    write(page, "<p>alpha</p>")
    reader = Reader()
    reader.look(files())
    if how == "written anew":
        write(page, "<p>delta</p>", LONG_AGO + 1)
    elif how == "written to":
        write(page, "<p>delta and more</p>")
    else:
        write(tmp_path / "b.html", "<p>delta</p>")
        (tmp_path / "b.html").replace(page)
    reader.read(files())
    assert any(words.startswith(b"delta") for words in reader.take().spaced)
    assert names == ["a.html", "a.html"]
    assert not reader.is_exact


def test_what_no_file_of_the_site_says_any_more_is_no_finding(tmp_path: Path) -> None:
    private = Private(texts=[Text("Zorbex Quux", "title", "docs/own.md")])
    for name in ("gone.html", "changed.html", "kept.html"):
        write(tmp_path / name, "<p>Zorbex Quux</p>")
    search = Audit(private)
    search.reader.look(files_of(tmp_path))
    (tmp_path / "gone.html").unlink()
    write(tmp_path / "changed.html", "<p>nothing of note</p>")
    assert {finding.file for finding in search.report(files_of(tmp_path)).findings} == {"kept.html"}

    search = Audit(private)
    search.reader.look(files_of(tmp_path))
    (tmp_path / "kept.html").unlink()
    assert search.report(files_of(tmp_path)).is_clean


def test_a_site_that_is_searched_in_parts_has_the_findings_of_the_whole(tmp_path: Path) -> None:
    titles = ("Zorbex Quux", "Mirrolan Teapot", "Words that a mentor said about the whole of it", "Plinthwick")
    pages = [f"<p>{titles[i % 4]}</p><li>row {i}</li>" if i % 3 == 0 else f"<p>Page {i}</p>" for i in range(24)]
    picture = "data:image/png;base64,iVBORw0KGgo="
    pages += [f'<img src="{picture}">', '<table><tr data-key="problems/a" data-grade="solid"></table>']
    (tmp_path / "own.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    private = Private(
        texts=[Text(title, "title", "docs/own.md") for title in titles], files={"own.png": tmp_path / "own.png"}
    )
    site = tmp_path / "site"
    site.mkdir()
    search = Audit(private)
    for i, page in enumerate(pages):
        write(site / f"{i:02}.html", page)
        search.reader.look(files_of(site))
        if i % 5 == 0:
            search.search()
    report = search.report(files_of(site))
    assert report == audit(private, files_of(site))
    kinds = {(finding.file, finding.kind) for finding in report.findings}
    assert kinds == {
        *((f"{i:02}.html", "title") for i in range(0, 24, 3)),
        ("24.html", "copy of a private file"),
        ("25.html", "level of mastery"),
    }
