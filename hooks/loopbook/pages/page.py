"""A generated page: Markdown with relative `.md` links, and slots where HTML goes that Markdown is too slow for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .cells import Insert


@dataclass(frozen=True)
class Beside:
    """The pages near one, to stand beside it: a heading, and each page's title, uri and depth, itself among them."""

    title: str
    items: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Text:
    """What stands on a page."""

    body: str
    """Markdown, with `<div data-slot="…"></div>` where an insert of `slots` stands."""
    lead: str = ""
    """Markdown for the top of the page, above what the owner wrote: the facts in a line or two."""
    slots: dict[str, Insert] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One page that nobody keeps by hand.

    Where it is and what it is called is known from the beginning. Its text is written when somebody looks at it, for a
    check of the book wants to know of most pages only that they are there.
    """

    uri: str
    title: str
    write: Callable[[], Text] = field(repr=False, compare=False)
    """Writes its text. Called at most once; it must not matter when."""
    source: str | None = None
    """The file that the owner edits to change this page, relative to mkdocs.yml."""
    meta: dict[str, Any] = field(default_factory=dict)
    """Front matter: what the theme and the search want to know."""
    trail: tuple[tuple[str, str], ...] = ()
    """The way to it from the home page: title and uri of each page above it."""
    beside: Beside | None = None
    """What is near it, for pages that the navigation does not list."""

    @cached_property
    def text(self) -> Text:
        """What stands on it."""
        return self.write()

    @property
    def body(self) -> str:
        """Its Markdown but for the lead."""
        return self.text.body

    @property
    def lead(self) -> str:
        """What stands above the body."""
        return self.text.lead

    @property
    def slots(self) -> dict[str, Insert]:
        """What goes into its body after Markdown."""
        return self.text.slots


def slot(name: str) -> str:
    """The Markdown that marks where an insert stands."""
    return f'<div data-slot="{name}"></div>'
