"""New entries of an import are written, read again and checked, many in one go, while more of them are being found."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from ..model import TRACKERS, Entry
from ..schema import validate
from ..yaml_nodes import Parsed
from .combining import Combiner, Record, short, words
from .found import Refused
from .new_entries import Files, Written, unwritable

TOGETHER = 100
"""How many new entries are written and checked in one go: as many as a processor keeps close."""
_NOWHERE = Parsed("", 1, None, [], [])


class Settling:
    """New entries that wait until they are written and checked."""

    def __init__(
        self, files: Files, combiner: Combiner, refused: list[Refused], drop: Callable[[set[str]], None], left: int
    ) -> None:
        """What cannot come in goes into `refused`, and `drop` is called with the keys of such entries. `left` is how
        many may come at most.
        """
        self.files, self.combiner, self.refused, self.drop, self.left = files, combiner, refused, drop, left
        self.said: dict[tuple[str, ...], tuple[str, ...]] = {}
        """The same names once, since most rows of a table say the same."""
        self._waiting: list[Record] = []
        self._begun: deque[tuple[list[Record], Callable[[], list[Written]]]] = deque()
        """Those that are being written."""

    def __bool__(self) -> bool:
        return bool(self._waiting or self._begun)

    def add(self, record: Record) -> None:
        """Have an entry settled with others, at the latest when there are many."""
        self._waiting.append(record)
        if len(self._waiting) >= TOGETHER:
            self._begin()
            while len(self._begun) > (1 if self.files.worker else 0):
                self._end()

    def all(self) -> None:
        """Settle whatever waits for it."""
        self._begin()
        while self._begun:
            self._end()

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            for record in waiting:
                _keep_unknown(record)
            self.left -= len(waiting)
            self._begun.append((waiting, self.files.begin(waiting, self.left)))

    def _end(self) -> None:
        """Check the entries that were begun first, and remember what they say. Each step goes through all of them: a
        processor does one thing at a time far faster than several in turn.
        """
        records, written = self._begun.popleft()
        for record, one in zip(records, written(), strict=True):
            record.written = one
        found = [_problems(record) for record in records]
        left_out = {
            record.key
            for record, problems in zip(records, found, strict=True)
            if problems and not self._mended(record, problems)
        }
        if left_out:
            self.drop(left_out)
        for record in records:
            if record.key in left_out or record.written is None:
                continue
            if not record.written.lines:
                raise unwritable(self.files.path(record.tracker), record.key)
            if record.found is not None:
                said = tuple(self.combiner.remember(record, record.written.piece.value, record.found))
                record.said = self.said.setdefault(said, said)
                record.found = None

    def _mended(self, record: Record, problems: list[str]) -> bool:
        """Keep in `extra` what the schema does not take, and say so; the result is whether that does."""
        required, fields = TRACKERS[record.tracker].required_fields(), record.fields
        while problems:
            wrong = {part for message in problems for part in message.split("'")[1::2]}
            bad = [name for name in fields if name in wrong and name not in required]
            if not bad:
                self.refused.append(Refused(record.place, "; ".join(problems)))
                return False
            for name in bad:
                value = fields.pop(name)
                if name != "extra":
                    fields["extra"] = {**fields.get("extra", {}), name: words(value)}
                self.refused.append(Refused(record.place, f"{name} '{short(value)}' does not fit: in extra.{name}"))
            (record.written,) = self.files.written([record])
            problems = _problems(record)
        return True


def checked(record: Record, said: dict[str, Any]) -> tuple[Entry | None, list[str]]:
    """What the schema makes of an entry, and what is wrong with it."""
    entry, problems = validate(TRACKERS[record.tracker], said, _NOWHERE, record.place, (), record.key)
    return entry, [problem.message for problem in problems]


def _problems(record: Record) -> list[str]:
    """What is wrong with a new entry as it will be read. What the schema makes of it is kept for whoever reads it."""
    if record.written is None:
        return []
    entry, problems = checked(record, record.written.piece.value)
    record.written.piece.entry = entry
    return problems


def _keep_unknown(record: Record) -> None:
    """Keep in `extra` what no field is there for."""
    fields = record.fields
    if not fields.keys() <= (known := TRACKERS[record.tracker].known_names()):
        extra = dict(fields.get("extra", {}))
        for name in [name for name in fields if name not in known]:
            extra[name] = words(fields.pop(name))
        fields["extra"] = extra
