"""By which names an entry of the book is recognised in other people's files, the surest first: what `Found.names` is
held against.

A guess among several, which `merging` weighs (a title counts only where no number says otherwise). That two entries of
one book cannot both be right is another matter, and `loopbook.identity`'s.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ..model import Company, Entry, Paper, Problem
from .found import fold
from .problem_names import slug_of
from .values import arxiv

FOREIGN = ("notion", "bibtex", "obsidian")
"""Fields of `extra` that hold an id from elsewhere."""


def names_of(entry: Entry) -> Iterator[str]:
    """The names of an entry, the surest first."""
    for origin in FOREIGN:
        if origin in entry.extra:
            yield f"{origin}:{entry.extra[origin]}"
    yield from names_of_id(entry.tracker, entry.id, entry.extra)
    if isinstance(entry, Problem):
        yield from (f"slug:{name}" for name in (slug_of(entry.url or ""), *entry.was) if name)
        if entry.number:
            yield f"number:{entry.number}"
    elif isinstance(entry, Paper):
        yield from paper_names(entry.arxiv, entry.doi, entry.url, entry.title)
    elif isinstance(entry, Company):
        yield from (f"title:{fold(name)}" for name in (entry.name, *entry.aliases))
        if not entry.role:
            yield from (f"vacant:{fold(name)}" for name in (entry.name, *entry.aliases))
        else:
            yield f"job:{fold(entry.name)}/{fold(entry.role)}"
    yield f"title:{fold(entry.label)}"


def names_of_id(tracker: str, entry_id: str, extra: Container[str]) -> Iterator[str]:
    """The names that an entry has of its id, whatever else is known of it. `extra` holds the names of what is there."""
    yield f"id:{entry_id}"
    if not entry_id:
        return
    if tracker == "problems":
        yield f"slug:{entry_id}"
    elif tracker == "papers" and "bibtex" not in extra:
        yield f"bibtex:{entry_id}"
    elif tracker == "companies":
        yield f"title:{fold(entry_id)}"


def paper_names(arxiv_id: str | None, doi: str | None, url: str | None, title: str) -> Iterator[str]:
    """What a paper is recognised by: arXiv id, DOI, address, title."""
    if arxiv_id:
        yield f"arxiv:{arxiv(arxiv_id, sure=True)}"
    if doi:
        yield f"doi:{doi.casefold()}"
        if held := arxiv(doi):
            yield f"arxiv:{held}"
    if url:
        held = arxiv(url)
        yield f"arxiv:{held}" if held else f"url:{_plain_url(url)}"
    if fold(title):
        yield f"title:{fold(title)}"


def _plain_url(url: str) -> str:
    plain = url.casefold().split("#")[0].split("?")[0].rstrip("/")
    query = url.partition("?")[2]
    return plain.removeprefix("https://").removeprefix("http://").removeprefix("www.") + (f"?{query}" if query else "")
