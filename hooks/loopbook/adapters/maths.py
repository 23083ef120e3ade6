"""TeX → MathML, at build: a page needs no script, no font server and no network for its formulas."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

_SPAN = re.compile(r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.S)


def set_maths(page: str) -> str:
    """The HTML with each formula that `pymdownx.arithmatex` marked set as MathML."""
    if "arithmatex" not in page:
        return page
    return _SPAN.sub(lambda m: mathml(html.unescape(m[2] or m[3]).strip(), block=m[3] is not None), page)


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
    done = _NAMED.sub(_spaced, done)
    body = done.removesuffix("</math>").replace("<math ", f'<math alttext="{source}" ', 1)
    return f'<div class="lb-maths" tabindex="0">{body}</math></div>' if block else f"{body}</math>"
