"""What Markdown is too slow for, put into pages after it, at the last moment or only if a page is rendered at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkPage

from ..pages import Page
from ..pages.cells import Insert, Url
from ..pages.tables import Table
from ..rebuild.digest import digest
from ..rebuild.events import rebuild
from ..rebuild.unfilled import put_off
from .maths import set_maths

_SLOT = re.compile(r'<div data-slot="([\w-]+)"></div>')


def insert(page: MkPage, ours: Page, files: Files, config: MkDocsConfig, handler: Callable[..., Any]) -> None:
    """Put a page's inserts into its content; `handler` is the event that asks for it.

    Rebuilds may do without, if nobody looks at the content after us but the page's template.
    """
    is_last = config.plugins.events["page_context"][-1] == handler
    key = _key(ours.slots, lambda uri: _place(files, uri)) if is_last and rebuild.may_put_off else None
    if key is None:
        _fill(page, ours, files)
    else:
        put_off(page, key, lambda: _fill(page, ours, files))


def url(files: Files, page: MkPage, uri: str) -> str:
    """The address on `page` of another page, given as a uri with an anchor or not."""
    path, hash_sign, anchor = uri.partition("#")
    file = files.src_uris.get(path)
    target = file.url_relative_to(page.file) if file else path
    return f"{target}{hash_sign}{anchor}"


def _fill(page: MkPage, ours: Page, files: Files) -> None:
    made = {name: slot.html(lambda uri: url(files, page, uri)) for name, slot in ours.slots.items()}
    page.content = _SLOT.sub(lambda match: set_maths(made[match[1]]), page.content or "")


def _key(slots: Mapping[str, Insert], place: Url) -> str | None:
    """The key of a page's inserts, its address apart; None if one has to be made to be known."""
    gists = []
    for name, slot in slots.items():
        if not isinstance(slot, Table):
            return None
        gists.append(f"{name} {slot.gist(place)}")
    return digest(*gists)


def _place(files: Files, uri: str) -> str:
    """Where on the site another page is, given as a uri with an anchor or not: with a page's own address, its url
    there.
    """
    file = files.src_uris.get(uri.partition("#")[0])
    return f"{file.url} {uri}" if file else uri
