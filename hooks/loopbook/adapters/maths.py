"""TeX → MathML, at build: a page needs no script, no font server and no network for its formulas."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

_SPAN = re.compile(
    r'<div class="arithmatex">\\\[(?P<block>.*?)\\\]</div>'
    r'|<span class="arithmatex">\\\((?P<inline>.*?)\\\)</span>(?P<after>[,.;:!?)]*)',
    re.S,
)


def set_maths(page: str) -> str:
    """The HTML with each formula that `pymdownx.arithmatex` marked set as MathML."""
    return _SPAN.sub(_set, page) if "arithmatex" in page else page


def _set(match: re.Match[str]) -> str:
    """A formula, with the point or comma behind it, which browsers would let begin a line."""
    block, inline, after = match.group("block", "inline", "after")
    done = mathml(html.unescape(inline if block is None else block).strip(), block=block is not None)
    return f'<span class="lb-whole">{done}{after}</span>' if after else done


TAGS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
    ]
)
ATTRIBUTES = frozenset(
    [
        "display",
        "displaystyle",
        "scriptlevel",
        "stretchy",
        "fence",
        "form",
        "separator",
        "lspace",
        "rspace",
        "linethickness",
        "width",
        "height",
        "depth",
        "voffset",
        "columnalign",
        "rowalign",
        "columnspacing",
        "rowspacing",
        "columnlines",
        "rowlines",
        "frame",
        "mathvariant",
        "mathcolor",
        "mathbackground",
        "mathsize",
        "accent",
        "accentunder",
        "movablelimits",
        "minsize",
        "maxsize",
        "symmetric",
        "largeop",
        "notation",
    ]
)


def check(mathml: str) -> None:
    """Raise ValueError unless it is MathML and nothing else: the converter lets HTML in a `text` through as it is."""
    for element in ElementTree.fromstring(mathml).iter():  # noqa: S314 - the converter's own output, no entities
        tag = element.tag.rpartition("}")[2]
        if tag not in TAGS or not ATTRIBUTES.issuperset(element.attrib):
            raise ValueError(f"<{tag}> in a formula")


_NAMED = re.compile(
    r"(?P<before></m(?:i|n|sup|sub|subsup|frac|sqrt|row)>|[)\]|]</mo>)?(?P<open>(?:<m(?:sub|sup|subsup|row)>)*)"
    r"<(?P<tag>mi|mo)(?P<rest>(?: [^>]*)?)>(?P<name>[A-Za-z]{2,})</(?P=tag)>(?P<after><mo[^>]*>(?:&#x00028;|\(|\[))?"
)


def _spaced(match: re.Match[str]) -> str:
    """The name of a function with a thin space where TeX sets one: not before a bracket, not at the beginning."""
    left = "0.167em" if match["before"] else "0"
    right = "0" if match["after"] else "0.167em"
    name = f'<mo{match["rest"]} lspace="{left}" rspace="{right}">{match["name"]}</mo>'
    return f"{match['before'] or ''}{match['open']}{name}{match['after'] or ''}"


_SIGN = re.compile(r"(<mo[^>]*>([^<]*)</mo>)<mo>(&#x02212;|&#x0002B;|&#x000B1;)</mo>")
_CLOSING = frozenset(")]}|‖⟩⌉⌋!%′…⋯∅⊤")
"""Operators to MathML that a sign may join to what follows. After others, a bracket or a comma, it joins nothing."""
_BAR = re.compile(r"<mo>(&#x02016;|&#x0007C;)</mo>")
_INFINITY = "<mo>&#x0221E;</mo>"


def _signed(match: re.Match[str]) -> str:
    """A sign, said to belong to what follows where nothing stands before it that it could join to that."""
    joins = html.unescape(match[2]) in _CLOSING
    return match[0] if joins else f'{match[1]}<mo form="prefix">{match[3]}</mo>'


def _as_tex_does(done: str) -> str:
    """The converter's MathML with the spaces and sizes that TeX gives: what it calls an operator is not always one."""
    done = done.replace(_INFINITY, _INFINITY.replace("mo>", "mi>"))
    done = _BAR.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', done)
    done = _SIGN.sub(_signed, done)
    return _NAMED.sub(_spaced, done)


@lru_cache(maxsize=4096)
def mathml(tex: str, *, block: bool) -> str:
    """One formula. What the converter does not know is shown as the TeX that it is."""
    from latex2mathml.converter import convert  # most builds set no formula

    source = html.escape(tex)
    try:
        known = tex.replace("{aligned}", "{align*}").replace("{gathered}", "{align*}")  # all that it lacks is the name
        done = convert(known, display="block" if block else "inline")
        check(done)
    except Exception:  # the converter raises many kinds of error for TeX that it cannot read
        return f'<code class="lb-tex">{source}</code>'
    done = _as_tex_does(done)
    body = done.removesuffix("</math>").replace("<math ", f'<math alttext="{source}" ', 1)
    return f'<div class="lb-maths" tabindex="0">{body}</math></div>' if block else f"{body}</math>"
