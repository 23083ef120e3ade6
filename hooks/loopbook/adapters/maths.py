"""TeX → MathML, at build: a page needs no script, no font server and no network for its formulas."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from latex2mathml.converter import convert

_SPAN = re.compile(r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.S)


def set_maths(page: str) -> str:
    """The HTML with each formula that `pymdownx.arithmatex` marked set as MathML."""
    if "arithmatex" not in page:
        return page
    return _SPAN.sub(lambda m: mathml(html.unescape(m[2] or m[3]).strip(), block=m[3] is not None), page)


@lru_cache(maxsize=4096)
def mathml(tex: str, *, block: bool) -> str:
    """One formula. What the converter does not know is shown as the TeX that it is."""
    source = html.escape(tex)
    try:
        done = convert(tex, display="block" if block else "inline")
    except Exception:  # the converter raises many kinds of error for TeX that it cannot read
        return f'<code class="lb-tex">{source}</code>'
    body = done.removesuffix("</math>").replace("<math ", f'<math alttext="{source}" ', 1)
    return f'<div class="lb-maths" tabindex="0">{body}</math></div>' if block else f"{body}</math>"
