"""The navigation of a book whose mkdocs.yml gives none: what there is, in the order in which it is wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ..book import Book
from ..model import Project
from ..pages import Page
from ..study.desk import Desk

TABS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Today",
        (
            ("Today", "index.md"),
            ("Review", "review/index.md"),
            ("Plan", "plan/index.md"),
            ("Progress", "progress/index.md"),
        ),
    ),
    ("Companies", (("Companies", "companies/index.md"), ("Loops", "loops/index.md"), ("Hiring", "process/index.md"))),
    ("Rounds", (("Rounds", "rounds/index.md"),)),
    ("Checklists", (("Checklists", "checklists/index.md"),)),
    ("Topics", (("Topics", "topics/index.md"),)),
    ("Problems", (("Problems", "problems/index.md"),)),
    ("Questions", (("Questions", "questions/index.md"),)),
    ("Papers", (("Papers", "papers/index.md"),)),
    ("Stories", (("Stories", "stories/index.md"), ("Projects", "projects/index.md"), ("Mocks", "mocks/index.md"))),
)
"""Tab → its pages; those that the book does not have are left out."""

OWN = ("rounds", "projects", "topics", "companies", "problems", "papers", "questions", "stories")
"""Folders whose pages are reached through an index, not through the navigation."""


def navigation(desk: Desk, pages: Mapping[str, Page]) -> list[Any]:
    """The `nav` for MkDocs."""
    book = desk.book
    tabs: list[Any] = []
    for title, entries in TABS:
        found: list[Any] = [{name: uri} for name, uri in entries if uri in pages]
        if title == "Rounds":
            found += [{r.title: f"rounds/{r.id}.md"} for r in desk.rounds]
        elif title == "Questions":
            found += [{pages[u].title.removesuffix(": questions"): u} for u in _decks(desk, pages)]
        elif title == "Stories":
            found += [{p.title: p.notes} for p in book.all(Project) if p.notes]
        if title == "Today" and book.is_public and found:
            found[0] = {"Home": "index.md"}
        if len(found) == 1 and title not in ("Today",):
            tabs.append({title: next(iter(found[0].values()))})
        elif found:
            tabs.append({"Home" if title == "Today" and book.is_public else title: found})
    return tabs + _own_notes(book)


def _decks(desk: Desk, pages: Mapping[str, Page]) -> list[str]:
    asked = {getattr(q, "round", None) or "other" for q in desk.book.entries["questions"].values()}
    uris = [f"questions/{r.id}.md" for r in desk.rounds if r.id in asked] + ["questions/other.md"]
    return [uri for uri in uris if uri in pages]


def _own_notes(book: Book) -> list[Any]:
    """The owner's other notes: one tab a folder, the folder's index first."""
    folders: dict[str, list[str]] = defaultdict(list)
    for uri in book.notes:
        folder = uri.split("/")[0] if "/" in uri else ""
        if folder not in OWN and uri != "index.md":
            folders[folder].append(uri)
    tabs: list[Any] = []
    for folder, uris in sorted(folders.items()):
        uris.sort(key=lambda uri: (not uri.endswith("/index.md"), _order(book, uri), uri))
        if not folder:
            tabs += uris
            continue
        index = book.notes.get(f"{folder}/index.md")
        tabs.append({index.title if index else folder.replace("-", " ").capitalize(): uris})
    return tabs


def _order(book: Book, uri: str) -> int:
    order = str(book.notes[uri].meta.get("order", "1000"))
    return int(order) if order.isdigit() else 1000
