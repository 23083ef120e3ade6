"""`mkdocs serve` stays up with a broken tracker, says what is wrong, and heals when it is mended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import books

pytestmark = pytest.mark.site


@pytest.fixture
def served(book: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_TODAY": books.TODAY.isoformat()}
    log = (book / "serve.log").open("w")
    with log, subprocess.Popen(command, cwd=book, env=variables, stdout=log, stderr=log) as process:
        try:
            yield f"http://127.0.0.1:{port}"
            assert process.poll() is None, (book / "serve.log").read_text()
        finally:
            process.terminate()


def wait_for(url: str, text: str, *, gone: bool = False) -> str:
    """The page, once it holds the text, or once it no longer does."""
    end = time.monotonic() + 60
    html = ""
    while time.monotonic() < end:
        try:
            html = urllib.request.urlopen(url, timeout=20).read().decode()
            if (text in html) != gone:
                return html
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.2)
    raise AssertionError(f"waited in vain for {text!r} in {url}:\n{html[-3000:]}")


def test_serve_survives_bad_yaml_and_heals(served: str, book: Path) -> None:
    wait_for(f"{served}/problems/", "Two Sum")
    good = (book / "data/problems.yml").read_text()

    books.write(book, {"data/problems.yml": good + "- {titel: Three Sum}\n"})
    html = wait_for(f"{served}/notes/a/", "unknown field")
    assert "did you mean" in html
    assert "Two Sum" in wait_for(f"{served}/problems/", "Two Sum")

    books.write(book, {"data/problems.yml": good + "- {title: Three Sum\n"})
    wait_for(f"{served}/notes/a/", "not YAML")

    books.write(book, {"data/problems.yml": good + "- {title: Three Sum}\n"})
    wait_for(f"{served}/problems/", "Three Sum")
    wait_for(f"{served}/notes/a/", "not YAML", gone=True)
