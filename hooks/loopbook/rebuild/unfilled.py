"""Pages whose content is filled in only if they are rendered: who has a cheap key of it need not make it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mkdocs.structure.pages import Page

NAME = "rebuild_unfilled"


class Unfilled(NamedTuple):
    """What a page's content still lacks. Equal keys: the same is filled in."""

    key: str
    fill: Callable[[], None]
    """Puts it into `page.content`."""


def put_off(page: Page, key: str, fill: Callable[[], None]) -> None:
    """Leave a page's content unfilled until it is rendered."""
    setattr(page, NAME, Unfilled(key, fill))


def key_of(page: Page) -> str:
    """The key of what a page's content lacks, "" if that is nothing."""
    found = vars(page).get(NAME)
    return found.key if isinstance(found, Unfilled) else ""


def fill(page: Page) -> None:
    """Fill a page's content in, if it lacks something."""
    found = vars(page).pop(NAME, None)
    if isinstance(found, Unfilled):
        found.fill()
