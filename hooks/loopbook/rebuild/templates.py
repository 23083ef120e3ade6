"""What the theme's environment gets: templates compiled once, theme files listed without the icons, pages that stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from .digest import digest
from .store import Store

RenderPage = Callable[[Page, Mapping[str, Any], Callable[[], str]], str]


class Compiled(jinja2.BytecodeCache):
    """Compiled templates in the store, by their name and their source."""

    def __init__(self, store: Store, versions: str) -> None:
        self.store, self.versions = store, versions

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what there is."""
        found = self.store.get("compiled", digest(self.versions, bucket.key, bucket.checksum))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.store.put("compiled", digest(self.versions, bucket.key, bucket.checksum), bucket.bytecode_to_string())


ORIGINAL = "rebuild-original/"
"""Before a name, it means the theme's own template of that name."""


class Loader(jinja2.FileSystemLoader):
    """Jinja's, with some templates replaced, which does not list what MkDocs leaves out anyway: 13,000 icons."""

    replaced: Mapping[str, str] = {}
    """Name → source."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source of a template."""
        if template in self.replaced:
            return self.replaced[template], template, lambda: True
        return super().get_source(environment, template.removeprefix(ORIGINAL))

    def list_templates(self) -> list[str]:
        """The names of all templates but the hidden ones."""
        found: set[str] = set()
        for root in self.searchpath:
            waiting = [("", root)]
            while waiting:
                prefix, place = waiting.pop()
                try:
                    entries = list(os.scandir(place))
                except OSError:
                    continue
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=self.followlinks) if prefix else entry.is_dir():
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
                    else:
                        found.add(f"{prefix}{entry.name}")
        return sorted(found)


def speed_up(config: MkDocsConfig, store: Store, versions: str) -> None:
    """Have the theme make environments that compile no template twice."""
    make = config.theme.get_env

    def get_env() -> jinja2.Environment:
        env = make()
        if type(env.loader) is jinja2.FileSystemLoader:
            env.loader = Loader(env.loader.searchpath, env.loader.encoding, env.loader.followlinks)
        env.auto_reload = False  # nobody looks after each page whether a template is another by now
        if env.bytecode_cache is None:
            env.bytecode_cache = Compiled(store, versions)
        return env

    config.theme.get_env = get_env  # type: ignore[method-assign]


def intercept(env: jinja2.Environment, render_page: RenderPage) -> None:
    """Let `render_page` decide for each page whether its template is rendered."""

    class PageTemplate(jinja2.Template):
        def render(self, *args: Any, **kwargs: Any) -> str:
            context = args[0] if args and isinstance(args[0], dict) else kwargs
            page = context.get("page")
            if not isinstance(page, Page) or self.name != page.meta.get("template", "main.html"):
                return super().render(*args, **kwargs)
            return render_page(page, context, lambda: super(PageTemplate, self).render(*args, **kwargs))

    env.template_class = PageTemplate
    if env.cache is not None:
        env.cache.clear()
