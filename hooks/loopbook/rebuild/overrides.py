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
_TEXT = ("markdown", "content_string", "content_bytes")


class Templates:
    """The templates of a theme that did not come with it: overrides, and those that hooks brought along."""

    def __init__(self, config: MkDocsConfig, env: jinja2.Environment, store: Store) -> None:
        own = [Path(folder) for folder in config.theme.dirs if not is_plain(folder)]
        self.digest = folder_digest(own, BULKY)
        self.reaches: set[str] = set()
        """What they ask beyond the page itself: "site" (other pages), "text" (its Markdown, and different texts
        may become the same content), "day", "clock"."""
        self.alone: dict[str, set[str]] = {}
        """The same of those that MkDocs renders beside the pages, such as 404.html, and no other template takes in:
        what they ask concerns a page only if it names one as its template."""
        found = {path: path.relative_to(folder).as_posix() for folder in own for path in sorted(folder.rglob("*.html"))}
        seen = {path: _read(path, env, store) for path in found}
        taken = {name for _, names in seen.values() for name in names}
        for path, name in found.items():
            asked = set(seen[path][0])
            if name in config.theme.static_templates and not any(map(name.startswith, taken)):
                self.alone.setdefault(name, set()).update(asked)
            else:
                self.reaches |= asked

    def of(self, template: str) -> set[str]:
        """What a page with this template asks beyond itself."""
        return self.reaches | self.alone.get(template, set())


def is_plain(folder: str) -> bool:
    """Whether a folder of templates is MkDocs' or Material's own, which `keys` knows."""
    path = Path(folder).as_posix()
    ours = private.material_version() is not None and path.endswith("/material/templates")
    return is_installed(path) and (ours or "/mkdocs/" in path)


def _read(path: Path, env: jinja2.Environment, store: Store) -> tuple[list[str], list[str]]:
    """What a template asks beyond its page, and how the names begin of those that it takes in."""
    key = file_digest(path)
    known = store.get("override", key)
    if known is None:
        try:
            tree = env.parse(path.read_text("utf-8"))
            known = sorted(set(_asks(tree))), sorted(set(_takes_in(tree)))
        except (jinja2.TemplateSyntaxError, OSError, UnicodeDecodeError):
            known = ["site"], [""]
        store.put("override", key, known)
    asks, takes_in = known
    return list(asks), list(takes_in)


def _takes_in(tree: nodes.Template) -> Iterator[str]:
    """The names of the templates that one extends, includes or imports; of a name that it makes up, how it begins."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = getattr(node, "template", None)
        while isinstance(named, (nodes.Concat, nodes.Add)):
            named = named.nodes[0] if isinstance(named, nodes.Concat) else named.left
        names = named.value if isinstance(named, nodes.Const) else ""
        yield from [names] if isinstance(names, str) else map(str, names)


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
        elif attribute in _TEXT:
            yield "text"


def _gets(tree: nodes.Node) -> Iterator[nodes.Getattr | nodes.Getitem]:
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            yield node


def _attribute(node: Any) -> str | None:
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    argument = getattr(node, "arg", None)
    return str(argument.value) if isinstance(argument, nodes.Const) else None
