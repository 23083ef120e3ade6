"""The proof that nothing private leaks: every file of a public site is searched for the text of everything private.

Data goes one way: `private` says what is private, from the checked sources and without asking the filter; `files` takes
a site's files apart, and `site_texts` their texts, each once; `needles` says what to look for in them; `forms` brings
texts to a form in which markup, case and spelling do not matter; `search` looks for all in one pass (`places`); `known`
says what is no evidence, since public texts say it too; `report` what was checked, what was found, and where.
"""

from __future__ import annotations

from . import own
from .files import SiteFile, files_of
from .private import Private, private_of
from .report import Finding, Report
from .search import audit

__all__ = ["Finding", "Private", "Report", "SiteFile", "audit", "files_of", "own", "private_of"]
