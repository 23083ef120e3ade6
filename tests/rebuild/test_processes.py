"""Whole processes: killed at any moment, two at once, two servers, without Loopbook, on any site of Material."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rebuild.sites import CONFIG, HOOK, build, differences, files, make
from serving import free_port

pytestmark = pytest.mark.site
MANY = {"index.md": "# Home\n", **{f"f{i // 20}/p{i}.md": f"# Page {i}\n\nText {i}.\n" for i in range(80)}}
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795000000", "LOOPBOOK_CACHE": "on"}


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    """Processes hear Ctrl-C, although a shell's background job begins deaf to it, and so do those that it begins."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


def mkdocs(folder: Path, *arguments: str, code: str = "-m mkdocs", **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, *code.split(maxsplit=1), *arguments]
    variables = {**os.environ, **ENVIRONMENT, **more}
    return subprocess.Popen(
        command, cwd=folder, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def ended(process: subprocess.Popen[str]) -> str:
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    return said


def contents(site: Path) -> dict[str, bytes]:
    return {uri: (site / uri).read_bytes() for uri in files(site)}


def edit_all(folder: Path, word: str) -> None:
    for path in (folder / "docs").rglob("p*.md"):
        path.write_text(f"{path.read_text()}\n{word}\n")


def pages_with(site: Path, word: bytes) -> int:
    return sum(word in (site / uri).read_bytes() for uri in files(site) if uri.endswith(".html"))


def test_interrupted_at_any_moment_the_site_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    build(folder)
    for i, wait in enumerate((0.3, 0.7, 1.0, 1.4)):
        old = contents(folder / "site")
        edit_all(folder, f"word{i}")
        process = mkdocs(folder, "build", "-q")
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        if contents(folder / "site") != old:
            assert pages_with(folder / "site", f"word{i}".encode()) == 80
    build(folder)
    build(folder, cache=False, site="cold")
    assert differences(folder / "site", folder / "cold") == []


def test_killed_at_any_moment_the_next_build_is_right(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    build(folder)
    for i, wait in enumerate((0.5, 0.9, 1.2)):
        edit_all(folder, f"word{i}")
        process = mkdocs(folder, "build", "-q")
        time.sleep(wait)
        process.kill()
        process.communicate(timeout=60)
    ended(mkdocs(folder, "build", "-q"))
    build(folder, cache=False, site="cold")
    assert differences(folder / "site", folder / "cold") == []
    left = [path.name for path in (folder / ".cache" / "rebuild").glob("staging-*")]
    assert left == []


def test_two_builds_at_once(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    for word in ("one", "two"):
        edit_all(folder, word)
        for process in [mkdocs(folder, "build", "-q"), mkdocs(folder, "build", "-q")]:
            ended(process)
        build(folder, cache=False, site="cold")
        assert differences(folder / "site", folder / "cold") == []
    assert f"kept={len(MANY)}" in ended(mkdocs(folder, "build", "-v"))


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    port = free_port()
    with (folder / f"serve-{port}.log").open("w") as log:
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
        variables = {**os.environ, **ENVIRONMENT}
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}/notes/"
        assert process.poll() is None, (folder / f"serve-{port}.log").read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def wait_for(url: str, text: str) -> None:
    import urllib.request

    end, html = time.monotonic() + 60, ""
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            html = urllib.request.urlopen(url, timeout=20).read().decode()
            if text in html:
                return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {text!r} in {url}:\n{html[-2000:]}")


def test_two_servers_in_one_folder(tmp_path: Path) -> None:
    folder = make(tmp_path)
    page = folder / "docs" / "a" / "one.md"
    with serving(folder) as one, serving(folder) as two:
        for url in (one, two):
            wait_for(f"{url}a/one/", "Text of one")
        for word in ("first", "second"):
            page.write_text(f"# One\n\nThe {word} edit.\n")
            for url in (one, two):
                wait_for(f"{url}a/one/", f"The {word} edit")
            assert build(folder).counts.rendered == 0, "a build takes what a server has rendered"


ALONE = "-c import sys; sys.modules['loopbook'] = None; from mkdocs.__main__ import cli; cli()"


@pytest.mark.parametrize("name", ["hooks", "docs_hooks"])
def test_on_a_site_that_has_nothing_of_loopbook(tmp_path: Path, name: str) -> None:
    """As the guide says: the hook and the folder beside it, and one line."""
    folder = make(tmp_path, MANY, CONFIG.replace(f"[{HOOK}]", f"[{name}/rebuild_hooks.py]"))
    (folder / name).mkdir()
    shutil.copy(HOOK, folder / name)
    shutil.copytree(
        HOOK.parent / "loopbook" / "rebuild", folder / name / "rebuild", ignore=shutil.ignore_patterns("__pycache__")
    )
    ended(mkdocs(folder, "build", "-q", code=ALONE))
    page = folder / "docs" / "f1" / "p30.md"
    page.write_text(f"{page.read_text()}\nEdited.\n")
    said = ended(mkdocs(folder, "build", "-v", code=ALONE))
    assert "rendered=1, written=1, kept=80, parsed=1" in said
    ended(mkdocs(folder, "build", "-q", "-d", "cold", LOOPBOOK_CACHE="off", code=ALONE))
    assert differences(folder / "site", folder / "cold") == []
