"""What every page of a site depends on: versions, settings, templates, plugins and hooks."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from .digest import describe, digest, file_digest, folder_digest, is_installed
from .overrides import BULKY, Templates
from .store import FORMAT

PURE_PLUGINS = frozenset(
    {"material.plugins.search.plugin.SearchPlugin", "mkdocs.contrib.search.SearchPlugin",
     "material.plugins.offline.plugin.OfflinePlugin"}
)  # fmt: skip
"""Plugins whose work on one page depends on that page alone, or is done anew at every build."""
SEES_OUTPUT = ("env", "post_page", "post_build")
"""Events in which a hook can change a page after it was rendered, or what templates can do."""
PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", *SEES_OUTPUT)
"""Events in which a hook does something with a page: in a fork, it may do it twice."""
PURE_MARK = "rebuild_pure"
"""A hook that says `rebuild_pure = True` promises that what it does in those events depends on the page alone."""
DISTRIBUTIONS = (
    "mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Pygments", "Jinja2", "MarkupSafe", "latex2mathml",
)  # fmt: skip
_NOT_SHOWN = frozenset(
    {"site_dir", "nav", "pages", "plugins", "hooks", "theme", "watch", "exclude_docs", "draft_docs", "not_in_nav",
     "dev_addr", "config_file_path"}
)  # fmt: skip
"""Settings that a page can show only through what else is in its key."""


def extra(config: MkDocsConfig) -> dict[str, Any]:
    """`extra` in mkdocs.yml."""
    return dict(config.extra or {})


def settings_of(config: MkDocsConfig) -> dict[str, Any]:
    """`extra.rebuild` in mkdocs.yml."""
    found = extra(config).get("rebuild")
    return found if isinstance(found, dict) else {}


def namespace(config: MkDocsConfig) -> str:
    """The audience, if the site has one: builds for one never look at what was made for another."""
    state = extra(config).get("loopbook_state")
    found = state.get("audience") if isinstance(state, dict) else settings_of(config).get("namespace")
    return "".join(c for c in str(found or "site") if c.isalnum())


def extensions(config: MkDocsConfig) -> dict[str, Any]:
    """The settings of the Markdown extensions, but where snippets are: what they hold is in the key of each page."""
    return without_places(config["mdx_configs"] or {})


def without_places(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of Markdown extensions, but where snippets are: a public build has them in a folder of its own."""
    found = dict(settings)
    snippets = found.get("pymdownx.snippets")
    if isinstance(snippets, dict):
        found["pymdownx.snippets"] = {name: value for name, value in snippets.items() if name != "base_path"}
    return found


@functools.cache
def versions() -> str:
    """The versions of all that makes HTML of Markdown, and of this package."""
    found = [FORMAT, sys.version]
    for name in DISTRIBUTIONS:
        try:
            found.append(f"{name} {_version(importlib.metadata.distribution(name))}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} -")
    return digest(*found, folder_digest([Path(__file__).parent]))


def _version(of: importlib.metadata.Distribution) -> str:
    """The version of a distribution, without parsing all that it says of itself if its file is of the usual kind."""
    about = of.read_text("METADATA") or ""
    return about.partition("\nVersion: ")[2].partition("\n")[0].strip() or of.version


@functools.cache
def code() -> str:
    """The digest of all code in this process that was not installed: hooks, and the packages that they import; and of
    the package that this one is part of, wherever it is.

    Taken once a process: MkDocs does not load a hook again when it changes.
    """
    folders, files, ours = set(), [], f"{__package__}.".partition(".")[0]
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        is_foreign = is_installed(file or "") and name.partition(".")[0] != ours
        if name == "__main__" or not file or is_foreign or not Path(file).is_file():
            continue
        if name.startswith(f"{__package__}.") or name == __package__:
            continue  # `versions` has it
        if f"{__package__}.".startswith(f"{name}."):
            files.append(f"{file}:{file_digest(Path(file))}")
            continue  # nothing here imports from above; if somebody else does, that is a module of its own
        top = sys.modules.get(name.split(".")[0])
        package = getattr(top, "__file__", None)
        if package and Path(package).name == "__init__.py":
            folders.add(Path(package).parent)
        else:
            files.append(f"{file}:{file_digest(Path(file))}")
    return digest(*sorted(files), folder_digest(sorted(folders), BULKY))


def impure(config: MkDocsConfig, among: tuple[str, ...] = SEES_OUTPUT) -> list[str]:
    """The plugins and hooks that do something to pages in some events, of which nobody says that it is pure.

    With the events that see the output: those after which a page that looks unchanged may not be.
    """
    trusted = {str(name) for name in settings_of(config).get("pure") or ()}
    found = []
    for name, plugin in config.plugins.items():
        if name in trusted:
            continue
        if isinstance(plugin, types.ModuleType):
            events = [event for event in among if hasattr(plugin, f"on_{event}")]
            if events and not getattr(plugin, PURE_MARK, False):
                found.append(f"the hook {name}")
        elif f"{type(plugin).__module__}.{type(plugin).__qualname__}" not in PURE_PLUGINS:
            found.append(f"the plugin {name}")
    return found


def world(config: MkDocsConfig, templates: Templates) -> str:
    """The digest of all that every page depends on. Raises Undigestible if something in it has no digest."""
    shown = {name: value for name, value in config.items() if name not in _NOT_SHOWN}
    shown["mdx_configs"] = extensions(config)
    theme = config.theme
    parts = [
        versions(),
        code(),
        describe(shown),
        describe(dict(theme.items())),
        describe(sorted(theme.static_templates)),
    ]
    parts += [describe(theme.dirs), templates.digest]
    for name, plugin in config.plugins.items():
        if isinstance(plugin, types.ModuleType):
            parts.append(f"{name}:{file_digest(Path(plugin.__file__ or ''))}")
        else:
            parts.append(f"{name}:{type(plugin).__module__}:{describe(plugin.config)}")
    return digest(*parts)
