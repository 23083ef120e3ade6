"""The step on files: pictures, attachments and whatever else is in docs/ and no page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..diagnostics import Diagnostic, Severity
from ..markdown_text import links
from ..model import Entry, Visibility
from ..notes import Note
from ..passages import private_passages
from ..passages.comments import marked as passages_in_comments
from ..paths import is_relative, resolve
from ..references import prose
from .draft import Draft

MAX_TEXT = 4_000_000
"""A longer file of docs/ is compared as a whole, not read."""
_PRIVATE_PAGE = re.compile(r"---[ \t]*\n(?:(?!---)[^\n]*\n)*?visibility:[ \t]*[\"']?private\b", re.I)
_OF_WORDS = re.compile(r"\.(?:md|markdown|mdown|txt|text|rst|org|adoc)\b", re.I)
"""Names of what people write to be read, and of copies of it: `a.md.bak`, `a.md~`."""


def private_files(draft: Draft) -> None:
    """Files but those that a public page uses and those in folders marked public, less what only private pages use.

    A file in a place stated to be private is private whoever uses it, and so is the file of secrets.
    """
    site = draft.checked.site
    used = used_by(draft.notes, draft.entries)
    only_private = used_by(draft.checked.notes, draft.checked.entries) - used
    kept = set()
    for asset in draft.checked.assets:
        path = f"{site.docs}/{asset}"
        stated = site.settings.stated_visibility(path)
        if stated is Visibility.PRIVATE or path == site.settings.secrets:
            continue
        exactly = site.settings.visibility.get(path) is Visibility.PUBLIC
        if not (asset in used or exactly or (stated is Visibility.PUBLIC and asset not in only_private)):
            continue
        if line := marked_line(site.root / path):
            message = "this is marked private in a file that is no page, so the whole file is left out"
            remedy = "take the private part out of the file, and the marker with it"
            draft.diagnostics.append(Diagnostic(path, line, 1, Severity.ERROR, message, remedy))
        else:
            kept.add(asset)
    draft.assets = frozenset(kept)


def marked_line(path: Path) -> int:
    """The line in which a file that is no page marks something as private, or itself; 0 if it does not. Nothing would
    cut it out: a copy that an editor left of a page, a table, a picture made of text. What is no text of somebody's,
    such as a script, has its own use for most marks: there only comments count.
    """
    data = path.read_bytes() if path.is_file() and path.stat().st_size < MAX_TEXT else b""
    if b"private" not in data.lower() or b"\0" in data:
        return 0
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    whole = _PRIVATE_PAGE.match(text)
    spans, _ = private_passages(text) if _OF_WORDS.search(path.name) else passages_in_comments(text, text)
    starts = [whole.end()] if whole else [start for start, _ in spans]
    return text.count("\n", 0, starts[0]) + 1 if starts else 0


def used_by(notes: Mapping[str, Note], entries: Mapping[str, Mapping[str, Entry]]) -> set[str]:
    """Every file of docs/ that a page or an entry's text names."""
    used = {
        resolve(uri, link.target)[0] for uri, note in notes.items() for link in note.links if is_relative(link.target)
    }
    for of_tracker in entries.values():
        for entry in of_tracker.values():
            for _, _, text in prose(entry, sign="]("):
                used |= {resolve("", link.target)[0] for link in links(text) if is_relative(link.target)}
    return used
