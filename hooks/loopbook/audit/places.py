"""Where many runs of bytes stand in a text, found in one pass over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation


class Machine:
    """Looks for many runs at once (Aho-Corasick)."""

    def __init__(self, wanted: Iterable[bytes]) -> None:
        self.wanted: Sequence[bytes] = list(wanted)
        self._machine = BytesAhoCorasick(self.wanted, implementation=Implementation.ContiguousNFA)

    def places(self, text: bytes) -> dict[bytes, list[int]]:
        """For each run that a text has: where it begins."""
        found: dict[bytes, list[int]] = defaultdict(list)
        for i, start, _ in self._machine.find_matches_as_indexes(text, overlapping=True) if self.wanted else ():
            found[self.wanted[i]].append(start)
        return found


def places(wanted: Iterable[bytes], text: bytes) -> dict[bytes, list[int]]:
    """For each run that a text has: where it begins."""
    return Machine(wanted).places(text)


def of_one_length(wanted: Collection[bytes], size: int, text: bytes, starts: Sequence[int]) -> dict[bytes, list[int]]:
    """Which runs of one length begin at some of these places of a text, and where. However many are wanted, it takes
    the same time.
    """
    runs = [text[start : start + size] for start in starts]
    found: dict[bytes, list[int]] = {run: [] for run in frozenset(wanted).intersection(runs)}
    for start, run in zip(starts, runs, strict=True) if found else ():
        if run in found:
            found[run].append(start)
    return found
