"""The audit finds what is private, wherever and however it stands, and nothing else; the filter leaves none of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import books
import canaries
from loopbook import library
from loopbook.audience import STEPS, book_for
from loopbook.audit import Report, SiteFile, audit, own, private_of
from loopbook.audit.needles import Needles
from loopbook.audit.private import Text
from loopbook.checking import Checked
from loopbook.model import Visibility
from loopbook.settings import Settings, Site

BOOK = canaries.book()


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = books.write(tmp_path_factory.mktemp("canaries"), BOOK.files)
    settings = Settings.model_validate({"visibility": canaries.RULES})
    return library.read(Site(root=folder, settings=settings, includes=("docs", ".")))


def searched(checked: Checked, site: Iterator[SiteFile]) -> Report:
    return audit(private_of(checked), site, own.themes())


def test_there_are_a_thousand_canaries_and_the_public_book_holds_none(checked: Checked) -> None:
    assert len(BOOK.private) >= 1000
    site = list(canaries.site_of(book_for(checked, Visibility.PUBLIC), checked.site.root))
    found = canaries.words_in(site, BOOK.private)
    assert sorted(BOOK.private[word] for word in found) == []
    lost = BOOK.public.keys() - canaries.words_in(site, BOOK.public)
    assert sorted(BOOK.public[word] for word in lost) == []


def test_the_private_book_holds_them_all(checked: Checked) -> None:
    site = canaries.site_of(book_for(checked, Visibility.PRIVATE), checked.site.root)
    lost = BOOK.private.keys() - BOOK.unseen.keys() - canaries.words_in(site, BOOK.private)
    assert sorted(BOOK.private[word] for word in lost) == []


def test_the_public_book_passes_the_audit(checked: Checked) -> None:
    report = searched(checked, canaries.site_of(book_for(checked, Visibility.PUBLIC), checked.site.root))
    assert report.findings == []
    assert report.texts > 1000


def test_a_day_that_something_public_is_due_on_is_not_the_day_of_an_offer() -> None:
    needles = Needles.of([Text("2026-12-11", "offer", "a.yml:1"), Text("letter of 2026-12-12", "offer", "a.yml:2")])
    assert [text.text for text in needles.names.values()] == ["letter of 2026-12-12"]
    assert Needles.of([Text("2026-12-11", "secret", "a.yml:1", always=True)]).names


def test_the_audit_looks_for_every_canary(checked: Checked) -> None:
    """Each canary by itself, on a page that says nothing else of the book."""
    private = private_of(checked)
    looked_for = {
        word: place for word, place in BOOK.private.items() if not place.startswith(("metadata", "title in the nav"))
    }
    site = (SiteFile(f"{word}/index.html", f"<p>x <b>{word}</b> y fi{word}x</p>".encode) for word in looked_for)
    renamed = (SiteFile(f"{i}.html", file.read) for i, file in enumerate(site))
    found = {finding.file for finding in audit(private, renamed).findings}
    missed = [place for i, place in enumerate(looked_for.values()) if f"{i}.html" not in found]
    assert missed == []


def one(html: str, name: str = "a/index.html") -> list[SiteFile]:
    return [SiteFile(name, html.encode)]


@pytest.mark.parametrize("step", STEPS)
def test_each_step_that_is_switched_off_is_found(step: str, checked: Checked) -> None:
    book = book_for(checked, Visibility.PUBLIC, {name: run for name, run in STEPS.items() if name != step})
    report = searched(checked, canaries.site_of(book, checked.site.root))
    assert not report.is_clean
