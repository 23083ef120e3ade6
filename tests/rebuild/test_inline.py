"""Inline Markdown comes out the same, whatever is not tried."""

from __future__ import annotations

import re

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from loopbook.rebuild import inline
from loopbook.rebuild.markdown_cache import _MARKDOWN, _PYMDOWNX
from loopbook.rebuild.private import html

EXTENSIONS = (
    sorted({*_MARKDOWN.split()} - {"codehilite", "extra", "fenced_code", "legacy_em", "wikilinks"}),
    ["md_in_html", "attr_list", "wikilinks", *(f"pymdownx.{name}" for name in _PYMDOWNX.split() if "." not in name
     and name not in ("emoji", "snippets", "extra", "striphtml"))],
)  # fmt: skip
PIECES = (
    "*", "**", "***", "_", "__", "`", "``", "[", "](", ")", "a", "b c", " ", "  \n", "\n", "\\", "<b>", "</b>", "&amp;",
    "&", "<http://a.b>", "<a@b.c>", "http://a.b/c", "![", "[x]: http://y", "[^1]", "~~", "==", "^^", "^", "~", "++",
    "{++x++}", "{ .c }", "$x$", "\\(y\\)", "(c)", "-->", "...", "--", "'", '"', "#1", "@me", ":smile:", "[[Page]]",
    "HTTP://X.Y", "1/2", "ünï", "\u2028", "\x02klzzwxh:0000\x03", "- ", "\n\n",
)  # fmt: skip


def pair(extensions: list[str]) -> tuple[markdown.Markdown, markdown.Markdown]:
    plain, quick = markdown.Markdown(extensions=extensions), markdown.Markdown(extensions=extensions)
    inline.quicken(quick)
    assert type(quick.treeprocessors["inline"]) is inline.Inline
    return plain, quick


PAIRS = [pair(list(extensions)) for extensions in EXTENSIONS]


@pytest.mark.parametrize("both", PAIRS)
@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_same_html(both: tuple[markdown.Markdown, markdown.Markdown], text: str) -> None:
    plain, quick = both
    assert quick.reset().convert(text) == plain.reset().convert(text)


@pytest.mark.parametrize(
    ("expression", "flags", "found"),
    [
        (r"\*([^*]+)\*", 0, "*"), (r"a|b", 0, "ab"), (r"a?b*", 0, ""), (r"(x+)\1", 0, "x"), (r"x", re.I, ""),
        (r"(?i:x)!", 0, "!"), (r"[^a]", 0, ""), (r"[ab]", 0, "ab"), (r"[a-z]<", 0, "<"), (r"(?=~)", 0, "~"),
        (r"(?!~)", 0, ""), (r"(?:a|)", 0, ""), (r"  \n", 0, "\n"), (r"(?>a+)&", 0, "&"), (r".^$", 0, ""),
    ],
)  # fmt: skip
def test_what_an_expression_wants(expression: str, flags: int, found: str) -> None:
    assert inline.wanted(re.compile(expression, flags)) == found


def test_a_markdown_that_nobody_knows_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MARKDOWN", ())
    md = markdown.Markdown()
    inline.quicken(md)
    assert type(md.treeprocessors["inline"]) is InlineProcessor
