"""Compares text with a file that was looked at and found right; `make golden` accepts what there is now."""

from __future__ import annotations

import os
from pathlib import Path


def check(path: Path, text: str) -> None:
    """Fail if the file holds anything else. With UPDATE_GOLDEN set, write it instead."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path} is missing: run make golden, and look at what it writes"
    assert text == path.read_text("utf-8")
