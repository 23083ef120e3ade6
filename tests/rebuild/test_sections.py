"""What the search sees of a page, read in one pass, is what Material's parser sees."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser

from loopbook.rebuild.sections import sections

Seen = list[tuple[str | None, list[str], list[str], bool]]
NAMES = ("p", "h1", "h2", "h3", "div", "span", "a", "code", "pre", "li", "ul", "sup", "td", "em", "object", "br", "img")
ATTRIBUTES = (
    "", ' id="a"', ' id="b-&amp;"', ' class="headerlink" href="#a"', ' class="linenodiv"', " data-search-exclude",
    ' data-search-exclude=""', " hidden", ' ID="c" id="d"', ' title="a &lt; b &copy; \'c\'"', "\n  class='x'",
)  # fmt: skip
TEXTS = ("text", " ", "\n", "two\nlines ", "&amp; &lt;b&gt; &nbsp;", "a > b", "&notit; &#x41;&", "ü \u2028 \U0001f600")
ODD = ("<!-- no -->", "<b", "a < b", "</p >", "<P>", "<script>if (a<b) {}</script>", "<svg:x/>", "</>", "<p", "<?x?>")

tags = st.builds(
    lambda name, attributes, form: f"<{name}{attributes}{form}>",
    st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES), st.sampled_from(("", "", "", " /", "/")),
)  # fmt: skip
ends = st.sampled_from(NAMES).map(lambda name: f"</{name}>")
texts = st.sampled_from(TEXTS)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> str:
    """HTML that is well nested, as Markdown makes it."""
    if depth > 4 or draw(st.integers(0, 3)) == 0:
        return draw(texts)
    name = draw(st.sampled_from(NAMES))
    inner = "".join(draw(st.lists(trees(depth + 1), max_size=3)))
    return f"<{name}{draw(st.sampled_from(ATTRIBUTES))}>{inner}</{name}>"


def theirs(html: str) -> Seen:
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [(s.id, s.title, s.text, s.is_excluded()) for s in parser.data]


def assert_same(html: str) -> bool:
    """Whether it was read here at all; if so, it is what Material sees."""
    try:
        expected = theirs(html)
    except ValueError:  # Material stumbles over it, and the caller lets it
        with contextlib.suppress(ValueError):
            assert sections(html) is None
        return "'" not in html
    found = sections(html)
    if found is None:
        return False
    assert [(s.id, s.title, s.text, s.is_hidden) for s in found] == expected, html
    return True


@settings(max_examples=200)
@given(st.lists(trees(), max_size=6).map("".join))
def test_nested(html: str) -> None:
    assert assert_same(html) or "'" in html


@settings(max_examples=200)
@given(st.lists(st.one_of(tags, ends, texts, st.sampled_from(ODD)), max_size=14).map("".join))
def test_soup(html: str) -> None:
    assert_same(html)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_plain_is_left_to_material(odd: str) -> None:
    assert sections(f"<p>{odd}</p>") is None
