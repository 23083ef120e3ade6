"""What a page asks of the theme by name: MkDocs ends with a traceback if it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..diagnostics import Diagnostic, Severity, did_you_mean
from ..notes import Note


def unknown_names(notes: Iterable[Note], dirs: Iterable[str]) -> list[Diagnostic]:
    """An error for each template and icon that no folder of the theme has; the page then goes without it."""
    places = [Path(folder) for folder in dirs]
    found: list[Diagnostic] = []
    for note in notes:
        for name, file in (("template", "{}"), ("icon", ".icons/{}.svg")):
            given = note.meta.get(name)
            if given is None or any((place / file.format(given)).is_file() for place in places):
                continue
            where = note.front_matter.at((name,)) if note.front_matter else (1, 1)
            among = [path.name for place in places for path in place.glob("*.html")] if name == "template" else []
            remedy = did_you_mean(given, among, "mend the name, or take it away")
            problem = Diagnostic(note.path, *where, Severity.ERROR, f"the theme has no {name} '{given}'", remedy)
            note.diagnostics.append(problem)
            note.meta = {key: value for key, value in note.meta.items() if key != name}
            found.append(problem)
    return found
