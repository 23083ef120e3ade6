"""What MkDocs says while it builds beside the site, and is not so."""

from __future__ import annotations

import logging


class Quiet(logging.Filter):
    """Takes back what MkDocs says of pages that stay: to it they look empty; and names the site, not its staging."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: set[str] = set()
        self.paths = ("", "")
        self._logger = logging.getLogger("mkdocs.commands.build")

    def filter(self, record: logging.LogRecord) -> bool:
        """False for what is not to be said."""
        text = str(record.msg)
        if text.startswith("Page skipped: '") and text[15:].partition("'. Generated")[0] in self.pages:
            return False
        if self.paths[0] and self.paths[0] in text:
            record.msg = text.replace(*self.paths)
        return True

    def start(self) -> None:
        """Listen."""
        self._logger.addFilter(self)

    def stop(self) -> None:
        """Stop listening."""
        self._logger.removeFilter(self)
