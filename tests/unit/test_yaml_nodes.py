"""YAML keeps what was written; places are found when they are asked for."""

from __future__ import annotations

import pickle

import pytest

from loopbook.yaml_nodes import parse


@pytest.mark.parametrize(
    "text", ["No", "on", "1e3", "2608.03270", "07:00", "3.10", "0x1F", "2026-11-20", "1_000", ".5"]
)
def test_scalars_stay_what_was_written(text: str) -> None:
    assert parse(f"value: {text}", "x.yml").value == {"value": text}


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_nothing_unless_it_is_quoted(text: str) -> None:
    assert parse(f"value: {text}", "x.yml").value == {"value": None}
    assert parse(f"value: '{text}'", "x.yml").value == {"value": text}


def test_places_of_values_and_keys() -> None:
    parsed = parse("- title: One\n- title: Two\n  topics: [a, b]\n", "x.yml", first_line=10)
    assert parsed.items == [(10, 3), (11, 3)]
    assert parsed.at((1, "topics", 1)) == (12, 15)
    assert parsed.at((1, "topics"), key=True) == (12, 3)
    assert parsed.at((1, "nothing", 7)) == (11, 3)


def test_merge_keys_give_way_to_what_is_there() -> None:
    assert parse("a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}", "x.yml").value["d"] == {"b": "3", "c": "2"}


def test_an_alias_is_what_it_stands_for() -> None:
    parsed = parse("a: &x [b, c]\nd: *x\n", "x.yml")
    assert (parsed.value, parsed.diagnostics) == ({"a": ["b", "c"], "d": ["b", "c"]}, [])


def test_aliases_of_aliases_without_end_are_refused_where_they_begin() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]  # a #"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    parsed = parse("\n".join(lines), "x.yml")
    assert parsed.value is None
    assert [(d.line, d.column) for d in parsed.diagnostics] == [(5, 5)]
    assert "aliases repeat what is anchored here" in parsed.diagnostics[0].message
    assert list(parsed.cuts()) == []


@pytest.mark.parametrize("text", ["[" * 300_000, "[" * 300_000 + "]" * 300_000, "{a: " * 300_000, "- " * 300_000 + "x"])
def test_nesting_without_end_is_refused_before_the_parser_falls_over(text: str) -> None:
    parsed = parse(f"first: line\nsecond: {text}" if text[0] in "[{" else text, "x.yml")
    assert parsed.value is None
    assert "nested more than 40 levels deep" in parsed.diagnostics[0].message
    assert parsed.at(("second",)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- title: **bold**", "1:11: error: a plain value cannot begin with '*'; put the value in quotes"),
        ("- title: & co", "1:11: error: a plain value cannot begin with '&'; put the value in quotes"),
        ("- title: 'it's'", "1:14: error: text behind a quote that is closed; put the whole value in the other kind"),
        ('- title: "C:\\users"', "1:15: error: a backslash in double quotes that YAML does not know; write it twice"),
        ("- title: a\n   tldr: b", "2:8: error: 'tldr' is indented deeper than the line above; indent it like its"),
        ("- title: a\n tldr: b", "2:2: error: this line belongs to nothing above it; begin it with '- ', or indent it"),
        ("title: a\n- title: b", "2:1: error: an entry begins here, and what is above is none; begin that with '- '"),
        ("- title: [a\n- b: c", "2:4: error: the '[' of line 1 is not closed, or a ',' is missing here; close it"),
        ("- title: [\n", "2:1: error: a value is missing here, or a '[' or '{' above is not closed; close it, or put"),
        ("- a: >-\n  b\n c\n", "3:2: error: this line is no 'name: value'; write it so, or indent it like"),
        ("- title: a\n---\n- title: b", "2:1: error: a second document begins here; take the '---' away"),
        ("- title: a\u2028b", "1:11: error: a line break that cannot be seen (U+2028); delete it"),
        ("- title: a\n\ufeff- title: b", "2:2: error: a byte-order mark in the middle of the file; delete"),
        ("- title: a\x1bb", "1:11: error: a control character (0x1b), which YAML does not allow; delete it"),
        ("- {<<: a, b: c}", "1:8: error: '<<' takes the fields of a mapping, and this is none; take it away"),
        ("- title: {{ x }}", "1:11: error: a key that is a list or a mapping; put the value in quotes if it is text"),
    ],
)
def test_what_is_wrong_is_said_in_words_that_help(text: str, message: str) -> None:
    lines = text.split("\n")
    found = parse(text, "x.yml").diagnostics[0]
    assert str(found).startswith(f"x.yml:{message}"), lines


def test_a_cut_value_is_found_and_a_comment_is_not() -> None:
    parsed = parse("a: C #1\nb: 'C #1'\nc: C  # a comment\nd: [x #y\n  ]", "x.yml")
    assert [path for path, _ in parsed.cuts()] == [("a",), ("d", 0)]


def test_it_can_be_kept_and_still_knows_its_places() -> None:
    parsed = pickle.loads(pickle.dumps(parse("- title: One\n  year: 1\n", "x.yml")))
    assert parsed.at((0, "year")) == (2, 9)


def test_hashes_and_emoji_before_a_value_do_not_move_it() -> None:
    assert parse("a: '🔥é'\nb: 1", "x.yml").at(("b",)) == (2, 4)
