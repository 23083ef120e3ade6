"""From a folder to a book: read, check, and keep what an audience may see."""

from __future__ import annotations

import datetime as dt

from .audience import book_for
from .book import Book
from .checking import Checked, check
from .example_dates import NOT_MOVED, gap
from .model import Visibility
from .settings import Site
from .sources import read_sources
from .symbolic_links import as_private_as_they_lead_to


def read(site: Site, today: dt.date | None = None) -> Checked:
    """Everything in a folder, checked, before anybody asked who is to see it.

    `today` is the day that the example hunt is moved to, if there is one; None leaves its dates as they are written.
    """
    week = site.settings.example_week

    def moved_by(is_log: bool) -> dt.timedelta:
        return gap(week, today, is_log=is_log) if week and today else NOT_MOVED

    sources = read_sources(site.root, site.docs, site.settings.data, moved_by)
    if sources.links:
        site = as_private_as_they_lead_to(site, sources)
    return check(sources, site)


def load(site: Site, audience: Visibility = Visibility.PRIVATE, today: dt.date | None = None) -> Book:
    """The book in a folder. Never raises for what is in the files: that is in the book's diagnostics."""
    return book_for(read(site, today), audience)
