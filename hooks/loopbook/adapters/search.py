"""What the search finds besides pages: entries that have none, numbers and aliases; and what kind each result is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from ..book import Book
from ..markdown_text import plain_text
from ..model import TRACKERS, Company, Entry, Paper, Problem, Topic
from ..paths import index_uri

IN_TABLES = ("problems", "papers")
"""Trackers whose entries may have no page, and then are a row of the tracker's index."""
KINDS = {"questions": "questions", "checklists": "checklist", "guide": "guide", "cases": "case"}
"""Folder → what a page in it is, where no tracker says it."""
TAGS_WEIGH = 500
"""How much a hit in a tag counts, beside 1 in the text and 1,000 in the title: Material's million drowns titles."""
MATERIAL_SEPARATOR = r"[\s\-]+"
SEPARATOR = r"[\s\-_:;!?()\[\]{}\"“”]+|[.,](?!\d)"
"""Where a word ends. Material's own leaves the signs of a sentence at it, and then offers to complete "dropout" to
"dropout:", which finds nothing. A point or comma before a digit ends no word: 0.05 is one.
"""

SHORTEST = 0.2
"""How much more a hit counts in what is called by one word."""


def boost(title: str) -> float:
    """How much a hit in something of this title counts: a little more, the fewer its words. `Two Sum` is found before
    `Two Sum II` by its own name; without that they are even.
    """
    return round(1 + SHORTEST / max(1, len(re.findall(r"[^\W_]+", title))), 3)


def kind_of(book: Book, uri: str) -> str:
    """What a page is, in a word."""
    folder, _, name = uri.removesuffix(".md").partition("/")
    if not name or name == "index":
        return "page"
    if folder == "companies" and "/" in name and not book.find(f"companies/{name}"):
        return "pack"
    if folder in TRACKERS and (folder in KINDS or book.find(f"{folder}/{name}")):
        return KINDS.get(folder, TRACKERS[folder].noun)
    return KINDS.get(folder, "note")


def tags_of(book: Book, uri: str) -> list[str]:
    """What is said of a page beside its title: its kind, and the number or the names that its entry also goes by."""
    entry = book.find(uri.removesuffix(".md"))
    return [kind_of(book, uri), *(names(entry) if entry else ())]


def names(entry: Entry) -> list[str]:
    """What else people call an entry: "LC 146", the other names of a company or a topic."""
    if isinstance(entry, Problem):
        return [f"LC {entry.number}"] if entry.number and entry.kind == "leetcode" else []
    return [plain_text(alias) for alias in entry.aliases] if isinstance(entry, (Company, Topic)) else []


def rows(book: Book, files: Files) -> Iterator[dict[str, Any]]:
    """An entry of the index for each entry of the book that is a row and no page."""
    for tracker in IN_TABLES:
        index = files.get_file_from_path(index_uri(tracker))
        for entry in book.entries[tracker].values() if index else ():
            if book.note_of(entry) is None and index:
                title = plain_text(entry.label)
                yield {
                    "location": f"{index.url}?row={quote(entry.id)}",
                    "title": title,
                    "text": " · ".join(_words(book, entry)),
                    "tags": [entry.noun, *names(entry)],
                    "boost": boost(title),
                }


def _words(book: Book, entry: Entry) -> Iterator[str]:
    if isinstance(entry, Paper):
        yield ", ".join(entry.authors[:4]) + (f" {entry.year}" if entry.year else "")
    topics = [book.taxonomy.topics[t] for t in entry.topics if t in book.taxonomy.topics]
    for things in (topics, [book.entries["companies"][c] for c in entry.companies if c in book.entries["companies"]]):
        if things:
            yield ", ".join(plain_text(thing.label) for thing in things)


def add_rows(config: MkDocsConfig, book: Book, files: Files) -> None:
    """Put the rows into the index of Material's search, if it is on, before its pages come."""
    plugin: Any = config.plugins.get("material/search") or config.plugins.get("search")
    index = getattr(plugin, "search_index", None)
    if index is None or not hasattr(index, "entries"):
        return
    fields = getattr(plugin.config, "fields", None)
    if fields:
        fields["tags"] = {**fields.get("tags", {}), "boost": TAGS_WEIGH}
    if getattr(index, "config", {}).get("separator") == MATERIAL_SEPARATOR:  # else its owner chose one
        index.config["separator"] = SEPARATOR
    found = list(rows(book, files))
    if found and hasattr(index.entries, "add"):  # rebuilds keep entries as the JSON that they become
        index.entries.add(json.dumps(found, separators=(",", ":"), default=str)[1:-1])
    else:
        index.entries.extend(found)
