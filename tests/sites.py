"""Built sites, and servers for them on ports of their own."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import books

if TYPE_CHECKING:
    from playwright.sync_api import Page

STARTED = """window.lbPath === location.pathname && !document.querySelector(".lb-table:not([data-ready]) table")
  && [...document.querySelectorAll("li:has(.lb-tick)")].every((item) => item.matches(".lb-ticks"))"""
"""In a browser: our scripts have begun with the page shown, its tables have their buttons, its checklists hear."""


def go(page: Page, url: str) -> None:
    """Opens a page in a browser and waits until it answers."""
    page.goto(url)
    page.wait_for_function(STARTED)


@dataclass(frozen=True)
class Site:
    """A site that is being served. `url` ends in a slash."""

    folder: Path
    url: str


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """With the header of a usual host, so that a style sheet asked for twice comes once."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: a test has its own words."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no error of ours."""


@contextmanager
def serving() -> Iterator[Callable[[Path], Site]]:
    """A function that serves a folder on a free port, until the block ends."""
    servers: list[_Server] = []

    def start(folder: Path) -> Site:
        server = _Server(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Site(folder, f"http://127.0.0.1:{server.server_port}/")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def build(book: Path, site: Path, audience: str) -> None:
    """Builds a book as its owner would, and says what went wrong if it did not."""
    done = books.mkdocs(book, "build", "--strict", "-q", "-d", str(site), LOOPBOOK_AUDIENCE=audience)
    assert done.returncode == 0, done.stdout + done.stderr


def starter_site(folder: Path, serve: Callable[[Path], Site], audience: str) -> Site:
    """The starter as a site in a folder. It is served first, since instant navigation wants to know its address."""
    book, site = folder / "book", folder / "site"
    for name in ("docs", "data"):
        shutil.copytree(books.ROOT / name, book / name)
    (book / "hooks").mkdir()
    for hook in (books.ROOT / "hooks").glob("*.py"):
        shutil.copy(hook, book / "hooks")
    (book / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    site.mkdir()
    found = serve(site)
    config = (books.ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (book / "mkdocs.yml").write_text(f"site_url: {found.url}\n{config}", encoding="utf-8")
    build(book, site, audience)
    return found
