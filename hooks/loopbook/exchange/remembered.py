"""What imports wrote: how an import tells its own words from the owner's, who may change any of them at any time.

`data/.imports.json` says, for every field that an import wrote, which file said so and what it said. A field that
holds something else by now is the owner's; so is every field that is not named there. Without the file all is the
owner's, and importing again changes nothing that is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

NAME = ".imports.json"
LONGEST = 48
"""Characters of a value that is kept as it is; of a longer one, its hash."""


@dataclass
class Remembered:
    """Key of an entry, or path of a page → field → the file that said so, and what."""

    fields: dict[str, dict[str, tuple[str, Any]]] = field(default_factory=dict)
    before: str = ""

    @classmethod
    def read(cls, root: Path, data: str) -> Remembered:
        """What is remembered; nothing if the file is not there or is no longer what an import wrote."""
        path = root / data / NAME
        try:
            text = path.read_text("utf-8")
            raw = json.loads(text)
            sources, entries = raw["sources"], raw["entries"]
            fields = {
                key: {name: (sources[said[0]], said[1]) for name, said in names.items()}
                for key, names in entries.items()
            }
        except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
            return cls({}, path.read_text("utf-8", "replace") if path.is_file() else "")
        return cls(fields, text)

    def said(self, key: str, name: str) -> tuple[str, Any] | None:
        """Who wrote a field last, and what; None if no import did."""
        return self.fields.get(key, {}).get(name)

    def knows(self, key: str) -> bool:
        """Whether an import ever wrote anything of an entry or a page."""
        return key in self.fields

    def wrote(self, key: str, name: str, source: str, value: Any) -> None:
        """Remember a field."""
        self.fields.setdefault(key, {})[name] = (source, value)

    def text(self) -> str:
        """As the file is to hold it: an entry a line, so that git merges it."""
        sources = sorted({said[0] for names in self.fields.values() for said in names.values()})
        index = {source: i for i, source in enumerate(sources)}
        lines = [
            f"{json.dumps(key, ensure_ascii=False)}: "
            + json.dumps({name: [index[s], v] for name, (s, v) in sorted(names.items())}, ensure_ascii=False)
            for key, names in sorted(self.fields.items())
        ]
        head = ",\n".join(json.dumps(source, ensure_ascii=False) for source in sources)
        return f'{{"sources": [\n{head}\n], "entries": {{\n' + ",\n".join(lines) + "\n}}\n"


def gist(value: Any) -> str:
    """A value in so few characters that it can be compared later."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = text.strip()
    return text if len(text) <= LONGEST else f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"
