"""Names that the theme does not have."""

from __future__ import annotations

from pathlib import Path

from loopbook.adapters.themed import unknown_names
from loopbook.notes import read_note


def test_a_page_goes_without_what_the_theme_does_not_have_and_stays_as_it_was_read(tmp_path: Path) -> None:
    read = read_note("a.md", "docs/a.md", "---\ntitle: A\ntemplate: odd.html\nicon: none/such\n---\n")
    for _ in range(2):  # a server reads a page once, and looks at it at each build
        notes = {"a.md": read}
        problems = unknown_names(notes, [str(tmp_path)])
        assert [problem.message for problem in problems] == [
            "the theme has no template 'odd.html'",
            "the theme has no icon 'none/such'",
        ]
        assert notes["a.md"].meta == {"title": "A"}
        assert notes["a.md"].diagnostics == problems
    (tmp_path / "odd.html").write_text("")
    notes = {"a.md": read}
    assert [problem.line for problem in unknown_names(notes, [str(tmp_path)])] == [4]
    assert notes["a.md"].meta == {"title": "A", "template": "odd.html"}
