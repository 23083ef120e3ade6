"""The book to start from: in the wheel beside this file, in a checkout at the repository's root."""

from __future__ import annotations

from pathlib import Path

ENGINE = Path(__file__).parent
PARTS = ("docs", "data", "mkdocs.yml", "hooks/book_hooks.py", "hooks/rebuild_hooks.py")


def starter() -> Path:
    """The folder that holds the starter's docs/, data/, mkdocs.yml and hooks/book_hooks.py.

    Raises FileNotFoundError if the installation is not whole.
    """
    for folder in (ENGINE / "starter", ENGINE.parent.parent):
        if all((folder / part).exists() for part in PARTS):
            return folder
    raise FileNotFoundError(2, "the starter is missing from this installation; install loopbook again", str(ENGINE))
