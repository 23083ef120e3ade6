"""`mkdocs serve` as a person wants it: it stays up, it sees what is saved, and pages can write to the book."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import watchdog.events
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer

from ..diagnostics import errors
from ..sources import read_mapping
from .endpoint import Endpoint
from .served import ServedBook

log = logging.getLogger("mkdocs.plugins.loopbook")
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
QUIET = 2.0
"""Seconds after a rebuild until somebody looks for garbage: its pages are in the browser by then."""
MOST = 8
"""How many rebuilds may follow each other so soon that nobody has looked."""


def keep_up(server: LiveReloadServer, config_file: Path) -> None:
    """Show the site as it was, and what went wrong, when a rebuild fails; MkDocs would keep every page waiting."""
    build, notice, garbage = server.builder, Notice(), Garbage()

    def rebuild() -> None:
        heard = _Heard()
        try:
            with heard:
                build()
        except MkDocsException as error:
            notice.lines = _why(config_file, [*heard.errors, str(error)])
            log.error("nothing was rebuilt:\n%s", "\n".join(notice.lines))
        except Exception as error:
            notice.lines = [f"{type(error).__name__}: {error}", "the terminal says where"]
            log.exception("nothing was rebuilt")
        else:
            notice.lines = []
        garbage.left()

    server.builder = rebuild
    app = server.get_app()
    if app is not None:
        server.set_app(notice.around(app))


class Garbage:
    """What rebuilds leave: a whole book each, full of cycles, at which Python would never look by itself. A build keeps
    it from looking until all is made, after which it takes everything for old.
    """

    def __init__(self) -> None:
        self.builds = 0
        """How many rebuilds have left some."""

    def left(self) -> None:
        """A rebuild is over: look for garbage when it is quiet; at once if it has not been for long."""
        self.builds += 1
        if self.builds > MOST:
            self.collect()
            return
        later = threading.Timer(QUIET, self.collect)
        later.daemon = True
        later.start()

    def collect(self) -> None:
        """Look for it, unless a build is going on."""
        if not gc.get_freeze_count():
            self.builds = 0
            gc.collect()


class _Heard(logging.Handler):
    """The errors that MkDocs logs while something runs: what it raises in the end does not repeat them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger("mkdocs").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)


def _why(config_file: Path, said: list[str]) -> list[str]:
    """What is wrong with mkdocs.yml, as Loopbook says it, if anything is; else what MkDocs says."""
    try:
        found = errors(read_mapping(config_file)[2])
    except OSError:
        found = []
    return [str(d) for d in found] or list(dict.fromkeys(said))


class Notice:
    """What went wrong, put on every page that is asked for, while there is something to say."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def around(self, app: App) -> App:
        """The server's application, with the notice."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if not self.lines or environ["PATH_INFO"].startswith(("/livereload/", "/_loopbook/")):
                return app(environ, start_response)
            answered: list[Any] = []
            parts = app(environ, lambda status, headers, *_: answered.extend((status, headers)))
            try:
                body = b"".join(parts)
            finally:
                getattr(parts, "close", lambda: None)()
            status, headers = answered
            if any(name.lower() == "content-type" and "text/html" in value for name, value in headers):
                body = self.on(body)
                headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
                headers.append(("Content-Length", str(len(body))))
            start_response(status, headers)
            return [body]

        return answer

    def on(self, page: bytes) -> bytes:
        """A page with the notice at its top."""
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        notice = (
            f'<details class="lb-wrong" role="alert" open><summary>Not rebuilt: this is the site as it was</summary>'
            f"<ul>{items}</ul></details>"
        ).encode()
        start = page.find(b"<body")
        end = page.find(b">", start) + 1 if start >= 0 else 0
        return page[:end] + notice + page[end:]


def wrap(server: LiveReloadServer, endpoint: Endpoint) -> None:
    """Put the endpoint before the server's own application."""
    endpoint.book.rebuild = lambda: want_rebuild(server)
    app = server.get_app()
    if app is not None:
        server.set_app(endpoint.around(app))


class Watch:
    """Rebuilds when somebody saves in data/; and goes on watching what was away for a moment, as in a git checkout.

    `served` knows what pages wrote themselves: a rebuild for that would end a session.
    """

    def __init__(
        self, server: LiveReloadServer, config_file: Path, docs: Path, data: Path, served: ServedBook | None
    ) -> None:
        self.server, self.config_file, self.docs, self.data, self.served = server, config_file, docs, data, served
        self.watched: Any = None

    def begin(self) -> None:
        """Watch data/, and the folders that hold what is watched: a watch ends with the folder that it is on."""
        self.watch_data()
        for folder in sorted({self.config_file.parent, self.docs.parent, self.data.parent}):
            if folder.is_dir():
                self.server.observer.schedule(_Handler(self.seen_around), str(folder), recursive=False)

    def watch_data(self) -> None:
        """Anew, if it was watched before."""
        if self.watched is not None:
            self.server.observer.unschedule(self.watched)
        self.watched = None
        if self.data.is_dir():
            self.watched = self.server.observer.schedule(_Handler(self.seen_in_data), str(self.data), recursive=True)

    def seen_in_data(self, event: watchdog.events.FileSystemEvent) -> None:
        """Something in data/ changed."""
        path = Path(str(event.src_path))
        if not event.is_directory and not (self.served and self.served.is_as_we_left_it(path)):
            want_rebuild(self.server)

    def seen_around(self, event: watchdog.events.FileSystemEvent) -> None:
        """Something beside docs/ and data/ changed."""
        places = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        came_or_went = event.event_type in ("created", "deleted", "moved")
        if self.config_file in places and came_or_went:
            want_rebuild(self.server)
        if event.is_directory and came_or_went and places & {self.docs, self.data}:
            if self.data in places:
                self.watch_data()
            elif self.docs.is_dir() and str(self.docs) in self.server._watched_paths:
                self.server.unwatch(str(self.docs))
                self.server.watch(str(self.docs))
            want_rebuild(self.server)


class _Handler(watchdog.events.FileSystemEventHandler):
    def __init__(self, seen: Callable[[watchdog.events.FileSystemEvent], None]) -> None:
        self.seen = seen

    def on_any_event(self, event: watchdog.events.FileSystemEvent) -> None:
        self.seen(event)


def want_rebuild(server: LiveReloadServer) -> None:
    """Have the server build again soon. Its own `watch` takes no filter, so this does what its callback does."""
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()
