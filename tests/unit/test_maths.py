"""Formulas are set at build: names of functions spaced, what cannot be read shown as it is, nothing live."""

from __future__ import annotations

import pytest

from loopbook.adapters.maths import mathml, set_maths


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"n \log n", '<mi>n</mi><mo lspace="0.167em" rspace="0.167em">log</mo><mi>n</mi>'),
        (r"\exp(-x)", '<mo lspace="0" rspace="0">exp</mo><mo stretchy="false">'),
        (r"O(\log_2 n)", '<msub><mo lspace="0" rspace="0.167em">log</mo><mn>2</mn></msub><mi>n</mi>'),
    ],
)
def test_names_of_functions_are_spaced_as_tex_does(tex: str, expected: str) -> None:
    assert expected in mathml(tex, block=False)


def test_what_the_converter_does_not_know_is_shown_as_tex() -> None:
    assert mathml(r"\left( x", block=False) == '<code class="lb-tex">\\left( x</code>'


def test_no_line_begins_with_the_point_behind_a_formula() -> None:
    done = set_maths('<p>(<span class="arithmatex">\\(a\\)</span>), <span class="arithmatex">\\(b\\)</span> is</p>')
    assert done.count('<span class="lb-whole"><math') == 1
    assert "</math>),</span> <math" in done


def test_formulas_of_a_page_are_set_and_nothing_else_changes() -> None:
    html = '<p><span class="arithmatex">\\(a &lt; b\\)</span> and <div class="arithmatex">\\[x\\]</div></p>'
    done = set_maths(html)
    assert 'alttext="a &lt; b"' in done
    assert done.count("<math ") == 2
    assert 'display="block"' in done
    assert set_maths("<p>no maths</p>") == "<p>no maths</p>"


@pytest.mark.parametrize(
    "tex", [r"\text{<img src=x onerror=alert(1)>}", r"\text{<script>alert(1)</script>}", r"\text{<b>}"]
)
def test_a_formula_holds_no_live_html(tex: str) -> None:
    done = mathml(tex, block=False)
    assert done.startswith("<code")
    assert "<img" not in done
    assert "<script" not in done


@pytest.mark.parametrize(
    "tex", ["a = -b", "(-x, -y)", r"\exp(-x)", r"a \cdot -b", r"\left(-x\right)", r"x \to -\infty"]
)
def test_a_sign_that_joins_nothing_belongs_to_what_follows(tex: str) -> None:
    signs = tex.count("-")
    assert mathml(tex, block=False).count('<mo form="prefix">&#x02212;</mo>') == signs


@pytest.mark.parametrize(
    "tex", ["a - b", "(a) - b", "[a] - b", r"|x| - 1", r"\lVert x \rVert - 1", "n! - 1", "x_i - 1", r"\infty - 1"]
)
def test_a_sign_between_two_things_joins_them(tex: str) -> None:
    assert "<mo>&#x02212;</mo>" in mathml(tex, block=False)


def test_bars_are_of_one_height_and_infinity_is_no_operator() -> None:
    done = mathml(r"\lVert x_i^2 \rVert < \infty", block=False)
    assert done.count('<mo stretchy="false" lspace="0" rspace="0">&#x02016;</mo>') == 2
    assert "<mi>&#x0221E;</mi>" in done
