"""The proof that nothing private leaks: every file of a public site is searched for the text of everything private.

Data goes one way: `private` says what is private, from the checked sources and without asking the filter; `needles`
what to look for; `forms` brings texts to a form in which markup, case and spelling do not matter; `files` takes a
site's files apart; `search` looks for all in one pass; `report` says what was checked, what was found, and where.
"""

from __future__ import annotations

from . import own
from .files import SiteFile, files_of
from .private import Private, private_of
from .report import Finding, Report
from .search import audit

__all__ = ["Finding", "Private", "Report", "SiteFile", "audit", "files_of", "own", "private_of"]
