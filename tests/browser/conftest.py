"""Sites for browser tests, built once a session, and pages that fail their test on errors and foreign requests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

import books
from big_book import write_big_book
from sites import Site, build, serving, starter_site

sys.path.insert(0, str(books.ROOT / "scripts"))
import chromium

# What is waited for comes; how soon is for `make bench` to say, not for tests on a busy machine.
expect.set_options(timeout=30_000)

WIDTHS = {"desktop": {"width": 1440, "height": 950}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], Site]]:
    """Serves a folder on a port of its own until the session ends."""
    with serving() as start:
        yield start


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Site]) -> Site:
    """The starter as its owner sees it, on 20 November 2026."""
    return starter_site(tmp_path_factory.mktemp("starter-private"), serve, "private")


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Site]) -> Site:
    """The starter as the world sees it."""
    return starter_site(tmp_path_factory.mktemp("starter-public"), serve, "public")


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Site]) -> Site:
    """3,000 problems, 500 papers, 40 companies."""
    folder = tmp_path_factory.mktemp("big")
    (folder / "site").mkdir()
    site = serve(folder / "site")
    book = write_big_book(folder / "book", site.url)
    (book / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    build(book, site.folder, "private")
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """An installed Chromium."""
    path = chromium.find()
    if not path:
        pytest.skip("no Chromium is installed: see scripts/chromium.py")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a new browser's page. At the end no page may have logged an error or asked another host for anything.

    `before` is a script that runs first; a message on the console that holds one of `allow` is no error.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def start(
        width: str = "desktop",
        scheme: str = "light",
        *,
        scripts: bool = True,
        before: str = "",
        allow: Sequence[str] = (),
    ) -> Page:
        viewport = WIDTHS[width]
        context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if before:
            page.add_init_script(before)

        def log(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not any(words in message.text for words in allow):
                wrong.append(f"console: {message.text}")

        page.on("console", log)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("request", lambda r: None if _is_local(r.url) else wrong.append(f"another host: {r.url}"))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not wrong, wrong


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page of 1440 pixels in light colours."""
    return open_page()
