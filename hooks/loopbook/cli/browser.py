"""An installed Chromium, to print with."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..diagnostics import BookError, Diagnostic, Severity

VARIABLE = "LOOPBOOK_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SECONDS = 120
"""How long a browser may take to print."""


def find() -> str | None:
    """The path of a Chromium or a browser made from it: the one that LOOPBOOK_CHROMIUM names, else an installed one."""
    stated = os.environ.get(VARIABLE)
    if stated:
        return shutil.which(stated)
    installed = (path for name in NAMES if (path := shutil.which(name)))
    return next(installed, None) or next((place for place in PLACES if Path(place).exists()), None)


def print_to_pdf(browser: str, html: str) -> bytes:
    """A page that needs no other file, printed. Raises BookError if the browser does not do it."""
    with tempfile.TemporaryDirectory(prefix="loopbook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, pdf = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={pdf}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium does not start as root with its sandbox
        reason = ""
        try:
            done = subprocess.run([*command, page.as_uri()], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
            reason = f"it ended with {done.returncode}"
        except subprocess.TimeoutExpired:
            reason = f"it took longer than {SECONDS} seconds"
        except OSError as error:
            reason = error.strerror or str(error)
        printed = pdf.read_bytes() if pdf.exists() else b""
        if not printed.startswith(b"%PDF"):
            remedy = "leave --pdf away and print the HTML file from any browser"
            raise BookError([Diagnostic(browser, 0, 0, Severity.ERROR, f"did not print the pack: {reason}", remedy)])
        return printed
