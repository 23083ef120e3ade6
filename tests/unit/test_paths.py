"""Ways from page to page."""

from __future__ import annotations

import posixpath
import random

from loopbook.paths import relative


def test_a_link_leads_where_the_system_would_say() -> None:
    rng = random.Random(1)

    def uri() -> str:
        return "/".join(
            rng.choices(["a", "b", "c", "index.md", "..", "."], weights=[5, 5, 5, 3, 1, 1], k=rng.randint(1, 4))
        )

    for _ in range(5000):
        page, target = uri(), uri()
        assert relative(page, target) == posixpath.relpath(target, posixpath.dirname(page) or "."), (page, target)


def test_a_link_keeps_its_query_and_anchor() -> None:
    assert relative("a/b.md", "c/ä d.md?x=1 2&y=/z#here") == "../c/%C3%A4%20d.md?x=1%202&y=/z#here"
    assert relative("a/b.md", "a/b.md#here") == "#here"
    assert relative("a/b.md", "a/b.md") == "b.md"
