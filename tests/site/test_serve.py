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
    wait_for(f"{served}/notes/a/", "is not closed")

    books.write(book, {"data/problems.yml": good + "- {title: Three Sum}\n"})
    wait_for(f"{served}/problems/", "Three Sum")
    wait_for(f"{served}/notes/a/", "is not closed", gone=True)


def test_what_cannot_be_read_or_set_is_left_out_and_a_broken_mkdocs_yml_leaves_the_site_as_it_was(
    served: str, book: Path
) -> None:
    wait_for(f"{served}/problems/", "Two Sum")

    (book / "docs/notes/b.md").write_bytes(b"# caf\xe9\n")
    wait_for(f"{served}/notes/a/", "is not UTF-8")
    books.write(book, {"docs/notes/b.md": "---\ntitle: [B]\nhide: {a: b}\ntemplate: nope.html\n---\n# Still here\n"})
    html = wait_for(f"{served}/notes/b/", "Still here")
    for message in ("of the page is a list", "of the page is a mapping", "the theme has no template"):
        assert message in html
    (book / "docs/notes/b.md").unlink()

    config = (book / "mkdocs.yml").read_text()
    (book / "mkdocs.yml").write_text(f"{config}\nbroken: [\n")
    html = wait_for(f"{served}/problems/", "this is the site as it was")
    assert "is not closed" in html
    assert "Two Sum" in html
    (book / "mkdocs.yml").write_text(config)
    wait_for(f"{served}/problems/", "as it was", gone=True)
    assert "Traceback" not in (book / "serve.log").read_text()


def test_serve_goes_on_watching_folders_that_were_away(served: str, book: Path) -> None:
    wait_for(f"{served}/problems/", "Two Sum")
    for name, changed in (("data", "data/problems.yml"), ("docs", "docs/notes/a.md")):
        (book / name).rename(book / "away")
        wait_for(f"{served}/problems/", "lb-wrong")
        (book / "away").rename(book / name)
        wait_for(f"{served}/problems/", "lb-wrong", gone=True)
        (book / changed).write_text("- [broken\n" if name == "data" else "```loopbook\nshow: nothing\n```\n")
        wait_for(f"{served}/problems/", "lb-wrong")
        books.write(book, {changed: str(books.MINIMAL.get(changed, "# A note\n"))})
        wait_for(f"{served}/problems/", "lb-wrong", gone=True)
