"""Blocks of code, coloured once: Pygments takes longer to learn a language than the rest of a page takes to render."""

from __future__ import annotations

from typing import Any

import markdown
from pymdownx.highlight import Highlight, HighlightExtension

from .digest import Undigestible, digest, packed
from .store import Store


def keep(md: markdown.Markdown, store: Store, versions: str) -> None:
    """Have a converter's code blocks kept in a store, by all that their HTML is made of."""

    class Kept(Highlight):  # type: ignore[misc]  # it has no types
        def highlight(self, *args: Any, **kwargs: Any) -> Any:
            key = self._key(args, kwargs)
            made = store.get("code", key) if key else None
            if made is None:
                made = super().highlight(*args, **kwargs)
                if key and type(made) is str:
                    store.put("code", key, made)
            return made

        def _key(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
            settings = {name: value for name, value in vars(self).items() if name != "md"}
            if kwargs.get("inline") or self.auto_title or self.title_mode == "html":  # some HTML is put elsewhere
                return None
            try:
                return digest(versions, packed(settings), packed(args), packed(kwargs))
            except Undigestible:
                return None

    for extension in md.registeredExtensions:
        if type(extension) is HighlightExtension:
            vars(extension)["get_pymdownx_highlighter"] = lambda: Kept
