"""Where many runs of bytes stand in a text, found in one pass over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation


def places(wanted: Sequence[bytes], text: Callable[[], bytes]) -> dict[bytes, list[int]]:
    """For each run that the text has: where it begins. The text is made only if anything is wanted."""
    found: dict[bytes, list[int]] = defaultdict(list)
    if wanted:
        machine = BytesAhoCorasick(wanted, implementation=Implementation.ContiguousNFA)
        for i, start, _ in machine.find_matches_as_indexes(text(), overlapping=True):
            found[wanted[i]].append(start)
    return found
