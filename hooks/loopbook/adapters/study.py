"""What study adds to a site besides pages: the review session's items, a private book's calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..pages.plan import CALENDAR
from ..pages.review import DATA, URI
from ..paths import index_uri
from ..study.desk import Desk
from .session import ItemSetter, items_json

LOCAL = "http://127.0.0.1:8000/"
_setters: dict[str, ItemSetter] = {}


def study_files(desk: Desk, files: Files, config: MkDocsConfig, day: dt.date | None) -> list[File]:
    """The generated files that are no pages. `day` is what the review page takes for today, or None."""
    more: dict[str, Any] = {"day": day.isoformat() if day else None}
    made = []
    review = files.get_file_from_path(URI)
    if review:

        def url(uri: str) -> str:
            path, hash_sign, anchor = uri.partition("#")
            file = files.get_file_from_path(path)
            return f"{file.url_relative_to(review)}{hash_sign}{anchor}" if file else uri

        made.append(File.generated(config, DATA, content=items_json(desk, setter(config), url, more)))
    if files.get_file_from_path(index_uri("plan")) and not desk.book.is_public:
        from ..exchange.ics import calendar  # no public build needs it

        base = config.site_url or LOCAL

        def full(uri: str) -> str:
            file = files.get_file_from_path(uri)
            return base.rstrip("/") + "/" + (file.url if file else "").removeprefix("./")

        made.append(File.generated(config, CALENDAR, content=calendar(desk, full)))
    return made


def setter(config: MkDocsConfig) -> ItemSetter:
    """What sets items with the site's Markdown extensions; kept while they stay the same."""
    name = repr((config.markdown_extensions, config.mdx_configs))
    if name not in _setters:
        _setters.clear()
        root = Path(config.config_file_path).parent
        _setters[name] = ItemSetter(list(config.markdown_extensions), dict(config.mdx_configs), root)
    return _setters[name]
