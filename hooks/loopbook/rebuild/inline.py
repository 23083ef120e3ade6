"""Inline Markdown without searching in vain: a pattern whose expression wants a `*` is not tried on a text without one.

Python-Markdown tries some twenty patterns on each piece of text, and nine of ten find nothing. What characters an
expression cannot do without is read off the expression itself, so it holds for the patterns of any extension.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from .private import html


class Inline(InlineProcessor):
    """Markdown's own, with a quicker way to the same answers."""

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        """As Markdown does it."""
        patterns: Any = self.inlinePatterns
        self.tries = [(pattern, wanted(pattern.getCompiledRegExp())) for pattern in patterns]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - theirs
        if isinstance(data, AtomicString):
            return data
        start, tries = 0, self.tries
        for at in range(patternIndex, len(tries)):
            pattern, characters = tries[at]
            matched = True
            while matched and (not characters or any(one in data for one in characters)):
                data, matched, start = html.apply_pattern(self, pattern, data, at, start)
            start = 0
        return data


def quicken(md: Any) -> None:
    """Have a converter use it, if its parts are those that we know."""
    inline = md.treeprocessors["inline"] if "inline" in md.treeprocessors else None  # noqa: SIM401 - a registry has no `get`
    if html.is_markdown_known() and type(inline) is InlineProcessor:
        inline.__class__ = Inline


@functools.lru_cache(maxsize=1000)
def wanted(expression: re.Pattern[str]) -> str:
    """Characters of which one is in every text that an expression matches; "" if none can be named."""
    try:
        import re._parser as parser  # type: ignore[import-not-found]

        tree = parser.parse(expression.pattern, expression.flags)
    except Exception:  # another Python: nothing can be named
        return ""
    return _best(tree, bool(expression.flags & re.IGNORECASE))


def _best(tree: Any, any_case: bool) -> str:
    """Of what each part of a sequence wants, what says most: few characters, and none that all texts have."""
    return min(
        _wants(tree, any_case), default="", key=lambda some: (any(c.isalnum() or c == " " for c in some), len(some))
    )


def _wants(tree: Any, any_case: bool) -> Iterator[str]:
    for operation, value in tree:
        name = str(operation)
        found = ""
        if name == "LITERAL":
            found = chr(value)
        elif name == "IN":
            if all(str(kind) == "LITERAL" for kind, _ in value):
                found = "".join(chr(code) for _, code in value)
        elif name == "SUBPATTERN":
            found = _best(value[3], any_case or bool(value[1] & re.IGNORECASE))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            found = _best(value[2], any_case) if value[0] > 0 else ""
        elif name == "BRANCH":
            branches = [_best(branch, any_case) for branch in value[1]]
            found = "".join(branches) if all(branches) else ""
        elif name == "ASSERT":
            found = _best(value[1], any_case)
        elif name == "ATOMIC_GROUP":
            found = _best(value, any_case)
        if found and not (any_case and any(one.lower() != one.upper() for one in found)):
            yield found
