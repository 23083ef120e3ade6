"""What to look at, and when: memory, queries, packs, checklists, coverage. `today` is always an argument."""

from .desk import Desk

__all__ = ["Desk"]
