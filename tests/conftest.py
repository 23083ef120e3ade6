"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("loopbook", deadline=None)  # a busy machine is no failure
settings.load_profile("loopbook")

# what whoever runs the tests has set for a book is no matter of theirs
for variable in ("AUDIENCE", "CACHE", "HOSTS", "PROCESSES", "TODAY", "TOKEN"):
    os.environ.pop(f"LOOPBOOK_{variable}", None)
