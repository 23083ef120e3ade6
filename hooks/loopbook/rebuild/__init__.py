"""Rebuilds that cost what changed, for any site of MkDocs with Material: one `hooks:` line, the same bytes.

Nothing here imports the rest of Loopbook. `docs/guide/speed.md` says how to use it, and what it keeps.
"""

from .hook import (
    on_build_error,
    on_config,
    on_env,
    on_files,
    on_nav,
    on_page_markdown,
    on_post_build,
    on_pre_build,
    on_serve,
    on_shutdown,
    on_startup,
)

rebuild_pure = True

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_nav",
    "on_page_markdown",
    "on_post_build",
    "on_pre_build",
    "on_serve",
    "on_shutdown",
    "on_startup",
    "rebuild_pure",
]
