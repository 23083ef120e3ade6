"""Built sites, and servers for them on ports of their own."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import books


@dataclass(frozen=True)
class Site:
    """A site that is being served. `url` ends in a slash."""

    folder: Path
    url: str


class _Quiet(http.server.SimpleHTTPRequestHandler):
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
