"""Waiting for what a table does after it has been painted: rows below the screen, the address, the memory."""

from __future__ import annotations

from playwright.sync_api import Page

SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))"


def settled(page: Page) -> Page:
    """Return the page when the last change of its tables is done with."""
    page.evaluate(SETTLED)
    return page
