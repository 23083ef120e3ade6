"""From a folder to a book: read, check, and keep what an audience may see."""

from __future__ import annotations

from .audience import book_for
from .book import Book
from .checking import check
from .model import Visibility
from .settings import Site
from .sources import read_sources


def load(site: Site, audience: Visibility = Visibility.PRIVATE) -> Book:
    """The book in a folder. Never raises for what is in the files: that is in the book's diagnostics."""
    return book_for(check(read_sources(site.root, site.docs, site.settings.data), site), audience)
