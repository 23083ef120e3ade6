"""A book while it is checked: what was read, and the entries found in it so far."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from ..book import Origin
from ..diagnostics import Diagnostic, Severity, errors
from ..model import TRACKERS, Entry, Plan, Topic, Visibility
from ..schema import part_in
from ..settings import Site
from ..sources import DataFile, Sources


class Draft:
    """The steps of a check fill it, one after the other. What is wrong becomes a diagnostic, and is left out."""

    def __init__(self, sources: Sources, site: Site) -> None:
        self.sources, self.site = sources, site
        self.diagnostics = list(sources.diagnostics)
        self.entries: dict[str, dict[str, Entry]] = {tracker: {} for tracker in TRACKERS}
        self.parents: dict[str, str | None] = {}
        """Id of a topic → that of the one above it."""
        self.origins: dict[str, Origin] = {}
        self.folded: dict[str, str] = {}
        """The key of an entry as careless file systems see it → the key."""
        self.broken = {file.tracker for file in sources.data if errors(file.parsed.diagnostics)}
        """Trackers of which a file could not be read, so that nobody knows what is in them."""
        self.failed: set[str] = set()
        """Keys of entries that were left out."""
        self.visibility: dict[str, Visibility] = {}
        self.plan: Plan | None = None
        self.plan_file: DataFile | None = None

    def add(self, entry: Entry, origin: Origin) -> bool:
        """Take an entry in, without the parts of it that have a name twice; False if there is one of its key."""
        key = entry.key
        name = folded(key)
        other = self.folded.get(name)
        if other is not None:
            first = self.origins[other]
            place = f"in {first.path}:{first.line}"
            if other == key:
                message, remedy = f"{key} is there already, {place}", "give one of the two another 'id'"
            else:
                message = f"{key} and {other} ({place}) differ only in case, and so would share a page"
                remedy = "give one of the two another 'id'"
            self.report(*origin.at(("id",)), message, remedy)
            return False
        for path, twice in reversed(list(_doubles(entry))):
            self.report(*origin.at((*path, "id")), f"{key} has two called '{twice}'", "give one another 'id'")
            parts = getattr(entry, path[0])
            entry = entry.model_copy(update={path[0]: [*parts[: path[1]], *parts[path[1] + 1 :]]})
        self.folded[name] = key
        self.entries[entry.tracker][entry.id] = entry
        self.origins[key] = origin
        return True

    def report(self, path: str, line: int, column: int, message: str, remedy: str) -> None:
        """Say what is wrong."""
        self.diagnostics.append(Diagnostic(path, line, column, Severity.ERROR, message, remedy))

    def warn(self, path: str, line: int, column: int, message: str, remedy: str) -> None:
        """Say what is probably not meant."""
        self.diagnostics.append(Diagnostic(path, line, column, Severity.WARNING, message, remedy))


def folded(name: str) -> str:
    """A key or uri as file systems that ignore case and normalisation see it."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _doubles(entry: Entry) -> Iterator[tuple[tuple[str, int], str]]:
    """The parts of an entry that have the id of an earlier one beside them: their path, and the id."""
    for name in _fields_with_ids(type(entry)):
        parts = getattr(entry, name)
        seen: set[str] = set()
        for i, part in enumerate(parts if isinstance(parts, list) else ()):
            own = part.id
            if own and own in seen:
                yield (name, i), own
            seen.add(own or "")


@cache
def _fields_with_ids(model: type[Entry]) -> tuple[str, ...]:
    """The fields that hold parts with ids. Topics below a topic are entries, and looked at as such."""
    parts = {name: part_in(info.annotation) for name, info in model.model_fields.items()}
    return tuple(n for n, part in parts.items() if part and part is not Topic and "id" in part.model_fields)
