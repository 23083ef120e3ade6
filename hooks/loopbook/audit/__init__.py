"""The proof that nothing private leaks: every file of a public site is searched for the text of everything private.

Data goes one way: `private` says what is private, from the checked sources (`entries`, `pages`, `assets`) and without
asking the filter. `reading` reads the site, some of it before it is whole: `files` takes its files apart, `site_texts`
their texts, each once, and `forms` brings these to a form in which markup, case and spelling do not matter. `known`
says what is no evidence, as public texts say it too; `needles` what to look for in the rest, and `said` whether it is
there (`places`). `search` does all of this, and `report` says what was checked, what was found, and where.
"""

from __future__ import annotations

from . import own
from .files import SiteFile, files_of
from .private import private_of, private_with_settings
from .report import Finding, Report
from .search import Audit, audit
from .texts import Private

__all__ = [
    "Audit",
    "Finding",
    "Private",
    "Report",
    "SiteFile",
    "audit",
    "files_of",
    "own",
    "private_of",
    "private_with_settings",
]
