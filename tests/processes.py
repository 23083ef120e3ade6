"""What processes leave behind: themselves, and open files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def is_there(process: int) -> bool:
    """Whether a process runs, or is a child of this one for whose end nobody has waited. Another's child that has
    ended, and that nobody asked for yet, is not there.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
        return True
    try:
        os.kill(process, 0)
        return b") Z" not in Path(f"/proc/{process}/stat").read_bytes()
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # gone just now, or no system with a /proc
        return not Path("/proc/self").exists()


def opened(process: int | str = "self") -> int:
    """How many files a process has open, 0 where that cannot be told."""
    place = Path(f"/proc/{process}/fd")
    return sum(1 for _ in place.iterdir()) if place.exists() else 0
