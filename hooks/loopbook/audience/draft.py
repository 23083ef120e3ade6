"""A public book in the making: the whole book at first, with less in it after every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..checking import Checked
from ..diagnostics import Diagnostic, Severity
from ..model import Entry, Plan, Visibility
from ..notes import Note
from ..review_log import LogLine
from ..taxonomy import Taxonomy
from .hidden import Hidden


@dataclass
class Draft:
    """What is left of the book so far. Steps replace the collections and their members; none is changed in place."""

    checked: Checked
    hidden: Hidden
    entries: dict[str, dict[str, Entry]]
    notes: dict[str, Note]
    taxonomy: Taxonomy
    plan: Plan | None
    reviews: list[LogLine]
    assets: frozenset[str]
    diagnostics: list[Diagnostic]
    includes: dict[str, str] = field(default_factory=dict)
    """Path beside mkdocs.yml → the text that a public page may include from it."""

    @classmethod
    def of(cls, checked: Checked, audience: Visibility) -> Draft:
        """Everything, before any step."""
        return cls(
            checked,
            Hidden.of(checked) if audience is Visibility.PUBLIC else Hidden(),
            {tracker: dict(entries) for tracker, entries in checked.entries.items()},
            dict(checked.notes),
            checked.taxonomy,
            checked.plan,
            list(checked.reviews),
            frozenset(checked.assets),
            list(checked.diagnostics),
        )

    def each_entry(self, change: Callable[[Entry], Entry | None]) -> None:
        """Replace every entry by what `change` makes of it; None takes it away."""
        self.entries = {
            tracker: {name: new for name, entry in entries.items() if (new := change(entry)) is not None}
            for tracker, entries in self.entries.items()
        }

    def each_note(self, change: Callable[[Note], Note]) -> None:
        """Replace every page by what `change` makes of it."""
        self.notes = {uri: change(note) for uri, note in self.notes.items()}

    def warn(self, path: str, line: int, column: int, message: str, remedy: str) -> None:
        """Tell the owner of something that was left out."""
        self.diagnostics.append(Diagnostic(path, line, column, Severity.WARNING, message, remedy))


Step = Callable[[Draft], None]
