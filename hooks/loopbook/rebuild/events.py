"""MkDocs' events, in its order: what each has to do with rebuilding."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import inputs, private, search, templates
from .digest import Undigestible, digest
from .disk import sweep_leftovers
from .garbage import Garbage
from .helper import Helper
from .keys import Keys
from .navigation import Sidebar, is_known
from .overrides import Templates
from .populating import Populating
from .private import plugins, reading
from .quiet import Quiet
from .site import Manifest, Site
from .store import Store, forget
from .writing import Writing

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

OFF_VARIABLE = "LOOPBOOK_CACHE"
"""Set to `off`, it makes every build an ordinary one."""
FOLDER = ".cache/rebuild"
READING_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content")
WRITING_EVENTS = ("page_context", "post_page")
"""The events in which a plugin is told of a page."""
READS_SITE = "reads_site"
"""What a plugin's `on_post_build` may have: a function that says whether it will look at the site of this build."""

log = get_plugin_logger("rebuild")

_OURS = __package__ or ""


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
        self.search: search.Search | None = None
        self.populating: Populating | None = None
        self.writing: Writing | None = None
        self.quiet = Quiet()
        self.end_loops: Callable[[], None] = lambda: None
        self.is_alone = False
        """Whether nobody but us is told of pages that are written, nor of others than its own page any template."""

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
            self._leave_other_books()
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
            self.populating = Populating(config, files, self.store, self._helper)
            self.populating.before_work = self._begin_work
            if self.populating.converter.reason:
                self.note(f"Markdown is rendered anew each time because of {self.populating.converter.reason}")

    def on_nav(self, nav: Navigation) -> None:
        """Now every page is there, and none is read: what happens to them from here on, happens here."""
        self.nav = nav
        if self.populating is not None and private.unsupported() is None:
            self.populating.begin(may_leave=plugins.is_nobodys(self.config, READING_EVENTS, _OURS))
            self.end_loops = reading.take_over(self.config, self.populating.populate, self._write)

    def on_page_markdown(self, page: Page) -> None:
        """After all that others do to a page's Markdown."""
        if self.populating is not None:
            if private.unsupported():
                self.populating.next()
            self.populating.converter.attach(page)

    # -- the pages ---------------------------------------------------------------------------------------------------

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig) -> None:
        """Once all pages are read, their templates can be told apart by key."""
        if not self.is_on:
            return
        if self.populating is not None:
            self.populating.end()
        sidebar = Sidebar(config, self.nav)
        sidebar.is_on = not self.impure and private.unsupported() is None and is_known(env)
        keys = self._keys(env, config, sidebar)
        self.may_put_off = keys is not None and "site" not in keys.asked
        sidebar.install(env)
        self.writing = Writing(config, self.files, self.nav, env, sidebar, self.site, keys, self._helper)
        self.writing.quiet, self.writing.search = self.quiet, self.search
        self.writing.before_work, self.writing.made = self._begin_work, self.garbage.made
        self.is_alone = self.may_put_off and plugins.is_nobodys(config, WRITING_EVENTS, _OURS)
        templates.intercept(env, self.writing.render)

    def _keys(self, env: jinja2.Environment, config: MkDocsConfig, sidebar: Sidebar) -> Keys | None:
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
        world = digest(world, str(sidebar.is_on))
        known = before.skeletons if before.tree == digest(world, sidebar.tree) else {}
        return Keys(world, config, self.files, self.nav, sidebar, known, found)

    def _write(self, page: Page, go_on: Callable[[], None]) -> None:
        """Do with a page what MkDocs' `go_on` does, or less if nobody else is told of it."""
        if self.writing is not None and self.is_alone:
            self.writing.write(page, go_on)
        else:
            go_on()

    def _begin_work(self, helper: Helper) -> None:
        self.garbage.made()
        helper.before_work()

    def _helper(self, count: int, work: Callable[[int], None]) -> Helper:
        """One pass over all pages."""
        place = self.site.staging.parent if self.site is not None else None
        helper = Helper(count, work, self.stores, place)
        helper.is_allowed = self.may_fork and (self.writing is None or self.writing.keys is None or self.may_put_off)
        return helper

    # -- after the pages ---------------------------------------------------------------------------------------------

    def on_post_build_first(self, config: MkDocsConfig) -> None:
        """Before others look at the new site."""
        if self.writing is not None:
            self.writing.end()
        self.end_loops()
        if self.site is not None and self._has_readers(config):
            self.site.complete_staging()

    def on_post_build_last(self, config: MkDocsConfig) -> None:
        """Put the new site in place of the old one."""
        if not self.is_on:
            return
        if self.site is not None and self.writing is not None:
            site, self.site = self.site, None
            real, sidebar = str(site.real), self.writing.sidebar
            world = self.writing.keys.world if self.writing.keys else ""
            site.commit(digest(world, sidebar.tree), sidebar.digests())
            config.site_dir = real
            if self.command == "serve":
                self.memory[real] = site.after
        self.quiet.stop()
        self._count()
        if self.search is not None:
            self.search.save()
        for store in self.stores:
            store.flush()
            if self.command != "serve":
                store.close()
        forget(self.cache)
        self.garbage.mind()
        log.debug("%s", self.counts)

    def _count(self) -> None:
        counts = self.counts
        if self.populating is not None:
            counts.pages = self.populating.count
            counts.rendered = self.populating.converter.rendered + self._taken("markdown")
        if self.writing is not None:
            counts.written, counts.kept = self.writing.written, self.writing.kept
            counts.sidebars = self.writing.sidebar.full_renders
        counts.parsed = (self.search.parsed if self.search else 0) + self._taken("search")
        counts.helped = self._taken("page")

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig) -> None:
        """Notice sooner that a file was saved: MkDocs looks twice a second, which is longer than a rebuild takes."""
        if self.is_on:
            from .private.server import look_often, seconds_of_a_look

            look_often(server, seconds_of_a_look(config.docs_dir))

    def abandon(self) -> None:
        """Leave the old site as it is: the build failed, or was interrupted."""
        self.quiet.stop()
        self.garbage.mind()
        self.end_loops()
        for helper in self._helpers():
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
        return sum(helper.taken.get(kind, 0) for helper in self._helpers())

    def _helpers(self) -> list[Helper]:
        found = [loop.helper for loop in (self.populating, self.writing) if loop is not None]
        return [helper for helper in found if helper is not None]

    def _leave_other_books(self) -> None:
        """Let go of the stores of a book that this process built before, somewhere else."""
        for store in [store for store in self.stores if store.path is None or store.path.parent != self.cache]:
            store.close()
            self.stores.remove(store)

    def _store(self, name: str) -> Store:
        path = self.cache / name
        for store in self.stores:
            if store.path is not None and store.path.name.startswith(f"{name}-"):
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
