"""The review session's items as JSON: Markdown set as HTML as MkDocs sets a page, with links of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import Any

import markdown

from ..markdown_text import embed
from ..pages.review import Side, session_data, session_items
from ..paths import is_relative, resolve
from ..study.desk import Desk
from .maths import set_maths

_ADDRESS = re.compile(r'\b(href|src)="([^"]+)"')
_PLAIN = re.compile(r"[^`*_\[\]$\\<&~^=#|>!+:\n-]*")


class ItemSetter:
    """Sets sides of cards as HTML with one set of Markdown extensions; the same text is set once in a process."""

    def __init__(self, extensions: list[str], settings: dict[str, Any]) -> None:
        self.markdown = markdown.Markdown(extensions=extensions, extension_configs=settings)
        self.convert = lru_cache(maxsize=8192)(self._convert)

    def _convert(self, text: str, owned: bool) -> str:
        if _PLAIN.fullmatch(text):
            return f"<p>{escape(text, quote=False)}</p>"
        source = text if owned else embed(text)
        html: str = self.markdown.reset().convert(source)
        return set_maths(html)

    def side(self, side: Side, url: Callable[[str], str]) -> str:
        """One side as HTML for a page on which `url` gives the address of a uri."""
        if not side.text.strip():
            return ""
        html = self.convert(side.text, bool(side.base))

        def address(match: re.Match[str]) -> str:
            target = unescape(match[2])
            if not is_relative(target):
                return match[0]
            uri, anchor = resolve(side.base, target)
            return f'{match[1]}="{escape(url(f"{uri}#{anchor}" if anchor else uri))}"'

        return _ADDRESS.sub(address, html)


def items_json(desk: Desk, setter: ItemSetter, url: Callable[[str], str], more: dict[str, Any]) -> str:
    """The data of the review page. `url` gives the address, seen from that page, of a uri of the book."""
    data = session_data(desk) | more
    states = data.pop("state")
    data["items"] = [
        state
        | {
            "question": setter.side(item.question, url),
            "answer": setter.side(item.answer, url),
            "links": [[words, url(to) if is_relative(to) else to] for words, to in item.links],
            "facts": item.facts,
        }
        for state, item in zip(states, session_items(desk), strict=True)
    ]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
