"""Finds a Chromium for the browser tests, or installs one, or says exactly how: prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find() -> str | None:
    """The path of an installed Chromium or a browser made from it: LOOPBOOK_CHROMIUM, else one that is installed."""
    stated = os.environ.get("LOOPBOOK_CHROMIUM")
    if stated:
        return stated
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    for place in PLACES:
        if Path(place).exists():
            return place
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
            return path if Path(path).exists() else None
    except Exception:
        return None


def install() -> None:
    """With Debian's package where there is apt and the right to use it, else with Playwright's own download."""
    apt = shutil.which("apt-get")
    sudo = [] if os.name != "posix" or os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not sudo or shutil.which("sudo")):
        print("No Chromium found: installing Debian's package.", flush=True)
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "chromium", "fonts-noto-core"]):
            done = subprocess.run([*sudo, apt, *arguments], stdout=subprocess.DEVNULL, check=False)
            if done.returncode:
                break
        if find():
            return
    print("No Chromium found: asking Playwright for one.", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Exit 0 with a browser, 1 without."""
    if not find():
        install()
    path = find()
    if path:
        print(f"Browser for the tests: {path}")
        return 0
    print(
        "The browser tests need Chromium, and it could not be installed. Do one of these, then run make test again:\n"
        "  sudo apt-get install chromium            (Debian, Ubuntu)\n"
        "  .venv/bin/python -m playwright install --with-deps chromium\n"
        "  LOOPBOOK_CHROMIUM=/path/to/chrome make test",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
