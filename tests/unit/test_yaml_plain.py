"""What is read without the parser is what the parser reads, or is left to it."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopbook import yaml_plain, yaml_text
from loopbook.editing import as_read, plain
from loopbook.yaml_nodes import parse

WORDS = (
    "a", "Two Sum", "null", "~", "''", "'it''s'", "'a: b'", "a:b", "a: b", "a #b", "a#b", "# x", "1e3", "0.5", "-1",
    "- a", "[a, b]", "[a, null, 'b c']", "[]", "[a,b]", "[a, [b]]", "{a: b}", "a b", "a ", "é – ü", "x\u3000y",
    "x\u0085y", "x\u2028y", "\ufeffx", "> x", "|", "&a b", "*a", "!t x", "%x", "@x", "`x", "?", "? a", ":", "a:",
    "\ta", "a\tb", '"x"', "'x", "https://a.example/b?c=d#e", "(a)", "😀", "...", "---", "a, b", "<<", "[a", "it's",
    "C++", "=", "[C#, Go]", "[1, 2]", "['a: b']", "[a ]", "[ a]",
)  # fmt: skip
MANY = int(os.environ.get("YAML_EXAMPLES", "400"))
"""More of them for a long run by hand."""
KEYS = ("id", "title", "a-b", "A_1", "null", "<<", "é", "0", "a b", "'q'", "n")
lines = st.builds(
    lambda depth, dash, key, word, end: f"{' ' * depth}{dash}{key}{word}{end}",
    st.integers(0, 7), st.sampled_from(["", "", "", "- ", "-  ", "-"]),
    st.sampled_from(["", *(f"{key}: " for key in KEYS), *(f"{key}:" for key in KEYS)]), st.sampled_from(["", *WORDS]),
    st.sampled_from(["\n", "\n", "\n", "\n\n", "  # c\n", " # c\n", " \n", "\n  # c\n", ""]),
)  # fmt: skip
entries = st.lists(lines, max_size=6).map(lambda rest: "- id: x\n" + "".join(rest))

blocks = st.builds(
    lambda key, sign, lines, end: f"  {key}: {sign}\n" + "".join(lines) + end,
    st.sampled_from(["a", "b"]), st.sampled_from(["|", "|", "|-", ">-", ">-", ">", "|2", "|+", "| # c"]),
    st.lists(
        st.builds(
            lambda depth, word, end: f"{' ' * depth}{word}{end}",
            st.sampled_from([4, 4, 4, 4, 4, 6, 5, 3, 2, 0]), st.sampled_from([*WORDS, "≤ x²", "x \u2028 y"]),
            st.sampled_from(["\n", "\n", "\n", "\n\n", " \n", "\n    \n", "\n# c\n", "\n  # c\n", ""]),
        ),
        max_size=4,
    ),
    st.sampled_from(
        ["", "", "\n", "  c: d\n", "  c:\n    - e: f\n      g: h\n    - e: i\n", "  c:\n    - e\n    - - f\n"]
    ),
)  # fmt: skip
entries_with_blocks = st.lists(blocks, min_size=1, max_size=3).map(lambda rest: "- id: x\n" + "".join(rest))

words = st.text(max_size=12) | st.sampled_from(WORDS)
values = st.recursive(
    words | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words.filter(str.strip), inner, max_size=3),
    max_leaves=8,
)


@given(entries | entries_with_blocks)
@settings(max_examples=MANY, deadline=None)
def test_any_lines(text: str) -> None:
    found = yaml_plain.read(text)
    if found is not None:
        parsed = parse(text, "x.yml")
        assert parsed.value == [found]
        assert not parsed.diagnostics
        assert parsed.items == [(1, 3)]
        assert not list(parsed.cuts())


@given(
    st.dictionaries(st.sampled_from(["title", "url", "topics", "asked", "extra"]), values, min_size=1), st.booleans()
)
@settings(max_examples=MANY, deadline=None)
def test_what_is_written_reads_back(value: dict[str, object], flow: bool) -> None:
    text = yaml_text.item(plain(value), 0, yaml_text.Style(flow_lists=flow))
    found = yaml_plain.read(f"{text}\n")
    assert found is None or found == as_read(plain(value)) == parse(text, "x.yml").value[0]


@pytest.mark.parametrize(
    "text", ["", "x", "-", "- ", "- a\n", "- a: 1\n- b: 2\n", " - a: 1\n", "-  a: 1\n", "- a: 1\nb: 2\n"]
)
def test_what_is_no_entry_is_none(text: str) -> None:
    assert yaml_plain.read(text) is None


def test_an_ordinary_entry_needs_no_parser() -> None:
    text = (
        "- id: two-sum\n  title: Two Sum (easy)\n  url: https://leetcode.com/problems/two-sum/\n  number: 1\n"
        "  topics: [arrays, 'hash: tables']\n  asked:\n    - company: meta\n      frequency: 0.5\n"
        "    - company: o'neill\n  lists:\n    - blind-75\n  extra:\n    tags: a, b; c # d\n"
    )
    assert yaml_plain.read(text) is None, "a comment behind a value"
    assert yaml_plain.read(text.replace(" # d", "#d") + "\n# the next\n") == {
        "id": "two-sum",
        "title": "Two Sum (easy)",
        "url": "https://leetcode.com/problems/two-sum/",
        "number": "1",
        "topics": ["arrays", "hash: tables"],
        "asked": [{"company": "meta", "frequency": "0.5"}, {"company": "o'neill"}],
        "lists": ["blind-75"],
        "extra": {"tags": "a, b; c#d"},
    }


def test_blocks_of_text_need_no_parser() -> None:
    text = (
        '- id: "3sum"\n  insight: >-\n    Sort: then `two` pointers,\n    O(n²).\n'
        "  answer: |\n    One # not a comment\n\n"
        "      - two\n\n  hint: |-\n    Three\n\n# the next\n"
    )
    assert yaml_plain.read(text) == {
        "id": "3sum",
        "insight": "Sort: then `two` pointers, O(n²).",
        "answer": "One # not a comment\n\n  - two\n",
        "hint": "Three",
    }
    assert yaml_plain.read("- id: x\n  answer: |\n    Two") is None, "it would end with a line end"


def test_what_is_known_is_not_shared() -> None:
    text = "- id: x\n  topics: [a, b]\n  extra:\n    tags: c\n  asked:\n    - company: d\n"
    first = yaml_plain.read(text)
    assert first is not None
    first["topics"].append("z")
    first["extra"]["tags"] = "z"
    first["asked"][0]["company"] = "z"
    assert yaml_plain.read(text) == {
        "id": "x",
        "topics": ["a", "b"],
        "extra": {"tags": "c"},
        "asked": [{"company": "d"}],
    }
