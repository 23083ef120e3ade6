"""YAML keeps what was written; places are found when they are asked for."""

from __future__ import annotations

import pickle
import time

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


def test_aliases_do_not_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    start = time.perf_counter()
    assert parse("\n".join(lines), "x.yml").value is not None
    assert time.perf_counter() - start < 5


def test_a_cut_value_is_found_and_a_comment_is_not() -> None:
    parsed = parse("a: C #1\nb: 'C #1'\nc: C  # a comment\nd: [x #y\n  ]", "x.yml")
    assert [path for path, _ in parsed.cuts()] == [("a",), ("d", 0)]


def test_it_can_be_kept_and_still_knows_its_places() -> None:
    parsed = pickle.loads(pickle.dumps(parse("- title: One\n  year: 1\n", "x.yml")))
    assert parsed.at((0, "year")) == (2, 9)


def test_hashes_and_emoji_before_a_value_do_not_move_it() -> None:
    assert parse("a: '🔥é'\nb: 1", "x.yml").at(("b",)) == (2, 4)
