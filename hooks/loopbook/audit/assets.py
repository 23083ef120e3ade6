"""Files beside the pages, private and public; and the file of secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..audience.files import MAX_TEXT, marked_line, used_by
from ..model import Entry, Visibility
from ..notes import Note
from ..passages import private_passages
from ..sources import read_text
from .files import is_text
from .texts import Gathering


def gather(to: Gathering, notes: Mapping[str, Note], entries: Mapping[str, Mapping[str, Entry]]) -> None:
    """Sort files into private and public ones: what these public pages and entries use, and what settings say."""
    checked, site, settings = to.checked, to.site, to.settings
    used = used_by(notes, entries) if checked.assets else set()
    only_private = used_by(checked.notes, checked.entries) - used if checked.assets else set()
    for uri in checked.assets:
        path = f"{site.docs}/{uri}"
        stated = settings.stated_visibility(path)
        by_folder = stated is Visibility.PUBLIC and uri not in only_private
        exactly = settings.visibility.get(path) is Visibility.PUBLIC
        is_public = by_folder or exactly or (uri in used and stated is not Visibility.PRIVATE)
        if is_public and path != settings.secrets and not marked_line(site.root / path):
            to.found.public.append(uri)
            to.found.public_files.append(site.root / path)
        else:
            to.found.things += 1
            to.found.files[uri] = site.root / path
            to.hide_path(uri, path)
            _hide_lines(to, site.root / path, path)
    for place, seen in settings.visibility.items():
        outside = not place.startswith((site.docs, settings.data))
        if seen is Visibility.PUBLIC and outside and (site.root / place).exists():
            found = [site.root / place, *(site.root / place).rglob("*")]
            for file in (file for file in found if file.is_file()):
                to.found.public_files.append(file)
                _hide_passages(to, file.relative_to(site.root).as_posix())


def _hide_passages(to: Gathering, place: str) -> None:
    """What is marked private in a file that pages may include."""
    text = read_text(to.site.root, place, []) or ""
    for start, end in private_passages(text)[0]:
        for line in text[start:end].split("\n"):
            to.keep(line, "private passage", place)


def _hide_lines(to: Gathering, path: Path, place: str) -> None:
    """The lines of a private file of text."""
    data = path.read_bytes() if path.is_file() and path.stat().st_size < MAX_TEXT else b""
    for line in data.decode("utf-8", "replace").split("\n") if is_text(data) else ():
        to.keep(line, "text", place)


def gather_secrets(to: Gathering) -> None:
    """Words and patterns of the file of secrets. Raises ValueError for a pattern that is none."""
    path = to.settings.secrets
    if not (to.site.root / path).is_file():
        return
    text = read_text(to.site.root, path, to.found.diagnostics) or ""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        place = f"{path}:{number}"
        if len(line) > 2 and line.startswith("/") and line.endswith("/"):
            try:
                to.found.patterns.append((re.compile(line[1:-1], re.I), place))
            except re.error as error:
                raise ValueError(f"{place}: '{line}' is not a regular expression: {error}") from None
        else:
            to.keep(line, "secret", place, always=True)
