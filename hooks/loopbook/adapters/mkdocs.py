"""MkDocs' events, each handed on in a few lines to the modules beside this one."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkPage
from mkdocs.utils.templates import TemplateContext

from .. import library
from ..audience import book_for
from ..book import Book
from ..checking import Checked
from ..diagnostics import Diagnostic, as_text, errors
from ..model import Visibility
from ..pages import Composition
from ..paths import index_uri
from ..settings import Site
from ..site_file import SNIPPETS, site_of
from ..sources import read_mapping
from ..study.checklists import tick_names
from ..study.desk import Desk
from ..yaml_nodes import uncollected
from . import page_meta, site_files
from .composing import Composer
from .environment import Command, Stop, audience_of, stated_day, today
from .feed import add_feed
from .focus import focus_files
from .inserts import insert
from .maths import set_maths
from .menu import menu
from .mirror import Mirror
from .navigation import navigation
from .pictures import set_sizes
from .publishing import FIRST, LAST, SiteAudit, Unproved
from .search import add_rows, boost, tags_of
from .study import study_files
from .themed import join_styles, set_theme, unknown_names

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

    from .endpoint import Endpoint

HOSTS_VARIABLE = "LOOPBOOK_HOSTS"
CARD = "assets/card.png"
"""The picture beside a link to the site: the theme's, or the owner's own of that name."""
MAX_BANNER = 20

log = get_plugin_logger("loopbook")


class Adapter:
    """One MkDocs process. What a build needs is made in `on_config` and kept until the next."""

    def __init__(self) -> None:
        self.command: Command = "build"
        self.book_site: Site
        self.checked: Checked
        self.book: Book
        self.mirror: Mirror | None = None
        self.desk: Desk
        self.composer: Composer
        self.site: Composition
        self.diagnostics: list[Diagnostic] = []
        self.files: Files
        self.endpoint: Endpoint | None = None
        self.stated_nav: Any = None
        self.site_folder = ""
        self.unproved = Unproved()
        self.audit: SiteAudit | None = None
        self.lent = page_meta.Lent()

    # -- events, in MkDocs' order ------------------------------------------------------------------------------------

    def on_startup(self, *, command: Command, dirty: bool) -> None:
        """Remember whether this is a build or a server: they have different audiences and manners."""
        self.command = command
        atexit.register(self.unproved.discard)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load and check the book. A build stops here, before the old site is touched.

        What is made of the book stays until the build is over, so nobody looks for garbage in it until then: each look
        would go through hundreds of thousands of objects.
        """
        with uncollected():
            self.load(config)
        gc.freeze()
        return config

    def load(self, config: MkDocsConfig) -> None:
        """All that a build needs of the book. Raises Stop for what a build cannot do with."""
        self.book_site, problems = read_site(config)
        self.endpoint = self.endpoint or self.new_endpoint(config)
        if self.endpoint:
            self.endpoint.book.build_begins()
        set_theme(config)
        self.checked = library.read(self.book_site, today())
        problems += unknown_names(self.checked.notes, config.theme.dirs)
        self.book = book_for(self.checked, audience_of(self.command))
        self.desk = Desk(self.book, today())
        if self.endpoint:
            self.endpoint.book.build_ends(self.desk.names, tick_names(self.desk), self.desk.today)
        self.composer = Composer(self.desk, self.book_site.root)
        self.site = self.composer.composed()
        self.diagnostics = sorted({*problems, *self.book.diagnostics, *self.site.diagnostics})
        wrong = errors(self.diagnostics)
        if wrong and self.command != "serve":
            count = f"{len(wrong)} error{'s' if len(wrong) > 1 else ''}"
            raise Stop(f"{as_text(wrong)}\n\nloopbook: {count}; nothing was built")
        for diagnostic in self.diagnostics:
            log.warning(str(diagnostic)) if diagnostic in wrong else log.info(str(diagnostic))
        self.set_navigation(config)
        config.extra["loopbook_state"] = {
            "audience": self.book.audience.value,
            "banner": [str(d) for d in self.diagnostics[:MAX_BANNER]] if self.command == "serve" else [],
            "more": max(0, len(self.diagnostics) - MAX_BANNER),
        }

    def set_navigation(self, config: MkDocsConfig) -> None:
        """The navigation: ours where mkdocs.yml gives none, and of a public book what is public of it."""
        if config.nav is None and self.book_site.settings.navigation:
            config.nav = navigation(self.desk, self.site.pages)
        if self.book.is_public:
            if self.mirror is not None:
                self.mirror.close()
            self.mirror = Mirror(self.checked, self.book)
            self.stated_nav, self.site_folder = config.nav, config.site_dir
            config.nav = self.mirror.nav(config.nav)
            self.mirror.guard_includes(config)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Leave out what the audience may not see, and put in the generated pages."""
        site_files.leave_out(files, config, self.checked, self.book)
        if self.book.is_public and self.mirror is not None:
            self.mirror.replace(files)
            if self.command != "serve":
                self.unproved.begin(config.site_dir)
        site_files.put_in(files, config, self.book_site, self.book, self.site.pages)
        join_styles(files, config)
        self.files = files
        for file in study_files(self.desk, files, config, stated_day()):
            files.append(file)
        for file in focus_files(self.desk, files, config):
            files.append(file)
        board = files.get_file_from_path(index_uri("companies"))
        config.extra["loopbook_state"]["card"] = files.get_file_from_path(CARD) is not None
        config.extra["loopbook_state"] |= {"companies": menu(self.desk, files), "board": board.url if board else ""}
        self.audit = self.new_audit(config) if self.audits() else None
        return files

    @event_priority(FIRST)
    def on_page_markdown(self, markdown: str, *, page: MkPage, config: MkDocsConfig, files: Files) -> str:
        """Hand over the page as the book has it: private passages gone, blocks carried out. What other plugins do to a
        page's text they do to this.
        """
        self.on_page_meta(page=page)
        ours = self.site.pages.get(page.file.src_uri)
        if ours is None:
            return markdown
        page_meta.put_in(page, ours, self.book, self.files)
        return f"{ours.lead}\n\n{ours.body}" if ours.lead else ours.body

    @event_priority(LAST)
    def on_page_meta(self, markdown: str = "", *, page: MkPage, **_: Any) -> None:
        """Take out of a public page's front matter what is not public: at first, and again after other plugins, which
        may have added a folder's.
        """
        page_meta.leave_out(page, self.site.pages.get(page.file.src_uri), self.book)

    def on_page_content(self, html: str, *, page: MkPage, config: MkDocsConfig, files: Files) -> str:
        """Set the formulas, say how large pictures are, and which anchors the inserts will have, before MkDocs checks
        links to them.
        """
        ours = self.site.pages.get(page.file.src_uri)
        anchors = {anchor for insert in ours.slots.values() for anchor in insert.anchors} if ours else set()
        page.present_anchor_ids = anchors | set(page.present_anchor_ids or ())
        if ours:
            self.lent.lend(page, tags_of(self.book, page.file.src_uri), boost(ours.title))
        return set_sizes(set_maths(html), page, files)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let the search find what has no page, and readers what is new: now all pages have their addresses."""
        add_rows(config, self.book, files)
        config.extra["loopbook_state"]["feed"] = add_feed(config, self.book, files)
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: MkPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put in what Markdown is too slow for, after the search, a plugin and so before hooks, has parsed the page."""
        if self.audit:
            self.audit.next_page(self.files)
        ours = self.site.pages.get(page.file.src_uri)
        self.lent.take_back(page)
        if ours and ours.slots:
            insert(page, ours, self.files, config, self.on_page_context)
        return context

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """After every other plugin: search the public site for what is private. A finding takes the site away, and the
        one that was there before: what is private may have been public then.
        """
        gc.unfreeze()
        self.composer.keep()
        if not self.audits():
            return
        from ..audit.report import as_text as as_report

        try:
            report = (self.audit or self.new_audit(config)).report(Path(config.site_dir))
        except ValueError as error:
            raise Stop(f"loopbook: the audit could not run, so nothing was published: {error}") from None
        if not report.is_clean:
            self.unproved.begin(self.site_folder)
            self.unproved.discard()
            raise Stop(f"{as_report(report)}\n\nloopbook: the site was removed; nothing was published")
        self.unproved.prove()
        log.info(as_report(report))

    def on_build_error(self, *, error: Exception) -> None:
        """Leave no public site behind that no audit has seen."""
        gc.unfreeze()
        if self.audit:
            self.audit.close()
        self.unproved.discard()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
        """Stay up whatever happens, let pages write to the book, and see what is saved in it."""
        from .server import Watch, keep_up, wrap

        keep_up(server, Path(config.config_file_path))
        if self.endpoint:
            wrap(server, self.endpoint)
        served = self.endpoint.book if self.endpoint else None
        data = self.book_site.root / self.book.settings.data
        Watch(server, Path(config.config_file_path), Path(config.docs_dir), data, served).begin()

    # -- what they ask -----------------------------------------------------------------------------------------------

    def audits(self) -> bool:
        """Whether this build is for the world, and so searched for what is private when it is done."""
        return self.book.is_public and self.command != "serve"

    def new_audit(self, config: MkDocsConfig) -> SiteAudit:
        """The search of this build's site, begun."""
        return SiteAudit(self.checked, config, self.stated_nav, Path(self.site_folder))

    def new_endpoint(self, config: MkDocsConfig) -> Endpoint | None:
        """Where pages write, while the owner's book is served to the owner's machine."""
        if self.command != "serve" or audience_of(self.command) is Visibility.PUBLIC:
            return None
        from .endpoint import endpoint_at
        from .served import ServedBook

        host, port = config.dev_addr
        book = ServedBook(self.book_site.root / self.book_site.settings.data, today)
        endpoint = endpoint_at(host, os.environ.get(HOSTS_VARIABLE, ""), book)
        if endpoint is None:
            message = f"other machines reach {host}, so pages cannot write reviews and ticks to the book"
            log.info(f"{message}; name the addresses to trust in {HOSTS_VARIABLE}, such as 192.168.1.5:{port}")
        return endpoint


def read_site(config: MkDocsConfig) -> tuple[Site, list[Diagnostic]]:
    """Where the book is and how it is set, as MkDocs understood its configuration."""
    file = Path(config.config_file_path)
    _, parsed, _ = read_mapping(file)
    docs, url = Path(config.docs_dir).resolve(), config.site_url or ""
    snippets = config.mdx_configs.get(SNIPPETS, {}) if SNIPPETS in config.markdown_extensions else None
    return site_of(file, parsed, extra=config.extra, docs=docs, url=url, snippets=snippets)


adapter = Adapter()
Adapter.on_post_build.reads_site = lambda: adapter.audits()  # type: ignore[attr-defined]
on_startup = adapter.on_startup
on_config = adapter.on_config
on_files = adapter.on_files
on_page_markdown = CombinedEvent(adapter.on_page_markdown, adapter.on_page_meta)
on_page_content = adapter.on_page_content
on_env = adapter.on_env
on_page_context = adapter.on_page_context
on_post_build = adapter.on_post_build
on_build_error = adapter.on_build_error
on_serve = adapter.on_serve

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_page_content",
    "on_page_context",
    "on_page_markdown",
    "on_post_build",
    "on_serve",
    "on_startup",
]
