"""What imports wrote: how an import tells its own words from the owner's, who may change any of them at any time.

`data/.imports.json` says, for every field that an import wrote, which file said so and what it said. A field that
holds something else by now is the owner's; so is every field that is not named there. Without the file all is the
owner's, and importing again changes nothing that is there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

NAME = ".imports.json"
LONGEST = 48
"""Characters of a value that is kept as it is; of a longer one, its hash."""

_json = json.JSONEncoder(ensure_ascii=False).encode
_text = json.encoder.encode_basestring
_sorted_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


_BETWEEN = '], "entries": {'
_LINE = re.compile(r'("(?:[^"\\]|\\.)*"): (\{.*\}),?')


def _lines(text: str) -> Iterator[tuple[str, str, Any]]:
    """Key, JSON and what it says of each entry. All of a large book at once would be 50 MB."""
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        if match:
            yield json.loads(match[1]), match[2], json.loads(match[2])
        elif line.strip("} "):
            raise ValueError(line)


def _whole(text: str) -> Iterator[tuple[str, str, Any]]:
    """The same of a file that somebody laid out in another way."""
    for key, said in json.loads(text)["entries"].items():
        yield key, _json(dict(sorted(said.items()))), said


@dataclass
class Remembered:
    """Key of an entry, or path of a page → field → the file that said so, and what."""

    sources: list[str] = field(default_factory=list)
    fields: dict[str, str | dict[str, list[Any]]] = field(default_factory=dict)
    """Key → field → a source's place among the sources, and what it said: JSON until somebody writes of it, since
    a large book has 200,000 of them."""
    before: str = ""
    _uses: Counter[int] = field(default_factory=Counter)
    """A source's place → how many fields that are still JSON it said."""
    _last: tuple[str, dict[str, list[Any]]] = ("", {})
    _is_new: bool = False

    @classmethod
    def read(cls, root: Path, data: str) -> Remembered:
        """What is remembered; nothing if the file is not there or is no longer what an import wrote."""
        path = root / data / NAME
        try:
            text = path.read_text("utf-8")
            head, mark, rest = text.partition(_BETWEEN)
            sources = json.loads(f"{head}]}}" if mark else text)["sources"]
            fields: dict[str, Any] = {}
            uses: Counter[int] = Counter()
            for key, names, said in _lines(rest) if mark else _whole(text):
                if any(not 0 <= one[0] < len(sources) or len(one) < 2 for one in said.values()):
                    raise ValueError("a source that there is not")
                fields[key] = names
                uses.update([one[0] for one in said.values()])
        except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
            return cls(before=path.read_text("utf-8", "replace") if path.is_file() else "")
        return cls(sources, fields, text, uses)

    def said(self, key: str, name: str) -> tuple[str, Any] | None:
        """Who wrote a field last, and what; None if no import did."""
        found = self._of(key).get(name)
        return (self.sources[found[0]], found[1]) if found else None

    def knows(self, key: str) -> bool:
        """Whether an import ever wrote anything of an entry or a page."""
        return key in self.fields

    def wrote(self, key: str, source: str, said: Mapping[str, Any]) -> None:
        """Remember fields: what a file says of each."""
        if source not in self._places:
            self._places[source] = len(self.sources)
            self.sources.append(source)
        place = self._places[source]
        self._is_new = True
        if key not in self.fields:
            self.fields[key] = _said(place, said)
            self._uses[place] += len(said)
            return
        names = self._of(key)
        if isinstance(self.fields[key], str):
            self._uses.subtract(one[0] for one in names.values())
            self.fields[key] = names
        for name, value in said.items():
            names[name] = [place, value]

    def _of(self, key: str) -> dict[str, list[Any]]:
        """What is remembered of one entry. Of the last that was asked for it is kept."""
        kept = self.fields.get(key, {})
        if not isinstance(kept, str):
            return kept
        if self._last[0] != key:
            self._last = key, json.loads(kept)
        return self._last[1]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {source: place for place, source in enumerate(self.sources)}

    def text(self) -> str:
        """As the file is to hold it: an entry a line, so that git merges it."""
        if not self._is_new:
            return self.before
        used = {place for place, count in self._uses.items() if count}
        used |= {said[0] for names in self.fields.values() if not isinstance(names, str) for said in names.values()}
        sources = sorted(self.sources[place] for place in used)
        place_of = {source: place for place, source in enumerate(sources)}
        index = {place: place_of[self.sources[place]] for place in used}
        stay = all(place == now for place, now in index.items())
        head = ",\n".join(_json(source) for source in sources)
        parts = [f'{{"sources": [\n{head}\n{_BETWEEN}']  # as they are: a large book has 10 MB, held once here
        for key in sorted(self.fields):
            names = self.fields[key]
            if not (stay and isinstance(names, str)):
                names = _json({name: [index[place], value] for name, (place, value) in sorted(self._of(key).items())})
            parts += (",\n" if len(parts) > 1 else "\n", _json(key), ": ", names)
        text = "".join([*parts, "\n}}\n"])
        return self.before if text == self.before else text


def _said(place: int, said: Mapping[str, Any]) -> str:
    """The JSON of what one source said, field by field: as the encoder has it, which is slow to begin."""
    parts = []
    for name in _in_order(*said):
        value = said[name]
        if type(value) is str:
            text = _text(value)
        elif type(value) is list and _STRING.issuperset(map(type, value)):
            text = _texts(*value)
        else:
            text = _json(value)
        parts.append(f"{_name(name)}: [{place}, {text}]")
    return f"{{{', '.join(parts)}}}"


@lru_cache(1024)
def _in_order(*names: str) -> tuple[str, ...]:
    """The names sorted: most entries of a list have the same."""
    return tuple(sorted(names))


@lru_cache(1024)
def _texts(*values: str) -> str:
    """The JSON of a list of texts, which many entries have alike: of companies, of topics."""
    return _json([*values])


@lru_cache(1024)
def _name(name: str) -> str:
    return _text(name)


def gist(value: Any) -> str:
    """A value in so few characters that it can be compared later."""
    if isinstance(value, str):
        text = value.strip()
        return text if len(text) <= LONGEST else _hash(text)
    if type(value) is dict and _STRING.issuperset(map(type, value.values())):  # who asks a problem: most of a long list
        return gist(f"{{{', '.join([f'{_name(name)}: {_text(value[name])}' for name in _in_order(*value)])}}}")
    return gist(_sorted_json(value))


_STRING = frozenset([str])


def _hash(text: str) -> str:
    return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"
