"""What a site says that is in nobody's notes: the settings' words, the theme's and the engine's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..audience import Hidden
from .texts import Text

ENGINE = Path(__file__).parent.parent
STATED = ("site_name", "site_description", "site_author", "site_url", "copyright", "repo_name", "repo_url")
"""What mkdocs.yml says to readers, besides the navigation and `extra`."""


def themes() -> list[Path]:
    """The folders of the theme and of the engine: whoever may read these knows what they say."""
    folders = [ENGINE / "theme", ENGINE]
    for package in ("material", "mkdocs"):
        spec = find_spec(package)
        if spec and spec.origin:
            folders.append(Path(spec.origin).parent / "templates")
    return [folder for folder in folders if folder.is_dir()]


def texts(config: Mapping[str, Any], hidden: Hidden) -> Iterator[str]:
    """The public texts of mkdocs.yml; what it says of private pages is not among them."""
    yield from (str(config[name]) for name in STATED if config.get(name))
    yield from _nav(config.get("nav"), hidden)
    extra = dict(config.get("extra") or {})
    settings = extra.pop("loopbook", None) or {}
    extra.pop("loopbook_state", None)
    yield from _strings(extra)
    if isinstance(settings, Mapping):
        yield from _strings([settings.get(name) for name in ("owner", "tagline", "about")])


def hidden_titles(nav: Any, hidden: Hidden) -> Iterator[Text]:
    """What the navigation calls private pages."""
    if isinstance(nav, Mapping):
        for title, item in nav.items():
            if isinstance(item, str) and hidden.has_target("index.md", item):
                yield Text(str(title), "title in the navigation", "mkdocs.yml")
            else:
                yield from hidden_titles(item, hidden)
    elif isinstance(nav, (list, tuple)):
        for item in nav:
            yield from hidden_titles(item, hidden)


def _nav(nav: Any, hidden: Hidden) -> Iterator[str]:
    if isinstance(nav, Mapping):
        for title, item in nav.items():
            if not (isinstance(item, str) and hidden.has_target("index.md", item)):
                yield str(title)
                yield from _nav(item, hidden)
    elif isinstance(nav, (list, tuple)):
        for item in nav:
            yield from _nav(item, hidden)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)
