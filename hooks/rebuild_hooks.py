"""Rebuilds that cost what changed: name this file under `hooks:` in mkdocs.yml. It needs nothing else of Loopbook.

To use it elsewhere, install Loopbook, or copy `loopbook/rebuild` beside this file and name it `rebuild`.
"""

try:
    from loopbook.rebuild import *  # noqa: F403
except ImportError:
    from rebuild import *  # type: ignore[import-not-found,no-redef]  # noqa: F403
