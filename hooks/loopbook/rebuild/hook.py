"""The functions that MkDocs finds in a hook: first where others build on it, last where it looks at what they did."""

# ruff: noqa: ARG001 - MkDocs calls events with every argument by name

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from .events import rebuild

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

FIRST, LAST = 1000, -1000

on_startup = rebuild.on_startup


@event_priority(FIRST)
def on_config(config: MkDocsConfig) -> None:
    """See `Rebuild`."""
    rebuild.on_config_first(config)


@event_priority(LAST)
def on_pre_build(*, config: MkDocsConfig) -> None:
    """See `Rebuild`."""
    rebuild.on_pre_build(config)


@event_priority(LAST)
def on_files(files: Files, *, config: MkDocsConfig) -> None:
    """See `Rebuild`."""
    rebuild.on_files(files, config)


@event_priority(LAST)
def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
    """See `Rebuild`."""
    rebuild.on_nav(nav)


@event_priority(LAST)
def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """See `Rebuild`."""
    rebuild.on_page_markdown(page)


@event_priority(LAST)
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> None:
    """See `Rebuild`."""
    rebuild.on_env(env, config)


@event_priority(FIRST)
def _first(*, config: MkDocsConfig) -> None:
    rebuild.on_post_build_first(config)


@event_priority(LAST)
def _last(*, config: MkDocsConfig) -> None:
    rebuild.on_post_build_last(config)


_both: tuple[Callable[..., Any], ...] = (_first, _last)
on_post_build: CombinedEvent[Any, Any] = CombinedEvent(*_both)


def on_build_error(*, error: Exception) -> None:
    """See `Rebuild`."""
    rebuild.abandon()


@event_priority(FIRST)
def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:
    """See `Rebuild`."""
    rebuild.on_serve(server, config)


def on_shutdown() -> None:
    """See `Rebuild`."""
    rebuild.abandon()
