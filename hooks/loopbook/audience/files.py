"""The step on files: pictures, attachments and whatever else is in docs/ and no page."""

from __future__ import annotations

from collections.abc import Mapping

from ..markdown_text import links
from ..model import Entry, Visibility
from ..notes import Note
from ..paths import is_relative, resolve
from ..references import prose
from .draft import Draft


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
        if asset in used or exactly or (stated is Visibility.PUBLIC and asset not in only_private):
            kept.add(asset)
    draft.assets = frozenset(kept)


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
