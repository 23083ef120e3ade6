"""The diff that an import shows."""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Sequence
from typing import Any

import pytest

from loopbook.exchange import differences
from loopbook.exchange.differences import unified


def entries(rng: random.Random, count: int) -> list[list[str]]:
    return [
        [f"- id: {rng.randrange(10**6)}", "  visibility: private", f"  level: {rng.randrange(3)}"] for _ in range(count)
    ]


def changed(rng: random.Random, old: list[list[str]], changes: int) -> list[list[str]]:
    new = [list(entry) for entry in old]
    for _ in range(changes):
        i = rng.randrange(len(new) + 1)
        match rng.randrange(4):
            case 0:
                new[i:i] = entries(rng, 1)
            case 1:
                del new[i : i + 1]
            case 2 if i < len(new):
                new[i] = [*new[i], f"  added: {rng.randrange(100)}"]
            case _ if i < len(new):
                new[i] = [line.replace("private", "public") for line in new[i]]
    return new


def lines(found: list[list[str]]) -> list[str]:
    return ["# head", *(line for entry in found for line in entry)]


def patched(then: Sequence[str], diff: Sequence[str]) -> list[str]:
    """What `then` becomes where a diff is carried out; every line that it names must be there."""
    result, at = [], 0
    for line in diff[2:]:
        if match := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line):
            start = int(match[1]) - (match[2] != "0")
            result += then[at:start]
            at = start
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert then[at] == line[1:]
            at += 1
            result += [line[1:]] if line[0] == " " else []
    return [*result, *then[at:]]


@pytest.mark.parametrize("seed", range(200))
def test_entry_by_entry_it_says_what_changes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    old = entries(rng, rng.randrange(8))
    then, now = lines(old), lines(changed(rng, old, rng.randrange(6)))
    usual = list(difflib.unified_diff(then, now, "x", "x", lineterm=""))
    assert list(unified(then, now, "x")) == usual
    monkeypatch.setattr(differences, "LONG", 0)
    found = list(unified(then, now, "x"))
    assert patched(then, found) == now
    assert bool(found) == bool(usual)


def test_of_a_long_list_only_entries_that_changed_are_compared_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, compared = random.Random(1), 0

    class Counted(difflib.SequenceMatcher[str]):
        def get_opcodes(self) -> Any:
            nonlocal compared
            if self.autojunk and self.a:  # type: ignore[attr-defined]
                compared += len(self.a) + len(self.b)
            return super().get_opcodes()

    monkeypatch.setattr(differences, "SequenceMatcher", Counted)
    old = entries(rng, 5_000)
    new = changed(rng, old, 200)
    found = list(unified(lines(old), lines(new), "x"))
    assert patched(lines(old), found) == lines(new)
    assert 0 < compared <= 200 * 2 * 8
