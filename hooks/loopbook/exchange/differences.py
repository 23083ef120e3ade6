"""What changes in a text, as a unified diff: of a long list entry by entry, since lines that are alike are in many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Any

LONG = 3_000
"""Lines from which on a text is compared entry by entry: line by line, 20,000 entries would take minutes."""
CONTEXT = 3
"""How many lines that stay are shown around a change."""

_Step = tuple[str, int, int, int, int]
"""As difflib has it: what is done, and from where to where in the old lines and in the new ones."""


class _Known(SequenceMatcher[str]):
    """Steps that are known already, for difflib to make hunks of."""

    def __init__(self, steps: list[Any]) -> None:
        super().__init__()
        self.steps = steps

    def get_opcodes(self) -> list[Any]:
        """The steps."""
        return self.steps


def unified(then: Sequence[str], now: Sequence[str], path: str) -> Iterator[str]:
    """The lines of a unified diff of two texts, given as lines without their ends."""
    is_long = max(len(then), len(now)) > LONG
    matcher = _Known([*_joined(_by_entry(then, now))]) if is_long else SequenceMatcher(None, then, now)
    for i, hunk in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if i == 0:
            yield from (f"--- {path}", f"+++ {path}")
        (_, a, _, b, _), (_, _, a_end, _, b_end) = hunk[0], hunk[-1]
        yield f"@@ -{_range(a, a_end)} +{_range(b, b_end)} @@"
        for what, a, a_end, b, b_end in hunk:
            if what == "equal":
                yield from (f" {line}" for line in then[a:a_end])
            else:
                yield from (f"-{line}" for line in then[a:a_end])
                yield from (f"+{line}" for line in now[b:b_end])


def _range(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + 1}" if length == 1 else f"{start + bool(length)},{length}"


def _by_entry(then: Sequence[str], now: Sequence[str]) -> Iterator[_Step]:
    a_starts, b_starts = _starts(then), _starts(now)
    matcher = SequenceMatcher(None, _entries(then, a_starts), _entries(now, b_starts), autojunk=False)
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        a, a_end, b, b_end = a_starts[i], a_starts[i_end], b_starts[j], b_starts[j_end]
        if what != "replace":
            yield what, a, a_end, b, b_end
            continue
        for inner, k, k_end, m, m_end in SequenceMatcher(None, then[a:a_end], now[b:b_end]).get_opcodes():
            yield inner, a + k, a + k_end, b + m, b + m_end


def _starts(lines: Sequence[str]) -> list[int]:
    """Where the entries of a list begin, the beginning and the end of all lines included."""
    return [0, *(i for i, line in enumerate(lines) if i and line.startswith("- ")), len(lines)]


def _entries(lines: Sequence[str], starts: list[int]) -> list[str]:
    return ["\n".join(lines[a:b]) for a, b in pairwise(starts)]


def _joined(steps: Iterator[_Step]) -> Iterator[_Step]:
    """The same, with what is alike and follows one another in one step."""
    for what, same in groupby(steps, key=lambda step: step[0]):
        found = list(same)
        yield what, found[0][1], found[-1][2], found[0][3], found[-1][4]
