"""Private passages are found however they are written, and where it is in doubt, more is hidden, not less."""

from __future__ import annotations

import pytest

from loopbook.markdown_text import replace
from loopbook.passages import comments, private_passages


def left(text: str) -> str:
    return replace(text, [(start, end, "") for start, end in private_passages(text)[0]])


def complaints(text: str) -> list[str]:
    return [problem.message for problem in private_passages(text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        "a\n\n!!! private\n\n    SECRET\n\n    SECRET\n\nb\n",
        "a\n\n!!! private\n\tSECRET\n\n\tSECRET\nb\n",
        'a\n\n!!!private "T"\n    SECRET\nb\n',
        "a\n\n!!! Private\n    SECRET\nb\n",
        "a\n\n??? private\n    SECRET\nb\n",
        "a\n\n???+ warning private\n    SECRET\nb\n",
        "a\n\n- item\n\n\t!!! private\n\n\t\tSECRET\n\nb\n",
        "a\n\n!!! private\n\n    ```\n    SECRET\n    ```\n\nb\n",
        "a\n\n> [!private]\n> SECRET\n>\n> SECRET\n\nb\n",
        "a\n\n> [!PRIVATE] SECRET\nlazily SECRET\n\nb\n",
        "a\n\n> [!private]\n> one\n\n> SECRET\n\nb\n",
        "a\n\n> [!private]\n```py\nSECRET\n\nSECRET\n```\nSECRET\n\nb\n",
        "a <!-- private -->SECRET<!-- /private --> b",
        "a <!--PRIVATE-->SECRET<!-- end private --> b",
        "a\n\n<!-- private -->\n\nSECRET\n\n```\nSECRET\n```\n\n<!-- /private -->\n\nb",
        "a\n\n| x | <!-- private -->SECRET<!-- /private --> |\n",
        "a\n\n- x\n\n    - y\n\n        !!! private\n            SECRET\n\n    - b\n",
        "a\n\n- x\n\n    !!! private\n        SECRET\n- b\n",
        "a\n\n!!! private\n    <div>SECRET</div> `<div>`\n\n    ```html\n    <ul>\n    ```\n\nb\n",
    ],
)
def test_passages_go_and_the_rest_stays(text: str) -> None:
    assert "SECRET" not in left(text)
    assert left(text).startswith("a")
    assert left(text).count("b") == text.count("b") - sum("b" in w for w in ("[!private]",) if w in text)
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a <!-- private --> SECRET\n\nSECRET", "never closed"),
        ("a <!-- private\n\nSECRET", "not closed by '-->'"),
        ("a SECRET <!-- /private -->", "never opened"),
        ("<!-- privat -->SECRET<!-- /privat -->", "'privat' hides nothing"),
        ("<!-- begin private -->SECRET<!-- /private -->", "'begin private' hides nothing"),
        ("!!! pirvate\n\n    SECRET\n", "'pirvate' hides nothing"),
        ("> [!privte]\n> SECRET\n", "'privte' hides nothing"),
        ("!!! private\n\nSECRET\n", "has nothing in it"),
        ("/// private\nSECRET\n///\n", "no marker that Loopbook knows"),
        ("::: private\nSECRET\n:::\n", "no marker that Loopbook knows"),
        ('<div class="box private" markdown>SECRET</div>\n', "no marker that Loopbook knows"),
        ("<p class=private>SECRET\n", "no marker that Loopbook knows"),
        ("SECRET\n{: .private }\n", "no marker that Loopbook knows"),
        ("# SECRET {#it .private}\n", "no marker that Loopbook knows"),
        (
            "- a\n\n    - b\n\n        !!! private\n            c\n    SECRET\n",
            "nobody could tell whether it belongs to it",
        ),
        ("t\n:   a\n    !!! private\n        c\n    SECRET\n", "nobody could tell whether it belongs to it"),
    ],
)
def test_a_marker_that_is_wrong_is_an_error(text: str, complaint: str) -> None:
    assert any(complaint in found for found in complaints(text)), complaints(text)


@pytest.mark.parametrize(
    "text",
    [
        '- !!! private "Offer"\n\n        SECRET\n',
        "> !!! private\n>\n>     SECRET\n",
        "1. !!! private\n\n        SECRET\n",
        "term\n:   !!! private\n\n        SECRET\n",
        "[^2]: !!! private\n        SECRET\n",
        "> ??? private\n>     SECRET\n",
        "> - !!! note private\n>         SECRET\n",
        "!!! note\n    > !!! private\n    >     SECRET\n",
        "<div markdown>!!! private\n    SECRET\n</div>\n",
        "- > [!private]\n  > SECRET\n",
        "so: !!! private\n    SECRET\n",
        "> [!private]\n:   !!! private\n\n        SECRET\n",
        "<!-- private -->\n- > [!private]\n  > <!-- /private -->\n  > SECRET\n",
    ],
)
def test_a_marker_behind_something_else_hides_the_rest_and_is_an_error(text: str) -> None:
    assert "SECRET" not in left(text)
    assert any("stands behind something else" in found for found in complaints(text))


@pytest.mark.parametrize(
    "text",
    [
        "!!! private\n    <div markdown>\nSECRET\n</div>\n",
        "> [!private]\n> <p>\n\nSECRET\n",
        "> [!private]\n> <details><div></div>\n\nSECRET\n</details>\n",
        "!!! private\n    </div><div>\n\nSECRET\n",
    ],
)
def test_a_tag_that_reaches_out_of_a_passage_hides_the_rest_and_is_an_error(text: str) -> None:
    assert "SECRET" not in left(text)
    assert any("is not closed within its private passage" in found for found in complaints(text))


@pytest.mark.parametrize(
    "text",
    [
        "!! private\n\n    SECRET\n",
        "?? private\n\n    SECRET\n",
        "!!!+ private\n\n    SECRET\n",
        "!!! {.private}\n\n    SECRET\n",
        "!!! note|private\n\n    SECRET\n",
        '!!! "private"\n\n    SECRET\n',
        "!!!\u00a0private\n\n    SECRET\n",
        "\u00a0!!! private\n\n    SECRET\n",
        "!!! \u200bprivate\n\n    SECRET\n",
        "\uff01\uff01\uff01 private\n\n    SECRET\n",
        "> [! private]\n> SECRET\n",
        "> [!private ]\n> SECRET\n",
        "> [!private|x]\n> SECRET\n",
        "[!private]\nSECRET\n",
        "<!- private -> SECRET <!- /private ->",
        "<! private > SECRET",
        "&lt;!-- private --&gt; SECRET",
        "<private>SECRET</private>",
        "%% private %% SECRET",
        '<div class="private">SECRET</div>',
        "/// admonition | X\n    type: private\nSECRET\n///\n",
    ],
)
def test_what_looks_like_a_marker_and_is_none_hides_the_rest_and_is_an_error(text: str) -> None:
    assert "SECRET" not in left(text)
    assert complaints(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "!!! private\n\n    ```\nSECRET\n    ```\n",
        "??? private\n    ~~~ py\n    a\nSECRET\n~~~\n",
        "> [!private]\n> ```\n> a\n\nSECRET\n```\n",
    ],
)
def test_code_that_falls_out_of_a_passage_hides_the_rest_and_is_an_error(text: str) -> None:
    assert "SECRET" not in left(text)
    assert any("does not end in it" in found for found in complaints(text))


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c"])
def test_a_line_ends_where_markdown_ends_it(end: str) -> None:
    assert left(f"!!! private\n\n    a{end}SECRET\n\nb") == "b"
    assert left(f"> [!private]\n> a{end}{end}SECRET\n\nb") == "\nb"


@pytest.mark.parametrize(
    "text",
    [
        "\\`<!-- private -->`SECRET`<!-- /private -->`",
        "```python and more of it\n\n!!! private\n\n    SECRET\n\n```\n",
        "~~~ a ~~~\n!!! private\n\n    SECRET\n~~~\n",
        "It costs 5` a day.\n\n<!-- private -->SECRET<!-- /private -->\n\nAnd 3` more.",
        "```\nnever closed\n\n<!-- private -->SECRET<!-- /private -->\n",
        "```\na\n````\n\n<!-- private -->SECRET<!-- /private -->\n\n```\nb\n```\n",
        "    x\n```\n<!-- private -->SECRET<!-- /private -->\n```\n",
        "- x\n\n    ```\n    <!-- private -->SECRET<!-- /private -->\n    ```\n",
        "` <!-- private -->SECRET<!-- /private --> `",
    ],
)
def test_code_that_is_not_plainly_code_hides_no_marker(text: str) -> None:
    assert "SECRET" not in left(text)


@pytest.mark.parametrize(
    "text",
    [
        "Write `<!-- private -->` before it and `<!-- /private -->` after.",
        "```md\n<!-- private -->shown<!-- /private -->\n```\n",
        "````md\n```\n!!! private\n\n    shown\n```\n````\n",
        "`!!! private` and `> [!private]`",
        '[![private](x.png)](y.md) and `class="private"`, `{ .private }`, `<private>`, `!! private`',
        '```java title="x" hl_lines="1"\nprivate int x;\n<!-- private -->\n```\n',
        "    private static void main() {} // x < private\n",
        '!!! note "The private key"\n\n    shown\n',
        "What!!! A private remark??? It is private.",
        "- `!!! private` in a list",
        "Neither `{ .private }` nor `<div class='private'>` hides anything.",
        "Members of a class are private, {.private-ish} or <i class='private-ish' data-private='1'>not</i>.",
        "A private remark, and <!-- the private key is not here, of course -->.",
    ],
)
def test_what_only_speaks_of_markers_stays(text: str) -> None:
    assert left(text) == text
    assert complaints(text) == []


def test_marks_of_parts_to_include_are_no_comments() -> None:
    text = "<!-- --8<-- [start:part] -->\nx <!-- mine -->\n<!-- --8<-- [end:part] -->\n"
    assert [text[start:end] for start, end in comments(text)] == ["<!-- mine -->"]


def test_comments_are_for_the_author_but_for_those_that_are_read() -> None:
    text = (
        "a<!-- me -->b `<!-- shown -->` <!-- more --> <!-- card: x --> <!-- two\nlines -->c\n```\n<!-- code -->\n```\n"
    )
    assert [text[start:end] for start, end in comments(text)] == ["<!-- me -->", "<!-- two\nlines -->"]
