"""A page is taken apart: front matter, cards, blocks, private passages."""

from __future__ import annotations

from loopbook.notes import private_spans, read_note


def test_front_matter_keeps_what_was_written_and_lines_count_in_the_file() -> None:
    note = read_note("a.md", "docs/a.md", "---\ntitle: No\nversion: 3.10\n---\n# Heading\n\n![x](y.png)\n")
    assert note.meta == {"title": "No", "version": "3.10"}
    assert note.title == "No"
    assert note.line(note.links[0].start) == 7


def test_titles_as_mkdocs_finds_them() -> None:
    assert read_note("a.md", "", "# The *title* `x`\n").title == "The title x"
    assert read_note("a.md", "", "Title\n=====\n").title == "Title"
    assert read_note("notes/bias-and-variance.md", "", "text").title == "Bias and variance"
    assert read_note("notes/NeetCode.md", "", "text").title == "NeetCode"
    assert read_note("papers/index.md", "", "text").title == "Papers"
    assert read_note("a.md", "", "```\n# not a title\n```\n").title == "A"


def test_cards_are_collapsed_questions_with_what_is_indented_below() -> None:
    note = read_note(
        "a.md",
        "",
        '# A\n\n??? question "What is *it*?"\n\n    It is this.\n\n    - and that\n\nAfter.\n\n???+ question "Open"\n',
    )
    (card,) = note.cards
    assert (card.id, card.question, card.answer, card.line) == (
        "what-is-it",
        "What is *it*?",
        "It is this.\n\n- and that",
        3,
    )


def test_cards_in_fences_are_only_shown() -> None:
    assert read_note("a.md", "", '```\n??? question "x"\n\n    y\n```\n').cards == []


def test_blocks_know_their_line_and_indent() -> None:
    note = read_note("a.md", "", "---\ntitle: x\n---\n\n!!! note\n\n    ```loopbook\n    show: problems\n    ```\n")
    (block,) = note.blocks
    assert block.indent == "    "
    assert block.parsed.value == {"show": "problems"}
    assert block.parsed.at(("show",)) == (8, 7)


def removed(text: str) -> str:
    note = read_note("a.md", "", text)
    spans, _ = private_spans(note)
    return "".join(c for i, c in enumerate(note.body) if not any(a <= i < b for a, b in spans))


def test_private_passages() -> None:
    assert removed("a <!-- private -->secret<!-- /private --> b") == "a  b"
    assert removed("a\n\n!!! private\n\n    secret\n    more\n\nb\n") == "a\n\nb\n"
    assert removed('a\n\n??? private "NDA"\n    secret\n\n\n    more\nb\n') == "a\n\nb\n"
    assert removed("a\n\n- list\n\n    !!! private\n\n        secret\n\n    b\n") == "a\n\n- list\n\n    b\n"
    assert removed("a `<!-- private -->` b") == "a `<!-- private -->` b"
    assert removed("a <!-- private --> b\n\nc") == "a "
    assert removed("<!--private-->a<!--/PRIVATE-->b") == "b"


def test_crlf_front_matter_is_read_like_any_other() -> None:
    note = read_note("a.md", "", "---\r\ntitle: x\r\n---\r\n# A\r\n".replace("\r\n", "\n"))
    assert note.meta == {"title": "x"}


def test_front_matter_below_a_blank_line_that_would_hide_the_page_hides_it() -> None:
    note = read_note("a.md", "docs/a.md", "\n---\nvisibility: private\n---\n# A\n")
    assert note.meta == {"visibility": "private"}
    assert [(found.line, "hides nothing" in found.message) for found in note.diagnostics] == [(3, True)]
    assert read_note("a.md", "docs/a.md", "# A\n\nvisibility: private\n").meta == {}
