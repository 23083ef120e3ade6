"""A row for each page, kept in some pieces: all are there at once, and only those that changed are written."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from .store import Store

PIECES = 64
"""In how many pieces the rows are: few to read all, and an edit writes one."""


class Rows:
    """The rows of one kind, by the page's name, as the last build left them."""

    def __init__(self, store: Store, kind: str, stamp: str) -> None:
        self.store, self.kind, self.stamp = store, kind, stamp
        self._pieces: dict[int, dict[str, Any]] = {}
        self.held: dict[str, Any] = {}
        for number in range(PIECES):
            piece = store.get(kind, f"{stamp}-{number}")
            if piece is not None:
                self._pieces[number] = piece
                self.held.update(piece)

    def save(self, rows: Mapping[str, Any]) -> None:
        """Keep these, all plain data, in place of the others."""
        pieces: dict[int, dict[str, Any]] = {}
        for uri, row in rows.items():
            pieces.setdefault(zlib.crc32(uri.encode("utf-8", "surrogateescape")) % PIECES, {})[uri] = row
        for number in pieces.keys() | self._pieces.keys():
            if pieces.get(number) != self._pieces.get(number):
                self.store.put(self.kind, f"{self.stamp}-{number}", pieces.get(number, {}))
