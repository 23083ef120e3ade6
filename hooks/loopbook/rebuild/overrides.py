"""What a theme's overrides ask beyond the page that they show, read off their source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from mkdocs.config.defaults import MkDocsConfig

from . import private
from .digest import file_digest, folder_digest, is_installed
from .store import Store

BULKY = (
    ".woff",
    ".woff2",
    ".ttf",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".gif",
    ".pdf",
    ".mp4",
    ".map",
    ".css",
    ".js",
    ".md",
)
"""Files beside templates that no template reads."""

_REACHING = ("parent", "ancestors", "next_page", "previous_page", "children")
_SHOWN = ("url", "title")


class Templates:
    """The templates of a theme that did not come with it: overrides, and those that hooks brought along."""

    def __init__(self, config: MkDocsConfig, env: jinja2.Environment, store: Store) -> None:
        own = [Path(folder) for folder in config.theme.dirs if not is_plain(folder)]
        self.digest = folder_digest(own, BULKY)
        self.reaches: set[str] = set()
        """What they ask beyond the page itself: "site" (other pages), "day", "clock"."""
        found = [path for folder in own for path in sorted(folder.rglob("*.html"))]
        for path in found:
            self.reaches |= set(_reaches(path, env, store))


def is_plain(folder: str) -> bool:
    """Whether a folder of templates is MkDocs' or Material's own, which `keys` knows."""
    path = Path(folder).as_posix()
    ours = private.material_version() is not None and path.endswith("/material/templates")
    return is_installed(path) and (ours or "/mkdocs/" in path)


def _reaches(path: Path, env: jinja2.Environment, store: Store) -> list[str]:
    key = file_digest(path)
    known = store.get("template", key)
    if known is None:
        try:
            known = sorted(set(_asks(env.parse(path.read_text("utf-8")))))
        except (jinja2.TemplateSyntaxError, OSError, UnicodeDecodeError):
            known = ["site"]
        store.put("template", key, known)
    return list(known)


def _asks(tree: nodes.Template) -> Iterator[str]:
    """What a template asks beyond its own page, as far as it can be read off it."""
    fine: set[int] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or)):
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            name = _attribute(node)
            inner = node.node
            if name == "homepage" and isinstance(inner, nodes.Name) and inner.name == "nav":
                fine.add(id(inner))
            if name in _SHOWN and isinstance(inner, nodes.Getattr) and inner.attr in _REACHING:
                fine.add(id(inner))
        else:
            tests = [node.test] if isinstance(node, (nodes.If, nodes.CondExpr)) else list(node.iter_child_nodes())
            fine |= {id(test) for test in tests}
    for variable in tree.find_all(nodes.Name):
        if variable.name in ("nav", "pages") and id(variable) not in fine:
            yield "site"
        elif variable.name == "build_date_utc":
            yield "clock"
    for get in _gets(tree):
        attribute = _attribute(get)
        if (attribute in _REACHING and id(get) not in fine) or (
            attribute == "nav" and isinstance(get.node, nodes.Name) and get.node.name in ("config", "context")
        ):
            yield "site"
        elif attribute == "update_date":
            yield "day"


def _gets(tree: nodes.Node) -> Iterator[nodes.Getattr | nodes.Getitem]:
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            yield node


def _attribute(node: Any) -> str | None:
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    argument = getattr(node, "arg", None)
    return str(argument.value) if isinstance(argument, nodes.Const) else None
