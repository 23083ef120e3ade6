"""A second process that works off batches in their order, where there is a processor for it."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, NoReturn

PROCESSES_VARIABLE = "LOOPBOOK_PROCESSES"
"""Set to 1, there is no second process."""


def can_fork() -> bool:
    """Whether a fork of this process would be safe, and on a processor of its own. Fast rebuilds ask the same, but they
    stand alone: nothing of Loopbook is theirs, and nothing here waits for them.
    """
    return (
        sys.platform == "linux"
        and os.environ.get(PROCESSES_VARIABLE) != "1"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


class Worker:
    """A fork of this process that calls `work` with each batch that it is given, and gives back the results in order.

    It can only make things sooner: where it does not answer (killed, out of memory, an exception), `answer` raises
    EOFError, and whoever asked does the work. It ends when this process closes it or is gone.
    """

    def __init__(self, work: Callable[[Any], Any]) -> None:
        """`work` takes and gives what can be pickled. Raises OSError if there is no process to be had."""
        with contextlib.ExitStack() as opened:
            pipes = [os.pipe(), os.pipe()]
            for end in (*pipes[0], *pipes[1]):
                opened.callback(os.close, end)
            self.process = os.fork()
            opened.pop_all()
        (asked, asks), (answered, answers) = pipes
        if self.process == 0:
            os.close(asks)
            os.close(answered)
            _work_off(asked, answers, work)
        os.close(asked)
        os.close(answers)
        self._asks, self._answers = os.fdopen(asks, "wb"), os.fdopen(answered, "rb")

    def ask(self, batch: Any) -> bool:
        """Have it do a batch; what goes wrong with that is heard of by `answer`. The result is whether the batch could
        be handed over: not if it is nested too deep, for one.
        """
        try:
            raw = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
        except (RecursionError, TypeError, AttributeError, pickle.PicklingError):
            return False
        with contextlib.suppress(OSError):
            self._asks.write(raw)
            self._asks.flush()
        return True

    def answer(self) -> Any:
        """The result of the batch that was asked first of those not yet answered. Raises EOFError if there is none."""
        try:
            return pickle.load(self._answers)  # noqa: S301 - from our own fork
        except (OSError, ValueError, pickle.UnpicklingError) as error:  # a ValueError where it was closed
            raise EOFError from error

    def close(self) -> None:
        """Let go of it, whatever it is doing."""
        with contextlib.suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        for end in (self._asks, self._answers):
            with contextlib.suppress(OSError):
                end.close()


def _work_off(asked: int, answers: int, work: Callable[[Any], Any]) -> NoReturn:
    """Be the fork, until nobody is there to ask."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides when it is over
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.freeze()
        logging.disable()  # what there is to say, the parent says
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        batches: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, batches.put), daemon=True).start()
        with os.fdopen(answers, "wb") as out:
            while True:
                pickle.dump(work(batches.get()), out, pickle.HIGHEST_PROTOCOL)
                out.flush()
    finally:
        os._exit(0)


def _listen(asked: int, put: Callable[[Any], None]) -> None:
    """Take batches as they come, so that nobody who asks has to wait while an answer is being written."""
    try:
        with os.fdopen(asked, "rb") as source:
            while True:
                put(pickle.load(source))  # noqa: S301 - from our own parent
    finally:
        os._exit(0)
