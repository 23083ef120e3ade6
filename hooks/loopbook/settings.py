"""The owner's settings: `extra.loopbook` in mkdocs.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from .model import Line, Part, Text, Visibility
from .paths import is_below


class Settings(Part):
    """What mkdocs.yml says to Loopbook."""

    data: str = "data"
    """The folder of the trackers, beside mkdocs.yml."""
    visibility: dict[str, Visibility] = {}
    """Path of a file or folder (`data/problems`, `docs/topics`) → who may see what is in it. The longest path wins."""
    secrets: str = "secrets.txt"
    """A file of words and patterns, one a line, that no public site may hold. Never published itself."""
    owner: Line | None = None
    """Whose book it is, for the public home."""
    tagline: Line | None = None
    about: Text | None = None
    """A few sentences for the public home."""
    open_companies: Annotated[int, Field(ge=0)] = 8
    """The most companies in the header's menu."""

    def stated_visibility(self, path: str) -> Visibility | None:
        """What is said of a file (a path beside mkdocs.yml) or of the nearest folder that it is in."""
        paths = [place for place in self.visibility if is_below(path, place.rstrip("/"))]
        return self.visibility[max(paths, key=len)] if paths else None

    def default_visibility(self, path: str) -> Visibility:
        """What holds for a file that does not say itself: private, unless something is said."""
        return self.stated_visibility(path) or Visibility.PRIVATE


class Site(Part):
    """Where a book is and how it is set: what mkdocs.yml says, as far as the engine wants to know."""

    root: Path
    docs: str = "docs"
    """The folder of the notes, relative to `root`."""
    settings: Settings = Settings()
