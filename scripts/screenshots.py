"""The three pictures of the README, from the starter as it is: `python scripts/screenshots.py`, then look at them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium

sys.path += ["tests", "hooks"]  # it is run from the repository's root

from sites import STARTED, serving, starter_site

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
MOST = 250_000
"""Bytes of a picture at the most."""
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
PICTURES = [
    ("problems-light", "problems/?mastery=weak", WIDE, "light"),
    ("topics-dark", "topics/", WIDE, "dark"),
    ("pack-phone", "companies/northwind/ml-breadth/", PHONE, "light"),
]
"""Name, page, size, palette."""


def main() -> None:
    """Build, open, take."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving() as serve, sync_playwright() as playwright:
        site = starter_site(Path(folder), serve, "private")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        for name, path, size, scheme in PICTURES:
            context = browser.new_context(viewport=size, color_scheme=scheme)
            page = context.new_page()
            page.goto(site.url + path)
            page.wait_for_function(STARTED)
            page.wait_for_load_state("networkidle")
            picture = FOLDER / f"{name}.png"
            page.screenshot(path=picture)
            size_ = picture.stat().st_size
            print(f"{picture.relative_to(ROOT)}: {size_} bytes{'' if size_ <= MOST else ', TOO LARGE'}")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
