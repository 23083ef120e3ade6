"""The review session's items as JSON: Markdown set as HTML as MkDocs sets a page, with links of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

import markdown

from ..markdown_text import embed
from ..pages.review import Side, session_data, session_items
from ..paths import is_relative, resolve
from ..study.desk import Desk
from .kept_items import KeptItems, place_for
from .maths import set_maths

_ADDRESS = re.compile(r'\b(href|src)="([^"]+)"')
_PLAIN = re.compile(r"[^`*_\[\]$\\<&~^=#|>!+:\n-]*")


class ItemSetter:
    """Sets sides of cards as HTML with one set of Markdown extensions. The book in `root` remembers them."""

    def __init__(self, extensions: list[str], settings: dict[str, Any], root: Path | None = None) -> None:
        self.markdown = markdown.Markdown(extensions=extensions, extension_configs=settings)
        self.kept = KeptItems(root and place_for(root, extensions, settings, Path(__file__)))

    def convert(self, text: str, owned: bool) -> str:
        """Markdown as HTML. What is not `owned` came from elsewhere, and is made harmless."""
        if _PLAIN.fullmatch(text):
            return f"<p>{escape(text, quote=False)}</p>"
        return self.kept.html(text if owned else embed(text), self._set)

    def _set(self, source: str) -> str:
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
    setter.kept.save()
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
