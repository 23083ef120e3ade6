"""Where a book keeps what it can work out again, and whether it may."""

from __future__ import annotations

import os

CACHE = ".cache/loopbook"
"""The folder, in the book's own. It can be deleted at any time."""
OFF_VARIABLE = "LOOPBOOK_CACHE"
"""Set to `off`, nothing is kept and nothing that was kept is looked at."""


def is_off() -> bool:
    """Whether nothing is to be kept."""
    return os.environ.get(OFF_VARIABLE, "").lower() in ("off", "0", "no", "false")
