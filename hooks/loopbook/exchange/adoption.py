"""What makes a book of a MkDocs site that is there already: a hook, settings and a folder of trackers; no page changes.

What the site publishes today it publishes afterwards: the files and folders of its docs are named as public, one by
one, so that whatever comes later is private until somebody says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..book import Book
from ..editing import SCHEMAS, open_draft, schema_line
from ..markdown_text import MATHS
from ..model import slug
from ..notes import Note
from ..schema import json_schema
from ..sources import LISTS, MAPPINGS
from ..starter import starter
from ..yaml_nodes import parse
from ..yaml_text import Style, item
from .found import failure
from .plan import Plan

HOOK = "from loopbook.adapters.mkdocs import *"
"""By this line a site's hook is known as ours."""
NEEDED: tuple[str | dict[str, Any], ...] = (
    "admonition", "attr_list", "md_in_html", "tables", "pymdownx.details", "pymdownx.superfences",
)  # fmt: skip
"""Markdown extensions that the generated pages are written in."""
_FORMULAS = {"pymdownx.arithmatex": {"generic": True}}
_DATA = ("data", "trackers", "loopbook-data")
_HOOKS = ("hooks/book_hooks.py", "hooks/loopbook_hooks.py")


def plan_adoption(
    book: Book, config: Path, values: Mapping[str, Any], docs: str, *, tags: bool, private: bool,
    fresh: Mapping[str, bytes] | None = None,
) -> Plan:  # fmt: skip
    """The files that make a book of a site. `values` is what its mkdocs.yml says, with what it inherits.

    `tags` makes topics of its pages' tags; `private` leaves even its own pages private; `fresh` are files of the
    starter (path below a new book → content) that come along where nothing is in their place. Raises BookError if
    the site is a book already, or has a theme that the pages are not made for.
    """
    root = config.parent
    _check(root, config.name, values)
    plan = Plan(root)
    data = next((name for name in _DATA if not (root / name).exists()), _DATA[-1])
    hook = next((name for name in _HOOKS if not (root / name).exists()), _HOOKS[-1])
    fresh = {_moved(path, docs, data): content for path, content in (fresh or {}).items()}
    seen = {} if private else dict.fromkeys(_published(root, docs), "public")
    if fresh:
        seen |= {_moved(path, docs, data): value for path, value in _starters_visibility().items()} | seen
    settings: dict[str, Any] = {"visibility": dict(sorted(seen.items()))} if seen else {}
    if data != _DATA[0]:
        settings["data"] = data
    if values.get("nav") is None:
        settings["navigation"] = False
    plan.put(hook, (starter() / _HOOKS[0]).read_bytes())
    for tracker in (*LISTS, *MAPPINGS):
        plan.put(f"{data}/{SCHEMAS}/{tracker}.json", json_schema(tracker).encode())
    for path, content in fresh.items():
        if not (root / path).exists():
            plan.put(path, content)
    if tags:
        path = f"{data}/topics.yml"
        known = _names(parse(fresh.get(path, b"").decode(), path).value)
        _topics(plan, path, topics_of(book.notes.values(), known))
    plan.put(config.name, _config(root, config.name, values, hook, settings, _extensions(values, book)).encode())
    plan.notes += _remarks(values, docs, book)
    return plan


def _check(root: Path, name: str, values: Mapping[str, Any]) -> None:
    theme = values.get("theme")
    called = theme.get("name") if isinstance(theme, dict) else theme
    if called != "material":
        raise failure(
            f"the theme is '{called or 'mkdocs'}', and Loopbook's pages are made for Material",
            "say 'theme: material', see that the site is still as you like it, and adopt it then", name,
        )  # fmt: skip
    for hook in _listed(values.get("hooks")):
        path = root / str(hook)
        if path.is_file() and HOOK in path.read_text("utf-8", "replace"):
            raise failure(f"is a book already: {hook} is Loopbook's hook", "run 'loopbook check'", name)


def _moved(path: str, docs: str, data: str) -> str:
    """A path of a new book, in this one."""
    folder, slash, rest = path.partition("/")
    return {"docs": docs, "data": data}.get(folder, folder) + slash + rest


def _published(root: Path, docs: str) -> Iterator[str]:
    """The files and folders at the top of docs: what is published by being there."""
    for path in sorted((root / docs).iterdir()):
        if not path.name.startswith("."):
            yield f"{docs}/{path.name}"


def _starters_visibility() -> dict[str, str]:
    said = open_draft(starter(), "mkdocs.yml").value["extra"]["loopbook"]["visibility"]
    return {str(path): str(seen) for path, seen in said.items() if not path.endswith("/example.yml")}


# -- mkdocs.yml --------------------------------------------------------------------------------------------------------


def _config(
    root: Path, name: str, values: Mapping[str, Any], hook: str, settings: Mapping[str, Any], extensions: list[Any]
) -> str:
    """The site's mkdocs.yml with what Loopbook wants: all else as it was, to the byte."""
    draft = open_draft(root, name)
    own = draft.value or {}
    # A list in a file replaces the one that it inherits, so what is inherited has to be said again.
    hooks = [hook] if isinstance(own.get("hooks"), list) else [*map(str, _listed(values.get("hooks"))), hook]
    draft = draft.append(hooks, at=("hooks",))
    if extensions and isinstance(own.get("markdown_extensions"), dict):
        draft = draft.set({("markdown_extensions",): {name: inner or {} for name, inner in _pairs(extensions)}})
    elif extensions:
        above = [] if own.get("markdown_extensions") else _listed(values.get("markdown_extensions"))
        draft = draft.append([*above, *extensions], at=("markdown_extensions",))
    if settings and not isinstance(own.get("extra"), dict):
        draft = draft.set({(): {"extra": {"loopbook": dict(settings)}}})
    elif settings:
        draft = draft.set({("extra",): {"loopbook": dict(settings)}})
    return ("\ufeff" if draft.byte_order_mark else "") + draft.text


def _extensions(values: Mapping[str, Any], book: Book) -> list[Any]:
    """The Markdown extensions that are wanting; that for formulas only where no page has a `$` to take for one."""
    stated = {name for name, _ in _pairs(values.get("markdown_extensions"))} | {"tables"}  # MkDocs' own are always on
    missing: list[Any] = [name for name in NEEDED if name not in stated]
    if "pymdownx.arithmatex" not in stated and not any(MATHS.search(note.plain) for note in book.notes.values()):
        missing.append(_FORMULAS)
    return missing


def _pairs(stated: Any) -> list[tuple[str, Any]]:
    """Name → options, of extensions or plugins, which may be a mapping or a list of names and mappings."""
    if isinstance(stated, Mapping):
        return [(str(name), options) for name, options in stated.items()]
    return [
        pair for one in _listed(stated) for pair in (_pairs(one) if isinstance(one, Mapping) else [(str(one), None)])
    ]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


# -- topics ------------------------------------------------------------------------------------------------------------


def topics_of(notes: Iterable[Note], known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The tags of pages as topics, a tree where they are `above/below`. Tags that are `known` names are left out."""
    taken = {name.casefold() for name in known}
    ids = set(taken)
    top: dict[str, dict[str, Any]] = {}
    for tag in sorted({tag for note in notes for tag in note.tags}, key=lambda tag: (tag.casefold(), tag)):
        if tag.casefold() in taken:
            continue
        *above, title = [part.strip() for part in tag.split("/") if part.strip()] or [tag]
        here = top
        for part in above:
            here = _topic(here, part, ids)["children"]
        topic = _topic(here, title, ids)
        if tag.casefold() not in (topic["title"].casefold(), topic["id"]):
            topic["aliases"].append(tag)
        taken.add(tag.casefold())
    return list(map(_as_entry, top.values()))


def _topic(among: dict[str, dict[str, Any]], title: str, ids: set[str]) -> dict[str, Any]:
    """The topic of a title, made if there is none. `deep learning` and `Deep-Learning` are one, `C` and `C++` two."""
    key = re.sub(r"[\s_-]+", "", title.casefold())
    if key not in among:
        wanted, count = slug(title), 1
        own = wanted
        while own in ids:
            count += 1
            own = f"{wanted}-{count}"
        ids.add(own)
        among[key] = {"id": own, "title": title, "aliases": [], "children": {}}
    return among[key]


def _as_entry(topic: Mapping[str, Any]) -> dict[str, Any]:
    entry = {**topic, "children": list(map(_as_entry, topic["children"].values()))}
    return {field: value for field, value in entry.items() if value}


def _names(topics: Any) -> Iterator[str]:
    """The names by which topics go, their ids among them."""
    for topic in topics or ():
        title = topic.get("title", "")
        yield from (title, topic.get("id") or slug(title), *topic.get("aliases", ()))
        yield from _names(topic.get("children"))


def _topics(plan: Plan, path: str, topics: list[dict[str, Any]]) -> None:
    if not topics:
        plan.notes.append("no page has tags that the topics do not know already")
        return
    before = plan.files.get(path, b"").decode() or schema_line(plan.root, path)
    text = "\n".join(item(topic, 0, Style()) for topic in topics)
    plan.put(path, f"{before.rstrip()}\n{text}\n".encode())
    plan.added["topics"] = len(topics)


# -- remarks -----------------------------------------------------------------------------------------------------------


def _remarks(values: Mapping[str, Any], docs: str, book: Book) -> Iterator[str]:
    """What its owner has to know or to do."""
    plugins = {point.name for point in entry_points(group="mkdocs.plugins")}
    extensions = {point.name for point in entry_points(group="markdown.extensions")}
    missing = [name for name, _ in _pairs(values.get("plugins")) if name not in plugins]
    missing += [
        name
        for name, _ in _pairs(values.get("markdown_extensions"))
        if name not in extensions and not _is_module(name.partition(":")[0])
    ]
    if missing:
        yield (
            f"not installed here, but named in mkdocs.yml: {', '.join(missing)}; `mkdocs get-deps` prints the packages "
            "that they come in, and `pip install $(mkdocs get-deps)` installs them"
        )
    if values.get("nav") is None:
        yield "the navigation stays as MkDocs makes it; to reach the new pages, see docs/guide/import.md"
    else:
        yield (
            "your nav stays as it is; name what you want of companies/index.md, review/index.md, topics/index.md, "
            "checklists/index.md and plan/index.md in it"
        )
    if "index.md" in book.notes:
        yield f"your home page stays; a fenced block 'loopbook' with 'show: page' in {docs}/index.md puts Today there"


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
