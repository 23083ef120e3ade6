"""The second process of a long import: nothing but time depends on it."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import books
import imports
from loopbook import worker
from loopbook.exchange import leetcode, new_entries, settling
from loopbook.rebuild import helper
from loopbook.worker import Worker, can_fork
from processes import is_there


def test_answers_come_in_the_order_of_the_questions() -> None:
    second = Worker(lambda batch: [os.getpid(), batch * 2])
    batches = [*range(50), "x" * 300_000, "y" * 300_000, "z" * 300_000]  # more than a pipe holds
    assert all(map(second.ask, batches))
    answers = [second.answer() for _ in batches]
    second.close()
    assert [twice for _, twice in answers] == [batch * 2 for batch in batches]
    assert {process for process, _ in answers} == {second.process} != {os.getpid()}
    assert not is_there(second.process)


@pytest.mark.parametrize("what", ["an exception", "an end", "what cannot be handed back"])
def test_whoever_waits_hears_that_it_is_gone(what: str) -> None:
    def work(batch: int) -> Any:
        if batch == 2:
            if what == "an exception":
                raise RecursionError
            if what == "an end":
                os.kill(os.getpid(), signal.SIGKILL)
            return threading.Lock()
        return batch

    second = Worker(work)
    for batch in (1, 2, 3):
        assert second.ask(batch)
    assert second.answer() == 1
    for _ in range(2):
        with pytest.raises(EOFError):
            second.answer()
    assert second.ask(4), "nobody hears it, and that is for `answer` to say"
    second.close()
    assert not is_there(second.process)


def test_what_cannot_be_handed_over_is_not_asked() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    second = Worker(lambda batch: batch)
    assert not second.ask(deep)
    assert not second.ask(threading.Lock())
    assert second.ask("short")
    assert second.answer() == "short"
    second.close()


def test_it_ends_with_the_process_that_began_it() -> None:
    reads, writes = os.pipe()
    parent = os.fork()
    if parent == 0:
        second = Worker(lambda batch: batch)
        second.ask(1)
        second.answer()
        os.write(writes, str(second.process).encode())
        os._exit(0)  # without a word to it, as if killed
    os.waitpid(parent, 0)
    process = int(os.read(reads, 20))
    for end in (reads, writes):
        os.close(end)
    for _ in range(200):
        if not is_there(process):
            return
        threading.Event().wait(0.05)
    os.kill(process, signal.SIGKILL)
    pytest.fail("it is still there after ten seconds")


@pytest.mark.parametrize("reason", ["variable", "threads", "processors", "system", ""])
def test_where_there_can_be_none(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.threading, "active_count", lambda: 2 if reason == "threads" else 1)
    monkeypatch.setattr(worker.os, "sched_getaffinity", lambda _: {0} if reason == "processors" else {0, 1}, False)
    monkeypatch.setattr(worker.sys, "platform", "darwin" if reason == "system" else "linux")
    monkeypatch.setenv(worker.PROCESSES_VARIABLE, "1" if reason == "variable" else "2")
    assert can_fork() is (not reason)
    assert worker.PROCESSES_VARIABLE == helper.PROCESSES_VARIABLE, "one word for both, though neither knows the other"


# -- imports -----------------------------------------------------------------------------------------------------------


def _list(count: int) -> str:
    """Rows as lists have them: some twice, one that changes what another brought, some that do not fit."""
    lines = ["ID,Title,Difficulty,Companies,Topics,Notes,Sheet"]
    for i in range(1, count + 1):
        title = f"Problem {i % (count - 20)}"
        lines.append(f'{i},{title},{"Easy" if i % 2 else "?"},"Acme; Co {i % 7}",Heap,"it: is #{i} – é",s{i % 3}')
    lines.append(f"9999999,,Easy,Acme,Heap,{'x' * 70_000},s")
    lines.append(f"{count + 5},Long one,Easy,Acme,Heap,{'a long text ' * 7_000},s")
    return "\n".join(lines) + "\n"


def _imported(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Every file of a book after an import, but for the cache; and what the import said."""
    book = books.write(folder, books.MINIMAL)
    source = imports.files(folder.parent / "given", {"list.csv": _list(400)})
    plan = imports.run(book, "leetcode", leetcode.read, source)
    kept = {
        path.relative_to(book).as_posix(): path.read_bytes()
        for path in sorted(book.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
    return kept, [*plan.summary(), *plan.details(1000)]


@pytest.mark.parametrize("fate", ["well", "killed at once", "killed half-way", "no process to be had"])
def test_an_import_with_a_helper_is_the_import_without(
    fate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "TOGETHER", 20)
    monkeypatch.setattr(new_entries, "can_fork", lambda: False)
    alone = _imported(tmp_path / "alone" / "book")
    begun: list[Worker] = []
    asked: list[int] = []

    class Watched(Worker):
        def __init__(self, work: Any) -> None:
            if fate == "no process to be had":
                raise BlockingIOError(11, "no more processes")
            super().__init__(work)
            begun.append(self)

        def ask(self, batch: Any) -> bool:
            asked.append(len(batch))
            if fate == "killed at once" or (fate == "killed half-way" and len(asked) == 7):
                os.kill(self.process, signal.SIGKILL)
            return super().ask(batch)

    monkeypatch.setattr(new_entries, "can_fork", lambda: True)
    monkeypatch.setattr(new_entries, "MANY", 1)
    monkeypatch.setattr(new_entries, "Worker", Watched)
    helped = _imported(tmp_path / "helped" / "book")
    assert helped == alone
    assert len(begun) == (fate != "no process to be had"), "one for all"
    if fate == "well":
        assert sum(asked) > 350
    if fate == "killed at once":
        assert len(asked) <= 2, "who is gone is not asked for long"
    assert not any(is_there(second.process) for second in begun)
