"""The picture that other sites show beside a link to a book without one of its own: `python scripts/card.py`."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

import chromium
from screenshots import ROOT

ASSETS = ROOT / "hooks" / "loopbook" / "theme" / "assets"
MOST = 60_000
"""Bytes at the most: every published site carries it."""
PICTURE = """
<style>
  @font-face {{ font-family: Title; src: url({fonts}/source-serif.woff2) }}
  @font-face {{ font-family: Text; src: url({fonts}/inter.woff2) }}
  body {{ margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 140px 110px }}
  body {{ background: #fdfcfa; color: #1d2429 }}
  h1 {{ font: 600 112px/1.1 Title; margin: 0 0 28px }}
  p {{ font: 38px/1.4 Text; margin: 0; color: #4c585f }}
  svg {{ display: block; margin-top: 76px; fill: #1f6f78 }}
</style>
<h1>Interview notes</h1>
<p>Questions, problems and stories, kept in Loopbook</p>
<svg width="480" height="80" viewBox="0 0 96 16">
  <path d="M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2m0 1.9a4.9 4.9 0 1 1 0 9.8 4.9 4.9 0 0 1 0-9.8"/>
  <path transform="translate(20)" d="M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2m0 1.9V8h4.9A4.9 4.9 0 1 1 8 3.1"/>
  <path transform="translate(40)" d="M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2m0 1.9v9.8a4.9 4.9 0 0 1 0-9.8"/>
  <circle cx="68" cy="8" r="6.8"/>
</svg>
"""
"""The shapes are those of the grades, from empty to full."""


def main() -> None:
    """Draw it."""
    source, picture = ASSETS / "card.html", ASSETS / "card.png"
    source.write_text(PICTURE.format(fonts=(ASSETS / "fonts").as_uri()), encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 630})
            page.goto(source.as_uri())
            page.evaluate("document.fonts.ready")
            page.screenshot(path=picture)
            browser.close()
    finally:
        source.unlink()
    size = picture.stat().st_size
    print(f"{picture.relative_to(ROOT)}: {size} bytes{'' if size <= MOST else ', TOO LARGE'}")


if __name__ == "__main__":
    main()
