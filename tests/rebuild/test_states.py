"""Whatever state the cache, the disk, the clock or the versions are in: the same site, and the same said of it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.livereload import LiveReloadServer

from loopbook import paths
from loopbook.rebuild import disk, inputs, private, site, store
from loopbook.rebuild.events import FOLDER, rebuild
from loopbook.rebuild.private.server import look_often
from loopbook.rebuild.store import Store
from rebuild.sites import CONFIG, PAGES, assert_like_cold, build, differences, files, make

COUNT = len(PAGES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(make(tmp_path))
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# -- the disk ----------------------------------------------------------------------------------------------------------


def test_no_cache_can_be_written(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (folder / ".cache").write_text("a file where the folder would be")
    for _ in range(2):
        counts = assert_like_cold(folder).counts
        assert (counts.written, counts.kept) == (COUNT, 0)
    edit(folder / "docs" / "a" / "one.md", "Text", "Another text")
    assert_like_cold(folder)


def test_a_cache_that_can_only_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    connect = sqlite3.connect
    monkeypatch.setattr(store.sqlite3, "connect", lambda path, **more: connect(f"file:{path}?mode=ro", uri=True))
    monkeypatch.setattr(site.Manifest, "save", lambda self: None)
    monkeypatch.setattr(site.Manifest, "forget", lambda self: None)
    edit(folder / "docs" / "a" / "one.md", "Text", "Another text")
    for _ in range(2):  # the second finds what the first could not say of the site
        assert assert_like_cold(folder).counts.rendered <= COUNT


def test_another_disk_for_the_cache_than_for_the_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def other_disk(source: Any, target: Any) -> None:
        if ".cache" in str(source):
            raise OSError(18, "Invalid cross-device link")
        replace(source, target)

    edit(folder / "docs" / "a" / "one.md", "Text", "Another text")
    monkeypatch.setattr(disk.os, "replace", other_disk)
    assert assert_like_cold(folder).counts.written == 1


def test_names_that_differ_in_capitals_only(folder: Path) -> None:
    (folder / "docs" / "a" / "One.md").write_text("# The other one\n")
    for _ in range(2):
        counts = assert_like_cold(folder).counts
        assert counts.kept <= COUNT - 1
    edit(folder / "docs" / "a" / "One.md", "The", "Yet the")
    assert_like_cold(folder)


def test_a_name_gets_other_capitals(folder: Path) -> None:
    (folder / "docs" / "a").rename(folder / "docs" / "A")
    assert_like_cold(folder)
    assert "A/one/index.html" in files(folder / "site")


def test_where_capitals_are_the_same_nothing_is_swept_by_its_other_name(tmp_path: Path) -> None:
    (tmp_path / "A" / "y").mkdir(parents=True)
    (tmp_path / "A" / "y" / "index.html").write_text("kept")
    (tmp_path / "A" / "stale.html").write_text("stale")
    same = disk.samefile
    try:
        disk.samefile = lambda one, other: str(one).casefold() == str(other).casefold()  # a disk of macOS
        disk.sweep(tmp_path, {"a/y/index.html"})
    finally:
        disk.samefile = same
    assert files(tmp_path) == {"A/y/index.html"}
    disk.sweep(tmp_path, {"a/y/index.html"})
    assert files(tmp_path) == set()


# -- time --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-100_000, -1, 0, 1, 100_000])
def test_a_clock_that_is_wrong(folder: Path, hours: int) -> None:
    path = folder / "docs" / "a" / "one.md"
    was = path.stat()
    edit(path, "Text of one", "Text of two")  # as long as it was
    moment = was.st_mtime_ns + hours * 3_600_000_000_000
    os.utime(path, ns=(moment, moment))
    counts = assert_like_cold(folder).counts
    assert (counts.rendered, counts.written) == (1, 1)


def during(event: str, page: str, act: Callable[[], object]) -> Callable[[Any], None]:
    """Do something once while a page is at an event."""
    done: list[bool] = []

    def handler(value: Any, **more: Any) -> Any:
        if more["page"].file.src_uri == page and not done:
            done.append(True)
            act()
        return value

    return lambda config: config.plugins.events[event].insert(0, handler)


@pytest.mark.parametrize("changed", ["a/index.md", "a/one.md", "a/two.md", "picture.svg"])
@pytest.mark.parametrize("event", ["page_markdown", "page_context"])
def test_a_file_that_changes_while_it_is_built(folder: Path, changed: str, event: str) -> None:
    edit(folder / "docs" / "a" / "one.md", "Text", "A text")
    path = folder / "docs" / changed
    build(folder, before=during(event, "a/one.md", lambda: path.write_text("# Changed\n\nMeanwhile.\n")))
    assert_like_cold(folder)


def test_the_site_is_taken_away_while_it_is_built(folder: Path) -> None:
    build(folder, before=during("page_context", "top.md", lambda: shutil.rmtree(folder / "site")))
    build(folder, cache=False, site="cold")
    assert differences(folder / "site", folder / "cold") == []


def test_a_page_of_the_site_is_edited_while_it_is_built(folder: Path) -> None:
    page = folder / "site" / "a" / "one" / "index.html"
    build(folder, before=during("page_context", "top.md", lambda: page.write_text("edited")))
    build(folder, cache=False, site="cold")
    assert differences(folder / "site", folder / "cold") == []


def test_a_hidden_folder_at_the_top_of_the_site_stays(folder: Path) -> None:
    (folder / "site" / ".git").mkdir()
    (folder / "site" / ".git" / "HEAD").write_text("ref")
    build(folder)
    assert (folder / "site" / ".git" / "HEAD").read_text() == "ref"


def test_a_build_that_fails_leaves_the_old_site(folder: Path) -> None:
    before = {uri: (folder / "site" / uri).read_bytes() for uri in files(folder / "site")}

    def fail() -> None:
        raise KeyboardInterrupt

    edit(folder / "docs" / "a" / "one.md", "Text", "Another text")
    with pytest.raises(KeyboardInterrupt):
        build(folder, before=during("page_context", "b/four.md", fail))
    assert {uri: (folder / "site" / uri).read_bytes() for uri in files(folder / "site")} == before
    assert assert_like_cold(folder).counts.written == 1
    assert not list((folder / FOLDER).glob("staging-*"))


def when_moved(monkeypatch: pytest.MonkeyPatch, count: int, act: Callable[[], object]) -> None:
    """Do something when so many files have been put into the new site."""
    put, moved = disk.put, [0]

    def counted(source: str, target: Path) -> None:
        moved[0] += 1
        if moved[0] == count:
            act()
        put(source, target)

    monkeypatch.setattr(disk, "put", counted)


def edit_all(folder: Path) -> None:
    for name in PAGES:
        path = folder / "docs" / name
        path.write_text(path.read_text() + "\nEdited.\n")


def test_ctrl_c_while_the_new_site_is_put_in_place_waits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_all(folder)
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    assert other.ident is not None
    number = other.ident
    old = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins without it
    # The system may give a signal to any thread of the process.
    when_moved(monkeypatch, 3, lambda: signal.pthread_kill(number, signal.SIGINT))
    try:
        with pytest.raises(KeyboardInterrupt):
            build(folder)
    finally:
        done.set()
        other.join()
        signal.signal(signal.SIGINT, old)
    build(folder, cache=False, site="cold")
    assert differences(folder / "site", folder / "cold") == []


def test_a_power_cut_while_the_new_site_is_put_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut() -> None:
        raise PowerCut

    edit_all(folder)
    with monkeypatch.context() as patched:
        when_moved(patched, 3, cut)
        with pytest.raises(PowerCut):
            build(folder)
    assert assert_like_cold(folder).counts.kept == 0


# -- versions, audiences, switches -------------------------------------------------------------------------------------


def test_another_version_renders_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "versions", lambda: "another Markdown")
    counts = assert_like_cold(folder).counts
    assert (counts.rendered, counts.written, counts.parsed) == (COUNT, COUNT, COUNT)


def test_an_engine_that_was_installed_is_known_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer one may make another table of the same rows, and its version may be what it was."""
    code: Any = inputs.code
    read: list[Path] = []
    monkeypatch.setattr(inputs, "is_installed", lambda path: True)
    monkeypatch.setattr(inputs, "folder_digest", lambda folders, skip=(): str(read.extend(folders)))
    code.__wrapped__()
    assert read == [Path(paths.__file__).parent]


@pytest.mark.parametrize("known", ["mkdocs", "material", "both"])
def test_a_version_that_nobody_knows_takes_the_ordinary_path(
    folder: Path, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if known != "material":
        monkeypatch.setattr(private, "MKDOCS", ())
    if known != "mkdocs":
        monkeypatch.setattr(private, "material_version", lambda: None)
    edit(folder / "docs" / "a" / "one.md", "Text", "Another text")
    counts = assert_like_cold(folder).counts
    assert counts.kept == (0 if known != "material" else counts.pages - counts.written)
    assert counts.sidebars == 0
    assert bool(counts.notes) is (known != "material")


def test_switched_off_it_leaves_no_trace(tmp_path: Path) -> None:
    build(make(tmp_path), cache=False)
    assert not (tmp_path / ".cache").exists()


def test_a_process_that_builds_another_site_lets_go_of_the_first(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        place.mkdir()
        build(make(place))
        assert {store.path.parent for store in rebuild.stores if store.path} == {place / FOLDER}
        shutil.rmtree(one, ignore_errors=True)
    assert not one.exists()


def test_a_public_build_takes_nothing_from_a_private_one(tmp_path: Path) -> None:
    folder = make(tmp_path)
    config = folder / "mkdocs.yml"
    text, page = config.read_text(), folder / "docs" / "a" / "one.md"
    public = page.read_text()
    page.write_text(f"{public}\n\nThe canary sings.\n")
    config.write_text(f"{text}\nextra: {{rebuild: {{namespace: private}}}}\n")
    assert build(folder).counts.rendered == COUNT
    page.write_text(public)
    config.write_text(f"{text}\nextra: {{rebuild: {{namespace: public}}}}\n")
    counts = assert_like_cold(folder).counts
    assert (counts.rendered, counts.kept) == (COUNT, 0)
    for path in [*(folder / "site").rglob("*"), *(folder / FOLDER).glob("public*"), *(folder / FOLDER).glob("*.json")]:
        assert not path.is_file() or b"canary" not in path.read_bytes(), path


IMPURE = "def on_post_page(output, page, config):\n    return output.replace('Text', 'TEXT')\n"


@pytest.mark.parametrize("mark", ["", "rebuild_pure = True\n"])
def test_a_hook_of_which_nobody_knows(tmp_path: Path, mark: str) -> None:
    (tmp_path / "mine.py").write_text(mark + IMPURE)
    folder = make(tmp_path, config=CONFIG.replace("hooks: [", f"hooks: [{tmp_path}/mine.py, "))
    assert_like_cold(folder)
    edit(folder / "docs" / "a" / "one.md", "Text", "A Text")
    counts = assert_like_cold(folder).counts
    assert counts.rendered == counts.parsed == 1
    assert counts.written == (1 if mark else COUNT)
    assert any("mine.py" in note for note in counts.notes) is not bool(mark)


def test_a_named_plugin_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(IMPURE)
    config = CONFIG.replace("hooks: [", f"hooks: [{tmp_path}/mine.py, ")
    folder = make(tmp_path, config=f"{config}extra: {{rebuild: {{pure: [{tmp_path}/mine.py]}}}}\n")
    build(folder)
    assert build(folder).counts.kept == COUNT


# -- the server --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "pause"), [(0.0001, 0.1), (0.02, 0.2), (3, 0.5)])
def test_the_server_looks_more_often_where_a_look_costs_little(tmp_path: Path, seconds: float, pause: float) -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    (tmp_path / "docs").mkdir()
    for _ in range(2):
        server.watch(str(tmp_path / "docs"))
    server.watch(str(tmp_path))
    assert look_often(server, seconds) == pytest.approx(pause)
    assert server.observer.timeout == pytest.approx(pause)
    server.unwatch(str(tmp_path / "docs"))
    assert {watch.path for emitter in server.observer.emitters for watch in [emitter.watch]} == {
        str(tmp_path), str(tmp_path / "docs")
    }  # fmt: skip
    server.unwatch(str(tmp_path / "docs"))
    server.unwatch(str(tmp_path))
    assert not server.observer.emitters
    server.server_close()


def test_a_server_that_nobody_knows_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    observer = server.observer
    monkeypatch.setattr(private, "MKDOCS", ())
    assert look_often(server, 0.001) == 0.5
    assert server.observer is observer
    server.server_close()


# -- the store ---------------------------------------------------------------------------------------------------------


def test_the_store_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "FEW", 10)
    for number in range(5):
        one = Store(tmp_path / "store")
        for i in range(10):
            one.put("kind", f"{number}-{i}", i)
        one.flush()
        one.close()
    file = sqlite3.connect(one.path or "")
    (rows,) = file.execute("SELECT count(*) FROM entries").fetchone()
    file.close()
    assert rows <= 2 * 10
    again = Store(tmp_path / "store")
    assert [again.get("kind", f"4-{i}") for i in range(10)] == list(range(10))
    again.close()


def test_a_value_that_was_not_written_whole_is_none(tmp_path: Path) -> None:
    one = Store(tmp_path / "store")
    one.put("kind", "key", {"a": 1})
    one.flush()
    one.close()
    assert one.path is not None
    with sqlite3.connect(one.path) as file:
        file.execute("UPDATE entries SET value = substr(value, 1, length(value) - 1)")
    file.close()
    again = Store(tmp_path / "store")
    assert again.get("kind", "key") is None
    again.close()


def test_a_value_that_stands_under_another_key_is_none(tmp_path: Path) -> None:
    one = Store(tmp_path / "store")
    one.put("kind", "a", 1)
    one.put("kind", "b", 2)
    one.flush()
    one.close()
    assert one.path is not None
    with sqlite3.connect(one.path) as file:  # as a torn index does, which leads to another row
        file.execute("UPDATE entries SET value = (SELECT value FROM entries WHERE key = 'kind:a') WHERE key = 'kind:b'")
    file.close()
    again = Store(tmp_path / "store")
    assert (again.get("kind", "a"), again.get("kind", "b")) == (1, None)
    again.close()


def test_a_file_of_which_sqlite_speaks_in_torn_words_is_replaced(tmp_path: Path) -> None:
    one = Store(tmp_path / "store")
    one.put("kind", "key", 1)
    one.flush()
    one.close()
    assert one.path is not None
    raw = one.path.read_bytes()
    assert b"CREATE TABLE entries" in raw
    one.path.write_bytes(raw.replace(b"CREATE TABLE entries", b"CREATE \xa0ABLE entries"))  # SQLite quotes it
    again = Store(tmp_path / "store")
    assert again.get("kind", "key") is None
    again.put("kind", "key", 2)
    again.flush()
    again.close()
    once_more = Store(tmp_path / "store")
    assert once_more.get("kind", "key") == 2
    once_more.close()
