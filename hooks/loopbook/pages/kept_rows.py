"""Rows of tables that an earlier build made: an edit of one entry costs one row, not thousands.

The row of an entry that is studied is made of this entry, of what the desk says of it (`said_of`), and of what stands
around it: the day, the audience, settings, and the entries that are not studied, such as topics and companies. It is
not made of the others that are studied, nor of what stands in notes. The row of another entry is made of all entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..model import Entry
from ..study.desk import STUDIED, Desk, once
from ..study.packs import asked_by
from .cells import Cell
from .facets import rounds_of
from .tables import Later, Row

MakeCells = Callable[[Desk, Entry], Sequence[Cell]]
Kept = tuple[Any, ...]
"""What is kept of a row, as plain data: what it is made of, and what was made of that."""


class Rows:
    """The rows of one book on one day, each made once, whatever tables it is in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._held: Mapping[str, Kept] = {}
        self._maker = ""
        self._made: dict[str, tuple[Entry, Row]] = {}
        self._taken: dict[str, Kept] = {}

    def take_over(self, held: Mapping[str, Kept], maker: str) -> None:
        """Take rows of an earlier build, by key, that are made by the same code; `maker` is its digest."""
        self._held, self._maker = held, maker

    def row(self, entry: Entry, cells: MakeCells, make: Callable[[Entry], Row]) -> Row:
        """The row of an entry: as it was, if it would be the same, and its cells are made if somebody asks for them."""
        made = self._made.get(entry.key)
        if made is None:
            made = self._made[entry.key] = entry, (self._kept(entry, cells) or make(entry))
        return made[1]

    def _kept(self, entry: Entry, cells: MakeCells) -> Row | None:
        kept = self._held.get(entry.key)
        if kept is None or not self._is_ours(entry) or kept[0] != self._made_of(entry):
            return None
        self._taken[entry.key] = kept
        _, facets, sorts, private, gist, written = kept
        row = Row(entry.key, Later(lambda: cells(self.desk, entry)), entry.id, facets, sorts, private)
        row.remember(gist, dict(written))
        return row

    def to_keep(self) -> dict[str, Kept]:
        """Key → what the next build may want of a row. Rows of which nobody asked for the gist are none of them."""
        found = {}
        for key, (entry, row) in self._made.items():
            gist, written = row.remembered
            kept = self._taken.get(key)
            if kept is None or len(kept[-1]) != len(written):
                if gist is None or not self._is_ours(entry):
                    continue
                kept = (self._made_of(entry), row.facets, row.sorts, row.private, gist, written)
            found[key] = kept
        return found

    def _is_ours(self, entry: Entry) -> bool:
        """Whether an entry is one of the book's trackers: a card in a note is none."""
        return self.desk.book.find(entry.key) is entry

    def _made_of(self, entry: Entry) -> Kept:
        return self._digests[entry.key], self._around[entry.tracker], *said_of(self.desk, entry)

    @cached_property
    def _digests(self) -> dict[str, bytes]:
        """Key → the digest of an entry's own fields."""
        found = {}
        for entries in self.desk.book.entries.values():
            for entry in entries.values():
                key = entry.key  # which is among its fields from now on, if it was not before
                found[key] = _digest(repr(entry.__dict__))
        return found

    @cached_property
    def _around(self) -> dict[str, bytes]:
        """Tracker → the digest of what stands around its entries."""
        book = self.desk.book
        common = repr((self._maker, self.desk.today, book.audience, book.settings, book.taxonomy.parent))
        digests = {
            tracker: _digest(tracker, *(self._digests[entry.key] for entry in entries.values()))
            for tracker, entries in book.entries.items()
        }
        of_all = _digest(common, *digests.values())
        of_studied = _digest(common, *(own for tracker, own in digests.items() if tracker not in STUDIED))
        return {tracker: of_studied if tracker in STUDIED else of_all for tracker in digests}


@once
def rows_of(desk: Desk) -> Rows:
    """The rows of a book on a day."""
    return Rows(desk)


def said_of(desk: Desk, entry: Entry) -> Kept:
    """What is said of one entry in the review log, in debriefs, in notes, and where rounds look for what to study."""
    mastery, due, note = desk.mastery(entry), desk.due(entry), desk.book.note_of(entry)
    return (
        mastery and mastery.value,
        due and due.toordinal(),
        desk.weakness(entry),
        tuple(asked_by(desk, entry)),
        tuple(rounds_of(desk, entry)),
        note and note.uri,
        entry.key in desk.book.public,
    )


def _digest(*parts: str | bytes) -> bytes:
    raw = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.blake2b(b"\0".join(raw), digest_size=16).digest()
