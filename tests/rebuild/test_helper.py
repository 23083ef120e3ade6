"""A second process does the end of much work, and nothing depends on it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pymdownx.highlight
import pytest

from loopbook.rebuild import helper
from loopbook.rebuild.helper import Helper
from loopbook.rebuild.store import Store
from rebuild.sites import CONFIG, assert_like_cold, build, differences, make, two_processes

MANY = {"index.md": "# Home\n", **{f"f{i // 10}/p{i}.md": f"# Page {i}\n\n[gone](gone.md)\n" for i in range(60)}}
PAGES = len(MANY)


def run(count: int, work: Callable[[Helper, int], None], folder: Path) -> tuple[Helper, dict[int, object]]:
    """A pass in which this process waits for its helper before it does anything but the first."""
    store = Store(None)
    one = Helper(count, lambda at: work(one, at), [store], folder)
    with two_processes():
        one.next()
        one.before_work()
        os.waitid(os.P_PID, one._process, os.WEXITED | os.WNOWAIT)
        made = {at: store.get("kind", str(at)) for at in range(1, count)}
    one.stop()
    return one, made


def test_it_hands_over_what_it_makes(tmp_path: Path) -> None:
    one, made = run(5, lambda one, at: one.put("kind", str(at), f"made {at}" * 50_000), tmp_path)
    assert made == {at: f"made {at}" * 50_000 for at in (4, 3, 2)} | {1: None}
    assert one.taken == {"kind": 3}
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_it_is_met_by_the_parent(tmp_path: Path) -> None:
    def work(one: Helper, at: int) -> None:
        if at == 3:
            raise ValueError("no")
        one.put("kind", str(at), at)

    _, made = run(5, work, tmp_path)
    assert made == {4: 4, 3: None, 2: 2, 1: None}


def test_killed(tmp_path: Path) -> None:
    def work(one: Helper, at: int) -> None:
        if at == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        one.put("kind", str(at), at)

    _, made = run(5, work, tmp_path)
    assert made == {4: 4, 3: None, 2: None, 1: None}


def test_half_a_value_is_none(tmp_path: Path) -> None:
    def work(one: Helper, at: int) -> None:
        one.put("kind", str(at), at)
        os.write(one._file.fileno(), b"\0\0\0\x20\0\4half")
        os._exit(0)

    _, made = run(3, work, tmp_path)
    assert made == {2: 2, 1: None}


def test_a_site_is_built_by_both(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    with two_processes():
        counts = assert_like_cold(folder).counts
    assert (counts.rendered, counts.written, counts.parsed) == (PAGES, PAGES, PAGES)
    assert counts.helped > 0
    assert build(folder).counts.kept == PAGES


def test_one_edit_calls_nobody(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    build(folder)
    (folder / "docs" / "f3" / "p31.md").write_text("# Page 31\n\nEdited.\n")
    with two_processes():
        helper.FIRST = 8
        counts = assert_like_cold(folder).counts
    assert (counts.written, counts.helped) == (1, 0)


@pytest.mark.parametrize("reason", ["variable", "threads", "processors", "system", "fork"])
def test_where_there_can_be_none(reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "FIRST", 1)
    monkeypatch.setattr(helper, "WORTH", 0)
    monkeypatch.setattr(helper.threading, "active_count", lambda: 2 if reason == "threads" else 1)
    monkeypatch.setattr(helper.os, "sched_getaffinity", lambda _: {0} if reason == "processors" else {0, 1})
    monkeypatch.setattr(helper.sys, "platform", "darwin" if reason == "system" else "linux")
    if reason == "variable":
        monkeypatch.setenv(helper.PROCESSES_VARIABLE, "1")
    if reason == "fork":

        def no_fork() -> int:
            raise BlockingIOError(11, "no more processes")

        monkeypatch.setattr(helper.os, "fork", no_fork)
    assert helper.can_fork() is (reason == "fork")
    folder = make(tmp_path, MANY)
    one = build(folder)
    build(folder, cache=False, site="cold")
    assert one.counts.helped == 0
    assert differences(folder / "site", folder / "cold") == []


def test_a_hook_that_may_do_something_twice_has_it_done_once(tmp_path: Path) -> None:
    folder = make(tmp_path, MANY)
    hook = folder / "hook.py"
    hook.write_text(
        "import pathlib\n"
        "def on_page_markdown(markdown, page, **_):\n"
        "    with pathlib.Path(__file__).with_suffix('.log').open('a') as log: log.write(page.file.src_uri + chr(10))\n"
    )
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks: [", f"hooks: [{hook}, "))
    with two_processes():
        assert build(folder).counts.written == PAGES
    said = hook.with_suffix(".log").read_text().split()
    assert len(said) == len(set(said)) == PAGES


def test_what_it_coloured_is_not_coloured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {uri: f"{text}\n```python\nprint('{uri}')\n```\n" for uri, text in MANY.items()}
    folder = make(tmp_path, pages, CONFIG.replace("{use_pygments: false}", "{anchor_linenums: true}"))
    with two_processes():
        assert_like_cold(folder)
    coloured: list[str] = []
    plain = pymdownx.highlight.highlight
    monkeypatch.setattr(pymdownx.highlight, "highlight", lambda *a: coloured.append(a[0]) or plain(*a))
    for name in pages:
        path = folder / "docs" / name
        path.write_text(path.read_text().replace("# ", "# Another "))
    assert build(folder).counts.rendered == PAGES
    assert coloured == []
