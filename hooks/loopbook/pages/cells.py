"""What stands in a cell: text, a badge, a link. Each as HTML for a site and as Markdown for an export."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

from ..markdown_text import embed, title_text
from ..paths import relative

Url = Callable[[str], str]
"""Turns a uri (`topics/attention.md#rope`) into an address as it is written on the page at hand."""


class Insert(Protocol):
    """What goes into a slot of a page after Markdown: a table, a board, a chart."""

    @property
    def anchors(self) -> Collection[str]:
        """The anchors that it brings to the page."""

    def html(self, url: Url) -> str:
        """It as HTML, whole, readable without a script."""

    def markdown(self, page: str) -> str:
        """It as Markdown for the page `page`."""


@dataclass(frozen=True)
class Badge:
    """A word with a meaning that has a colour: `grade` solid, `stage` done, `difficulty` hard."""

    family: str
    value: str
    label: str = ""

    def html(self) -> str:
        """The badge as HTML: colour and shape come from the style sheet, the word is always there."""
        label = escape(self.label or self.value)
        return f'<span class="lb-badge" data-{self.family}="{escape(self.value)}">{label}</span>'


@dataclass(frozen=True)
class To:
    """A link to a page of the book (`uri`) or to another site (`url`)."""

    label: str
    uri: str = ""
    url: str = ""


Cell = str | Badge | To | Sequence["str | Badge | To"] | None
"""A string is inline Markdown."""


def cell_html(cell: Cell, url: Url) -> str:
    """A cell as HTML."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inline(cell, url)
    if isinstance(cell, Badge):
        return cell.html()
    if isinstance(cell, To):
        label = inline(cell.label, url, links=False)
        if cell.uri:
            return f'<a href="{escape(url(cell.uri))}">{label}</a>'
        return f'<a href="{escape(cell.url)}" rel="noopener">{label}</a>' if cell.url else label
    return ", ".join(cell_html(part, url) for part in cell)


_SPECIAL = re.compile(r"[`*_\[\]$\\<&~^=]|https?:")
_HREF = re.compile(r'href="(?!(?:[a-z]+:|#|/))([^"]+)"')
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_markdown: Any = None


def inline(text: str, url: Url | None = None, *, links: bool = True) -> str:
    """Inline Markdown as HTML; maths stays TeX in a span, for `maths` to set. Links are relative to docs/."""
    if not _SPECIAL.search(text):
        return escape(text, quote=False)
    global _markdown
    if _markdown is None:
        import markdown

        arithmatex = {"pymdownx.arithmatex": {"generic": True}}
        _markdown = markdown.Markdown(extensions=["pymdownx.arithmatex"], extension_configs=arithmatex)
    html: str = _markdown.reset().convert(embed(text))
    html = html.replace("</p>\n<p>", "<br>").removeprefix("<p>").removesuffix("</p>")
    if not links:
        return _ANCHOR.sub("", html)
    return _HREF.sub(lambda m: f'href="{escape(url(m[1]))}"', html) if url else html


def cell_markdown(cell: Cell, page: str) -> str:
    """A cell as Markdown, on one line, for a table of the page `page`."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(embed(cell, page).replace("|", "\\|").split())
    if isinstance(cell, Badge):
        return cell.label or cell.value
    if isinstance(cell, To):
        target = relative(page, cell.uri) if cell.uri else cell.url
        return f"[{title_text(cell.label)}]({target})" if target else title_text(cell.label)
    return ", ".join(cell_markdown(part, page) for part in cell)
