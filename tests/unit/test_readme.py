"""The README's pictures are there, light, and said in words for those who do not see them."""

from __future__ import annotations

import re

import books

PICTURES = re.findall(r"!\[([^\]]*)\]\((screenshots/[^)]+)\)", (books.ROOT / "README.md").read_text(encoding="utf-8"))


def test_three_pictures_each_light_and_described() -> None:
    assert len(PICTURES) == 3
    for words, path in PICTURES:
        assert len(words) > 40, path
        assert (books.ROOT / path).stat().st_size < 250_000, path
    assert {path for _, path in PICTURES} == {f"screenshots/{p.name}" for p in (books.ROOT / "screenshots").iterdir()}
