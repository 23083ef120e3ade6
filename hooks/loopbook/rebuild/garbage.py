"""When to look for garbage: not while a build makes little; each look goes through all that was read, in vain."""

from __future__ import annotations

import gc

FEW = 8
"""So many things are made before anybody looks."""


class Garbage:
    """Garbage collection in a process that builds and ends. Where somebody has switched it off, it stays off."""

    def __init__(self) -> None:
        self.is_ours = False
        """Whether a build is going on that began with the collector on."""
        self._made = 0

    def ignore(self) -> None:
        """Look for none from here on: a build begins. What the last one of this process left may be looked at again."""
        if not self.is_ours and gc.isenabled():
            self.is_ours, self._made = True, 0
            gc.unfreeze()
            gc.disable()

    def made(self) -> None:
        """Call this when something was made: when it has been much, the garbage that it makes is worth looking for."""
        self._made += 1
        if self._made == FEW and self.is_ours:
            _look_at_what_comes()

    def mind(self) -> None:
        """Look for it again: the build is over. What it holds, it may hold to the process's end, which is at hand."""
        if self.is_ours:
            self.is_ours = False
            _look_at_what_comes()


def _look_at_what_comes() -> None:
    gc.freeze()
    gc.enable()
