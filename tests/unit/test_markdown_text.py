"""Markdown as text: code is left alone, links are found, values are embedded without harm."""

from __future__ import annotations

import re
from html import unescape

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopbook.markdown_text import embed, fences, first_sentence, links, plain_text, title_text, without_code

SITE = ["tables", "attr_list", "md_in_html", "pymdownx.tilde", "pymdownx.caret", "pymdownx.mark", "pymdownx.arithmatex"]

CODE = """\
before `[a](b.md)` after

````markdown
```loopbook
show: x
```
[c](d.md)
````

    ~~~
    [e](f.md)
    ~~~

[g](h.md) and ![i](j.png "title") and <img src="k.png">

[l]: m.md
"""


def test_code_is_blanked_and_nothing_moves() -> None:
    plain = without_code(CODE)
    assert len(plain) == len(CODE)
    assert plain.count("\n") == CODE.count("\n")
    assert [link.target for link in links(CODE)] == ["h.md", "j.png", "k.png", "m.md"]


def test_a_fence_in_a_longer_fence_only_shows_the_syntax() -> None:
    assert [fence.info for fence in fences(CODE)] == ["markdown", ""]


def test_a_fence_that_is_never_closed_goes_to_the_end() -> None:
    assert [CODE[0:0], *(f.info for f in fences("```py\nx\n"))] == ["", "py"]
    assert without_code("```py\n[a](b.md)\n").strip() == ""


def test_a_picture_that_is_a_link_is_two() -> None:
    found = links("[![pic](a.png)](b.md)")
    assert {(link.target, link.image) for link in found} == {("a.png", True), ("b.md", False)}


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x]( JavaScript:alert(1))",
        "[x]: javascript:alert(1)\n\n[y][x]",
        'text { onclick="alert(1)" }',
        "text\n{: onclick=alert(1) }",
        "<!-- comment -->",
        "<svg/onload=alert(1)>",
        '--8<-- "secrets.txt"',
    ],
)
def test_what_is_embedded_does_nothing(hostile: str) -> None:
    html = markdown.markdown(
        embed(hostile), extensions=["attr_list", "md_in_html", "pymdownx.snippets"],
        extension_configs={"pymdownx.snippets": {"base_path": ["/nonexistent"], "check_paths": True}},
    )  # fmt: skip
    tags = re.findall(r"<[^>]*>", html)
    assert {re.match(r"</?(\w*)", tag)[1] for tag in tags} <= {"p", "a", "br"}  # type: ignore[index]
    assert not any("onclick" in tag or "script" in tag.lower() for tag in tags)


def test_code_and_maths_are_embedded_as_they_are() -> None:
    text = "Use `List<int>` and `{x}`; $\\frac{a}{b} < c$.\n\n```python\nif a < b: d = {'k': 1}\n```"
    assert "`List<int>`" in embed(text)
    assert "\\frac{a}{b}" in embed(text)
    assert "if a < b: d = {'k': 1}" in embed(text)


def test_links_of_a_value_are_relative_to_docs() -> None:
    assert embed("[a](topics/a.md#x)", "companies/acme/coding.md") == "[a](../../topics/a.md#x)"
    assert embed("[a](https://example.com/)", "x/y.md") == "[a](https://example.com/)"


@given(st.text(max_size=60))
def test_a_title_is_never_markup(text: str) -> None:
    html = markdown.markdown(f"x {title_text(text)} x")
    assert all(tag not in html for tag in ("<a ", "<em>", "<strong>", "<code>", "<img", "<script"))


@pytest.mark.parametrize("extensions", [["tables"], SITE])
@pytest.mark.parametrize(
    "title",
    ["T = 1.8 < 2 > 1", "a^b^ ~c~ ~~d~~ ==e==", "USD $5 and $6", "a_b* #1 [x](y) {z} | !", "1. first", "==", "===="],
)
def test_a_title_reads_as_it_was_written(title: str, extensions: list[str]) -> None:
    done = markdown.markdown(f"x {title_text(title)} x", extensions=extensions)
    assert unescape(re.sub(r"<[^>]*>", "", done)) == f"x {plain_text(title)} x"


def test_plain_text_and_first_sentence() -> None:
    assert plain_text("**Bold** `code` and [words](x.md)") == "Bold code and words"
    assert plain_text("snake_case_name and 2 * 3 * 4") == "snake_case_name and 2 * 3 * 4"
    assert first_sentence("One thing. Another thing.") == "One thing."
    assert first_sentence("word " * 100, 20) == "word word word word…"


@pytest.mark.parametrize("use", ["![a][Far  away]", "![far away][]", "![Far Away]", "![a]\n[far away]"])
def test_a_definition_is_shown_where_a_picture_uses_it(use: str) -> None:
    text = f"{use} and [a link][there]\n\n[far away]: https://a.example/x.png\n[there]: https://b.example/\n"
    assert [link.target for link in links(text) if link.image] == ["https://a.example/x.png"]
    assert not [link for link in links(text.replace("!", "")) if link.image]
