"""Backlinks: which pages of a book name which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..book import Book, Mention
from ..markdown_text import Link, links
from ..paths import is_relative, page_uri, resolve
from ..references import prose


def draw_backlinks(book: Book) -> None:
    """Fill in the backlinks of a book."""
    found: dict[str, dict[str, Mention]] = defaultdict(dict)
    for note in book.notes.values():
        _draw(note.uri, note.uri, note.links, found)
    for entries in book.entries.values():
        for entry in entries.values():
            for _, _, text in prose(entry, sign="]("):
                _draw(page_uri(entry.tracker, entry.id), "", links(text), found)
    book.backlinks = {uri: list(each.values()) for uri, each in found.items()}


def _draw(uri: str, base: str, found: Iterable[Link], mentions: dict[str, dict[str, Mention]]) -> None:
    for link in found:
        if not is_relative(link.target):
            continue
        target, anchor = resolve(base, link.target)
        if target.endswith(".md") and target != uri:
            mentions[target].setdefault(uri, Mention(uri, anchor))
