"""The last thing that a public build does: to search what it built for what is private."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig

from ..audience import Hidden
from ..checking import Checked

if TYPE_CHECKING:
    from ..audit import Report


def audit_build(checked: Checked, config: MkDocsConfig, stated_nav: Any) -> Report:
    """What the audit says of the site that was just built. `stated_nav` is the navigation before the filter."""
    from ..audit import Site, audit, files_of, own, private_of  # the owner's own builds do without

    known = dict.fromkeys([*own.themes(), *(Path(folder) for folder in config.theme.dirs)])
    with Site(files_of(Path(config.site_dir)), [*known]) as site:
        hidden = Hidden.of(checked)
        private = private_of(checked, hidden)
        private.texts += own.hidden_titles(stated_nav, hidden)
        return audit(private, site, own.texts(config, hidden))


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
