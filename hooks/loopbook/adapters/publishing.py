"""The last thing that a public build does: to search what it built for what is private."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from ..checking import Checked
from ..worker import Worker, can_fork

if TYPE_CHECKING:
    from ..audit import Audit, Report

EVERY = 16
"""After so many pages the second process is told that there are more of them."""
LOOKS = 128
"""So many of those that it waits for it then looks at."""
PARTS = 4
"""In so many parts it searches what the pages say."""


class SiteAudit:
    """The audit of a site, from when its book is known. Where there is a processor for it, a second process works out
    what is private and reads the site while it is being built; what is left for the end is to read what is new since,
    and to search. If that process cannot begin, or dies, all is done at the end, with the same result.
    """

    def __init__(self, checked: Checked, config: MkDocsConfig, stated_nav: Any, old_site: Path) -> None:
        """`stated_nav` is the navigation before the filter, `old_site` a folder from which files may be taken over."""
        self._checked, self._config, self._stated_nav = checked, config, stated_nav
        self._folder = Path(config.site_dir)
        self._audit: Audit | None = None
        self._awaited: deque[str] = deque()
        self._part = self._unsearched = 0
        self._pages = 0
        self._process, self._asked = os.getpid(), 0
        self._worker: Worker | None = None
        if can_fork():
            with contextlib.suppress(OSError):
                self._worker = Worker(self._work)
                self._ask(SiteAudit._look, old_site)

    def next_page(self, files: Files) -> None:
        """A page is begun: most of those before it are written, and all of the site's other files."""
        if self._pages == 0:
            self._ask(SiteAudit._look, self._folder, [file.dest_uri for file in files.documentation_pages()])
        self._pages += 1
        if self._pages % EVERY == 0:
            self._ask(SiteAudit._look_for_pages)

    def report(self, folder: Path) -> Report:
        """What the audit says of the site, now that it is built. Raises ValueError for a file of secrets that is
        wrong.
        """
        self._ask(SiteAudit._report, folder)
        report: Report | None = None
        with contextlib.suppress(EOFError):
            while self._worker and self._asked:
                report = self._worker.answer()
                self._asked -= 1
        self.close()
        return report or self._report(folder)

    def close(self) -> None:
        """Let go of the other process."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None

    def _ask(self, *request: Any) -> None:
        if self._worker is not None and os.getpid() == self._process:  # no fork of this process has a say
            self._asked += self._worker.ask(request)

    # -- what the other process does, asked by the name of one of these, with its arguments ----------------------------

    def _work(self, request: Any) -> Report | None:
        do, *arguments = request
        report: Report | None = do(self, *arguments)
        return report

    def _look(self, folder: Path, pages: Iterable[str] = ()) -> None:
        """Read what is in a folder already. These pages of the site are to come."""
        from ..audit import files_of

        self._begun().reader.look(files_of(folder))
        self._awaited += pages
        self._part = len(self._awaited) // PARTS

    def _look_for_pages(self) -> None:
        """Read those of the next awaited pages that are there, and wait on for the others; search a part of them."""
        from ..audit import SiteFile

        audit = self._begun()
        names = [self._awaited.popleft() for _ in range(min(LOOKS, len(self._awaited)))]
        others = audit.reader.look(SiteFile.at(name, f"{self._folder}{os.sep}{name}") for name in names)
        self._awaited += others
        self._unsearched += len(names) - len(others)
        if self._unsearched > self._part or (names and not self._awaited):
            audit.search()
            self._unsearched = 0

    def _report(self, folder: Path) -> Report:
        """What the audit says of a whole site."""
        from ..audit import files_of

        return self._begun().report(files_of(folder))

    def _begun(self) -> Audit:
        """The audit, with all that can be known without the site."""
        if self._audit is None:
            from ..audit import Audit, own, private_with_settings  # the owner's own builds do without

            known = dict.fromkeys([*own.themes(), *(Path(folder) for folder in self._config.theme.dirs)])
            private = private_with_settings(self._checked, self._config, self._stated_nav)
            self._audit = Audit(private, [*known])
        return self._audit


FIRST = 900
"""The filter's place among what is done to a page: whatever plugins do to its text, they do to what is left."""
LAST = -900
"""The audit's place after a build: behind all plugins, and before a rebuild puts the new site in place."""


class Unproved:
    """A public site that no audit has looked at yet. Unless it is proved, it does not outlive the process."""

    def __init__(self) -> None:
        self.folders: list[Path] = []

    def begin(self, folder: str) -> None:
        """From here on, there is something in a folder that nobody may publish."""
        self.folders.append(Path(folder))

    def prove(self) -> None:
        """It may stay."""
        self.folders = []

    def discard(self) -> None:
        """Take away what was not proved."""
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.folders = []
