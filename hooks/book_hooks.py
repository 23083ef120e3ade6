"""What mkdocs.yml names. The engine is the package `loopbook`."""

from loopbook.adapters.mkdocs import (  # noqa: F401
    on_config,
    on_files,
    on_page_content,
    on_page_context,
    on_page_markdown,
    on_serve,
    on_startup,
)

rebuild_pure = (
    True  # what these do to a page depends on that page and on the book: rebuilds may keep what has not changed
)
