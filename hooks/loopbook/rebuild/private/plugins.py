"""Plugins as MkDocs keeps them, and Material's search."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from .. import private


def search_plugin(config: MkDocsConfig) -> Any:
    """Material's search plugin, if it is a known one and it is on."""
    if private.material_version() is None:
        return None
    try:
        module = importlib.import_module("material.plugins.search.plugin")
    except ImportError:
        return None
    for plugin in config.plugins.values():
        if type(plugin) is module.SearchPlugin:
            is_on = plugin.config.enabled and not plugin.is_dirty and module.jieba is None
            return plugin if is_on and type(getattr(plugin, "search_index", None)) is module.SearchIndex else None
    return None


def is_nobodys(config: MkDocsConfig, events: Iterable[str], ours: str) -> bool:
    """Whether nobody but a package of `ours` is told of some events."""
    return all(
        f"{getattr(handler, '__module__', '')}.".startswith(f"{ours}.")
        for event in events
        for handler in config.plugins.events[event]
    )


def replace_handler(config: MkDocsConfig, event: str, old: Callable[..., Any], new: Callable[..., Any]) -> bool:
    """Put one handler of an event in another's place. False if it is not there."""
    handlers = config.plugins.events[event]
    for i, handler in enumerate(handlers):
        if handler == old:
            handlers[i] = new
            config.plugins._event_origins[new] = config.plugins._event_origins.get(old, "")
            return True
    return False
