"""A company's page: which loop template its own loop is held against."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from loopbook.model import Company
from loopbook.pages.companies import _template_loop
from loopbook.study import Desk

LOOPS = {
    "tier": "{id: tier, title: Tier, tier: big, rounds: [{round: coding, count: 2}]}",
    "both": "{id: both, title: Both, tier: big, seniority: senior, rounds: [{round: coding}]}",
    "seniority": "{id: seniority, title: Seniority, seniority: senior, rounds: [{round: coding}]}",
    "other": "{id: other, title: Other, tier: small, rounds: [{round: coding}]}",
    "other-both": "{id: other-both, title: Other, tier: small, seniority: senior, rounds: [{round: coding}]}",
    "any": "{id: any, title: Any, rounds: [{round: coding}]}",
}


def nearest(folder: Path, company: str, *loops: str) -> str | None:
    files: books.Files = books.MINIMAL | {
        "data/tiers.yml": "- {id: big, title: Big}\n- {id: small, title: Small}\n",
        "data/companies.yml": f"- {{name: Acme, rounds: [{{round: coding}}], {company}}}\n",
        "data/loops.yml": "".join(f"- {LOOPS[name]}\n" for name in loops) or "[]\n",
    }
    book = books.load(books.write(folder, files))
    (held,) = book.all(Company)
    found = _template_loop(Desk(book, books.TODAY), held)
    return found[0].id if found else None


@pytest.mark.parametrize(
    ("company", "loops", "wanted"),
    [
        ("tier: big", ("seniority", "other", "tier"), "tier"),
        ("tier: big, seniority: senior", ("seniority", "tier"), "tier"),
        ("tier: big, seniority: junior", ("both", "seniority", "tier"), "tier"),
        ("tier: big, seniority: senior", ("tier", "both", "seniority"), "both"),
        ("tier: big", ("both", "tier"), "tier"),
        ("tier: big, seniority: senior", ("other", "other-both", "seniority"), "seniority"),
        ("seniority: senior", ("tier", "both", "seniority"), "seniority"),
        ("tier: big, seniority: senior", ("other", "other-both"), None),
        ("tier: big, seniority: junior", ("seniority", "both"), None),
        ("tier: big", ("both",), None),
        ("status: applied", ("tier", "seniority", "any"), None),
        ("tier: big", (), None),
    ],
)
def test_the_template_of_the_companys_tier_is_nearest(
    company: str, loops: tuple[str, ...], wanted: str | None, tmp_path: Path
) -> None:
    for order in (loops, loops[::-1]):
        assert nearest(tmp_path, company, *order) == wanted


def test_each_round_is_counted_there_and_here(tmp_path: Path) -> None:
    nearest(tmp_path, "tier: big", "tier")
    book = books.load(tmp_path)
    found = _template_loop(Desk(book, books.TODAY), book.all(Company)[0])
    assert found is not None
    assert found[1] == [("Coding", "rounds/coding.md", 2, 1)]
