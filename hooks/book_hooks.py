"""What mkdocs.yml names. The engine is the package `loopbook`; its events come with it."""

from loopbook.adapters.mkdocs import *  # noqa: F403

# What these do to a page depends on that page and on the book, so rebuilds may keep what has not changed.
rebuild_pure = True
