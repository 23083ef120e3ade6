"""MkDocs' events, in its order: what each has to do with rebuilding."""

from __future__ import annotations

import atexit
import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import inputs, private, search, templates, unfilled
from .digest import Undigestible, digest
from .disk import sweep_leftovers
from .garbage import Garbage
from .helper import Helper
from .keys import Keys
from .markdown_cache import Converter
from .navigation import Sidebar, is_known
from .overrides import Templates
from .quiet import Quiet
from .site import Manifest, Site
from .store import Store, forget

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

OFF_VARIABLE = "LOOPBOOK_CACHE"
"""Set to `off`, it makes every build an ordinary one."""
FOLDER = ".cache/rebuild"
READS_SITE = "reads_site"
"""What a plugin's `on_post_build` may have: a function that says whether it will look at the site of this build."""

log = get_plugin_logger("rebuild")


@dataclass
class Counts:
    """What one build did, for those who test or watch it."""

    pages: int = 0
    rendered: int = 0
    """Pages whose Markdown was rendered."""
    written: int = 0
    """Pages whose template was rendered."""
    kept: int = 0
    parsed: int = 0
    """Pages that were parsed for the search index."""
    sidebars: int = 0
    """Sidebars that the theme rendered in full, in this process."""
    helped: int = 0
    """Pages whose template was rendered by a second process."""
    notes: list[str] = field(default_factory=list)
    """Why something was not kept, if so."""


class Rebuild:
    """One MkDocs process: what one build leaves for the next, and the state of the one that is going on."""

    def __init__(self) -> None:
        self.command = "build"
        self.is_dirty = False
        self.memory: dict[str, Manifest] = {}
        self.said: set[str] = set()
        self.counts = Counts()
        self.garbage = Garbage()
        self.site: Site | None = None
        self.stores: list[Store] = []
        self._reset()
        atexit.register(self.abandon)

    def _reset(self) -> None:
        self.counts = Counts()
        self.is_on = False
        self.may_put_off = False
        """Whether a page's content may be filled in when the page is rendered: no template asks for another page's."""
        self.converter: Converter | None = None
        self.search: search.Search | None = None
        self.keys: Keys | None = None
        self.quiet = Quiet()
        self.front_matter: private.FrontMatter | None = None
        self.documents: list[File] = []
        self.reading: Helper | None = None
        self.writing: Helper | None = None
        self.current: Page | None = None

    # -- before the pages --------------------------------------------------------------------------------------------

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember what kind of build this is."""
        self.command, self.is_dirty = command, dirty

    def on_config_first(self, config: MkDocsConfig) -> None:
        """Before other hooks ask the theme for anything."""
        self.abandon()
        self._reset()
        self.is_on = not self.is_dirty and os.environ.get(OFF_VARIABLE, "").lower() not in ("off", "0", "no", "false")
        if self.is_on:
            if self.command != "serve":
                self.garbage.ignore()
            self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
            self.cache = self.root / FOLDER
            self.shared = self._store("templates")
            templates.speed_up(config, self.shared, inputs.versions())

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Have MkDocs build beside the old site."""
        if not self.is_on:
            return
        self.config = config
        self.store = self._store(inputs.namespace(config))
        self.impure = inputs.impure(config)
        self.search = search.install(config, self.store, inputs.versions())
        if self.impure or private.unsupported():
            self.note(f"pages are rendered anew each time because of {', '.join(self.impure) or private.unsupported()}")
            return
        real = Path(config.site_dir)
        sweep_leftovers(self.cache, real.parent, real.name)
        is_server = self.command == "serve"
        try:
            self.site = Site(real, self.cache, self.memory.get(str(real)) if is_server else None, on_disk=not is_server)
        except OSError as error:
            self.note(f"pages are rendered anew each time: {error}")
            return
        config.site_dir = str(self.site.staging)
        self.quiet.paths = (config.site_dir, str(real))
        self.quiet.start()

    def on_files(self, files: Files, config: MkDocsConfig) -> None:
        """Once all files are known, links can be answered."""
        if self.is_on:
            self.files = files
            self.may_fork = self.command != "serve" and not inputs.impure(config, inputs.PAGE_EVENTS)
            self.converter = Converter(config, files, self.store, inputs.versions())
            if self.converter.reason:
                self.note(f"Markdown is rendered anew each time because of {self.converter.reason}")

    def on_nav(self, nav: Navigation) -> None:
        """Remember the navigation; now every page is there, and none is read."""
        self.nav = nav
        if self.is_on and private.unsupported() is None:
            self.front_matter = private.FrontMatter(self.store.get("front matter", inputs.versions()) or {})
            for file in self.files.documentation_pages():
                if file.page is not None:
                    self.front_matter.attach(file.page)

    def on_page_markdown(self, page: Page) -> None:
        """After all that others do to a page's Markdown."""
        if self.converter is None:
            return
        if self.reading is None:
            self.documents = list(self.files.documentation_pages())
            self.reading = self._helper(self._read)
            self.converter.before_work = functools.partial(self._begin_work, self.reading)
        self.counts.pages += 1
        self.reading.next()
        self.converter.attach(page)

    def _read(self, at: int) -> None:
        file = self.documents[at]
        private.populate(file.page or Page(None, file, self.config), self.config, self.files)

    # -- the pages ---------------------------------------------------------------------------------------------------

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig) -> None:
        """Once all pages are read, their templates can be told apart by key."""
        if not self.is_on:
            return
        if self.reading is not None:
            self.reading.stop()
        if self.front_matter is not None and self.front_matter.used != self.front_matter.held:
            self.store.put("front matter", inputs.versions(), self.front_matter.used)
        self.env = env
        self.sidebar = Sidebar(config, self.nav)
        self.sidebar.is_on = not self.impure and private.unsupported() is None and is_known(env)
        if self.site is not None:
            self.keys = self._keys(env, config)
        if self.keys is not None:
            self.may_put_off = "site" not in self.keys.asked
        self.sidebar.install(env)
        templates.intercept(env, self.render_page)

    def _keys(self, env: jinja2.Environment, config: MkDocsConfig) -> Keys | None:
        if self.site is None:
            return None
        found = Templates(config, env, self.shared)
        real, config.site_dir = config.site_dir, ""
        try:
            world = inputs.world(config, found)
        except Undigestible as error:
            self.note(f"pages are rendered anew each time because of {error}")
            return None
        finally:
            config.site_dir = real
        before = self.site.before
        world = digest(world, str(self.sidebar.is_on))
        known = before.skeletons if before.tree == digest(world, self.sidebar.tree) else {}
        return Keys(world, config, self.files, self.nav, self.sidebar, known, found)

    def render_page(self, page: Page, context: Mapping[str, Any], render: Callable[[], str]) -> str:
        """The HTML of a page, or nothing if the old site's file stays."""
        self.sidebar.begin(context)
        if self.site is None or self.keys is None:
            self.counts.written += 1
            self.garbage.made()
            return self._filled(page, render)
        uri, template = page.file.dest_uri, page.meta.get("template", "main.html")
        key = self.keys.of(page, context, str(template))
        if self.writing is None:
            self.writing = self._helper(self._write)
        if self.writing.is_child:
            if key is not None and not self.site.has(uri, key):
                self.writing.put("page", key, self._filled(page, render))
            return ""
        self.writing.next()
        self.current = page
        if key is not None and self.site.keeps(uri, key):
            self.counts.kept += 1
            self.quiet.pages.add(page.file.src_uri)
            return ""
        self.site.wrote(uri, key)
        self.counts.written += 1
        if key is None:
            self.garbage.made()
            return self._filled(page, render)
        self._begin_work(self.writing)
        made = self.writing.get("page", key)
        return self._filled(page, render) if made is None else str(made)

    def _begin_work(self, helper: Helper) -> None:
        self.garbage.made()
        helper.before_work()

    @staticmethod
    def _filled(page: Page, render: Callable[[], str]) -> str:
        unfilled.fill(page)
        return render()

    def _write(self, at: int) -> None:
        if self.current is not None:  # in the fork, the page that the parent is at is active still
            self.current.active, self.current = False, None
        page = self.documents[at].page
        if page is not None:
            private.build_page(page, self.config, self.documents, self.nav, self.env)

    def _helper(self, work: Callable[[int], None]) -> Helper:
        """One pass over all pages."""
        place = self.site.staging.parent if self.site is not None else None
        helper = Helper(len(self.documents), work, self.stores, place)
        helper.is_allowed = self.may_fork and (self.keys is None or self.may_put_off)
        return helper

    # -- after the pages ---------------------------------------------------------------------------------------------

    def on_post_build_first(self, config: MkDocsConfig) -> None:
        """Before others look at the new site."""
        if self.writing is not None:
            self.writing.stop()
        if self.site is None:
            return
        lost = set(self.site.lost())
        if lost and self.keys is not None:
            env_pages = [f.page for f in self.files.documentation_pages() if f.dest_uri in lost and f.page]
            for page in env_pages:
                private.build_page(page, config, self.files.documentation_pages(), self.nav, self.env)
        if self._has_readers(config):
            self.site.complete_staging()

    def on_post_build_last(self, config: MkDocsConfig) -> None:
        """Put the new site in place of the old one."""
        if not self.is_on:
            return
        if self.site is not None:
            site, self.site = self.site, None
            real = str(site.real)
            world = self.keys.world if self.keys else ""
            site.commit(digest(world, self.sidebar.tree), self.sidebar.digests())
            config.site_dir = real
            if self.command == "serve":
                self.memory[real] = site.after
        self.quiet.stop()
        self.counts.rendered = (self.converter.rendered if self.converter else 0) + self._taken("markdown")
        self.counts.parsed = (self.search.parsed if self.search else 0) + self._taken("search")
        self.counts.helped = self._taken("page")
        self.counts.sidebars = self.sidebar.full_renders
        for store in self.stores:
            store.flush()
            if self.command != "serve":
                store.close()
        forget(self.cache)
        self.garbage.mind()
        log.debug("%s", self.counts)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig) -> None:
        """Notice sooner that a file was saved: MkDocs looks twice a second, which is longer than a rebuild takes."""
        if self.is_on:
            private.look_often(server, private.seconds_of_a_look(config.docs_dir))

    def abandon(self) -> None:
        """Leave the old site as it is: the build failed, or was interrupted."""
        self.quiet.stop()
        self.garbage.mind()
        for helper in (self.reading, self.writing):
            if helper is not None:
                helper.stop()
        if self.site is not None:
            site, self.site = self.site, None
            site.abandon()

    # -- what they ask -----------------------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        """Say something once, not as a warning: nothing is wrong with the site."""
        self.counts.notes.append(text)
        if text not in self.said:
            self.said.add(text)
            log.info(text)

    def _taken(self, kind: str) -> int:
        """How many things of a kind a second process made."""
        return sum(helper.taken.get(kind, 0) for helper in (self.reading, self.writing) if helper is not None)

    def _store(self, name: str) -> Store:
        path = self.cache / name
        for store in self.stores:
            if store.path is not None and store.path.parent == self.cache and store.path.name.startswith(f"{name}-"):
                return store
        made = Store(path)
        self.stores.append(made)
        return made

    def _has_readers(self, config: MkDocsConfig) -> bool:
        """Whether somebody else may read the whole site after the build."""
        known = ("material.plugins.", "mkdocs.contrib.", __package__ or "")
        others = [m for m in config.plugins.events["post_build"] if not (m.__module__ or "").startswith(known)]
        return any(bool(getattr(method, READS_SITE, _always)()) for method in others)


def _always() -> bool:
    return True


rebuild = Rebuild()
