"""When two entries of one book are the same thing, for certain: what a command that adds must know before it writes.

Importers, which meet things under other people's names, have to guess: `exchange.recognition`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .model import Company, Entry, Mock, Paper, Problem


def marks(entry: Entry) -> Iterator[tuple[str, str]]:
    """Field and value of everything that only one entry of its tracker can have: its id, title, address, number."""
    yield "id", folded(entry.id)
    if not isinstance(entry, Mock):  # one may practise the same thing again
        yield entry.title_field, folded(entry.label)
    for old in entry.was:
        yield "id", folded(old)
    for alias in entry.aliases if isinstance(entry, Company) else ():
        yield entry.title_field, folded(alias)
    url = getattr(entry, "url", None)
    if url:
        yield "url", re.sub(r"^https?://(www\.)?|[#?].*$|/(description/?)?$", "", url.strip()).rstrip("/").casefold()
    if isinstance(entry, Problem) and entry.number is not None and entry.kind == "leetcode":
        yield "number", str(entry.number)
    if isinstance(entry, Paper) and entry.arxiv:
        yield "arxiv", re.sub(r"v\d+$", "", entry.arxiv)
    if isinstance(entry, Paper) and entry.doi:
        yield "doi", entry.doi.casefold()


def folded(text: str) -> str:
    """The text without what does not tell two names apart: case, spaces, width of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def twin(entry: Entry, others: Iterable[Entry]) -> tuple[Entry, str] | None:
    """The one of the others that is the same thing, and the field that says so."""
    own = set(marks(entry))
    for other in others:
        for field, value in marks(other):
            if (field, value) in own:
                return other, field
    return None
