"""What any page's front matter may say, and what is wrong with it. That is left out, or themes fall over it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from .diagnostics import Diagnostic, Severity
from .entry import Part
from .fields import Line, Text, Visibility, Words
from .schema import validate
from .yaml_nodes import Parsed


class PageMeta(Part):
    """What MkDocs, Material and Loopbook read in any page's front matter, besides an entry's own fields."""

    title: Line | None = None
    description: Text | None = None
    subtitle: Line | None = None
    icon: str | None = None
    status: str | None = None
    template: str | None = None
    image: str | None = None
    tags: Words = []
    hide: Words = []
    aliases: Words = []
    authors: Words = []
    rounds: Words = []
    topics: Words = []
    search: dict[str, Any] = {}
    social: dict[str, Any] = {}
    comments: bool = False
    draft: bool = False
    generated: bool = True
    """Whether the generated part of an entry's page comes at the end of the owner's."""
    order: str | None = None
    date: Any = None


AS_WRITTEN = ("title", "description", "subtitle", "icon", "status", "template", "image", "tags", "hide", "authors")
"""The fields that are text, so that `title: 3.10` is not the number 3.1."""


_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
CLOSING = {"private": _YES, "hidden": _YES, "secret": _YES, "public": _NO, "publish": _NO, "published": _NO}
"""What other programs call a page's visibility, and the values with which they would hide it."""


def means_to_hide(meta: Mapping[str, Any]) -> list[str]:
    """The fields with which other programs would hide a page."""
    return [name for name, value in meta.items() if str(value).lower() in CLOSING.get(str(name).lower(), ())]


def checked(meta: dict[str, Any], parsed: Parsed, path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The front matter without the fields of a type that nobody can use, and what is wrong."""
    kept = dict(meta)
    found: list[Diagnostic] = []
    for name in meta:
        if PageMeta.has_field(name):
            value, problems = validate(PageMeta, {name: meta[name]}, parsed, path, (), "the page")
            found += problems
            if value is None:
                del kept[name]
    if "visibility" not in meta:
        for name in get_close_matches("visibility", meta, n=1, cutoff=0.75):
            place = parsed.at((name,), key=True)
            message = f"'{name}' hides nothing, so the page is taken for private"
            found.append(Diagnostic(path, *place, Severity.ERROR, message, "did you mean 'visibility'?"))
            del kept[name]
            kept["visibility"] = Visibility.PRIVATE.value
    for name in means_to_hide(meta):
        place = parsed.at((name,), key=True)
        message = f"'{name}: {meta[name]}' hides nothing, so the page is taken for private"
        found.append(Diagnostic(path, *place, Severity.ERROR, message, "write 'visibility: private'"))
        del kept[name]
        kept["visibility"] = Visibility.PRIVATE.value
    return kept, found
