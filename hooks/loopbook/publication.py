"""What is public, as a record to compare with the next: each public thing, and a digest of what it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from .book import Book

Record = Mapping[str, str]
"""Key of an entry, uri of a page, `file:` and the uri of a file → digest of what the public sees of it."""

RECORD = ".loopbook/published.json"
"""Where a book keeps what was published last."""


@dataclass(frozen=True)
class Changes:
    """What a publication would change: keys in order."""

    new: list[str]
    changed: list[str]
    gone: list[str]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def record(book: Book) -> dict[str, str]:
    """What a public book shows."""
    found = {
        entry.key: _digest(entry.model_dump_json()) for entries in book.entries.values() for entry in entries.values()
    }
    found |= {uri: _digest(f"{note.meta}\n{note.body}") for uri, note in book.notes.items()}
    return found | {f"file:{uri}": "" for uri in sorted(book.assets)}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def changes(before: Record, after: Record) -> Changes:
    """What differs between two records."""
    return Changes(
        sorted(after.keys() - before.keys()),
        sorted(key for key in after.keys() & before.keys() if after[key] != before[key]),
        sorted(before.keys() - after.keys()),
    )


def as_json(when: str, found: Record) -> str:
    """A record as the text of its file. `when` is the day of the publication."""
    return json.dumps({"published": when, "public": dict(sorted(found.items()))}, indent=1) + "\n"


def from_json(text: str) -> tuple[str, dict[str, str]]:
    """The day and the record of a file. Raises ValueError if it is not one."""
    value = json.loads(text)
    if not isinstance(value, dict) or not isinstance(value.get("public"), dict):
        raise ValueError("not a record of a publication")
    return str(value.get("published", "")), {str(k): str(v) for k, v in value["public"].items()}
