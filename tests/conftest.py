"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# no deadline, since a busy machine is no failure; the same examples for everybody, so that a change that passes lands
settings.register_profile("loopbook", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("loopbook")

# what whoever runs the tests has set for a book is no matter of theirs
for variable in ("AUDIENCE", "CACHE", "HOSTS", "PROCESSES", "TODAY", "TOKEN"):
    os.environ.pop(f"LOOPBOOK_{variable}", None)
