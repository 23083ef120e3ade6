"""What the rebuilds of a server leave behind is not kept."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path
from typing import cast

import pytest
from mkdocs.livereload import LiveReloadServer

from loopbook.adapters import server
from loopbook.adapters.server import MOST, keep_up


class Thing:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


class Stub:
    """As much of a server as `keep_up` needs: its builds do with the collector what ours do."""

    def __init__(self) -> None:
        self.made: list[weakref.ref[Thing]] = []

    def builder(self) -> None:
        thing = Thing()
        self.made.append(weakref.ref(thing))
        gc.freeze()
        gc.unfreeze()

    def get_app(self) -> None:
        return None

    @property
    def alive(self) -> int:
        return sum(ref() is not None for ref in self.made)


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stub:
    monkeypatch.setattr(server, "QUIET", 3600.0)
    found = Stub()
    keep_up(cast("LiveReloadServer", found), tmp_path / "mkdocs.yml")
    gc.collect()
    return found


def test_python_looks_at_nothing_by_itself(stub: Stub) -> None:
    for _ in range(MOST):
        stub.builder()
    assert stub.alive == MOST


def test_rebuilds_in_a_row(stub: Stub) -> None:
    for count in range(1, 5 * MOST):
        stub.builder()
        assert stub.alive <= min(count, MOST)


def test_a_pause_between_rebuilds(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "QUIET", 0.01)
    stub.builder()
    end = time.monotonic() + 60
    while stub.alive and time.monotonic() < end:
        time.sleep(0.01)
    assert stub.alive == 0


def test_not_while_a_build_goes_on(stub: Stub) -> None:
    stub.builder()
    garbage = server.Garbage()
    gc.freeze()
    try:
        garbage.builds = MOST
        garbage.left()
        assert (stub.alive, garbage.builds) == (1, MOST + 1)
    finally:
        gc.unfreeze()
    garbage.collect()
    assert (stub.alive, garbage.builds) == (0, 0)
