"""The owner's settings: `extra.loopbook` in mkdocs.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from .model import Date, Line, Lines, Part, Text, Visibility, Words
from .paths import is_below

SENSITIVE = ("companies", "debriefs", "mocks", "plan", "reviews")
"""Trackers that stay private when a folder around them is made public; only a path that names them opens them."""


class Settings(Part):
    """What mkdocs.yml says to Loopbook."""

    data: str = "data"
    """The folder of the trackers, beside mkdocs.yml."""
    visibility: dict[str, Visibility] = {}
    """Path of a file or folder (`data/problems`, `docs/topics`) → who may see what is in it. The longest path wins."""
    secrets: str = "secrets.txt"
    """A file of words and `/patterns/`, one a line, that no public site may hold. Never published itself."""
    example_week: Date | None = None
    """A day of the week for which the example hunt (files called example.yml) was written. Its dates are read as if
    that were the present week, so that it never lies in the past. Without this they are taken as they are written."""
    public_words: Lines = []
    """Words that the audit lets pass, though a private thing has them."""
    front_matter: Words = []
    """More fields of a page's front matter that public pages may hand to templates and plugins."""
    navigation: bool = True
    """Whether Loopbook makes the navigation where mkdocs.yml has no `nav`; without, MkDocs and its plugins do."""
    owner: Line | None = None
    """Whose book it is, for the public home."""
    tagline: Line | None = None
    """What the book is, in one sentence, for the public home."""
    about: Text | None = None
    """A few sentences for the public home."""
    open_companies: Annotated[int, Field(ge=0)] = 8
    """The most companies in the header's menu."""

    def stated_visibility(self, path: str) -> Visibility | None:
        """What is said of a file (a path beside mkdocs.yml) or of the nearest folder that it is in."""
        paths = [place for place in self.visibility if is_below(path, place.rstrip("/"))]
        if not paths:
            return None
        longest = max(paths, key=len)
        seen = self.visibility[longest]
        if seen is Visibility.PUBLIC and self._is_sensitive(path) and not self._is_sensitive(longest):
            return None
        return seen

    def _is_sensitive(self, path: str) -> bool:
        """Whether a path is that of a tracker which only its own name opens, or is in it."""
        if not is_below(path, self.data):
            return False
        first = path[len(self.data) :].lstrip("/").partition("/")[0]
        return first.partition(".")[0] in SENSITIVE

    def default_visibility(self, path: str) -> Visibility:
        """What holds for a file that does not say itself: private, unless something is said."""
        return self.stated_visibility(path) or Visibility.PRIVATE


class Site(Part):
    """Where a book is and how it is set: what mkdocs.yml says, as far as the engine wants to know."""

    root: Path
    docs: str = "docs"
    """The folder of the notes, relative to `root`."""
    url: str = ""
    """The address that the site is published at, if mkdocs.yml says."""
    includes: tuple[str, ...] = ()
    """The folders, relative to `root`, in which `--8<--` looks for files; none if no page can include any."""
    appended: tuple[str, ...] = ()
    """Files that every page includes at its end, named as `--8<--` would."""
    settings: Settings = Settings()
