"""From a folder to a book: read, check, and keep what an audience may see."""

from __future__ import annotations

from .audience import book_for
from .book import Book
from .checking import Checked, check
from .model import Visibility
from .settings import Site
from .sources import read_sources


def read(site: Site) -> Checked:
    """Everything in a folder, checked, before anybody asked who is to see it."""
    return check(read_sources(site.root, site.docs, site.settings.data), site)


def load(site: Site, audience: Visibility = Visibility.PRIVATE) -> Book:
    """The book in a folder. Never raises for what is in the files: that is in the book's diagnostics."""
    return book_for(read(site), audience)
