"""The company switch's data: for each company a file of what bears on it, which pages fetch when it is chosen."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..markdown_text import plain_text
from ..pages.board import title_of
from ..paths import pack_uri, page_uri
from ..study.bearing import Bearing, bearings
from ..study.desk import Desk, named_rounds


def focus_files(desk: Desk, files: Files, config: MkDocsConfig) -> list[File]:
    """`assets/focus/<company>.json` for each company that this audience may see."""
    return [
        File.generated(config, f"assets/focus/{bearing.company.id}.json", content=_json(desk, bearing, files))
        for bearing in bearings(desk)
    ]


def _json(desk: Desk, bearing: Bearing, files: Files) -> str:
    company = bearing.company
    page = files.get_file_from_path(page_uri("companies", company.id))
    rounds = []
    for name, r in named_rounds(company):
        pack = files.get_file_from_path(pack_uri(company.id, name))
        keys = _grouped(bearing.rounds.get(name, ()))
        rounds.append(
            {"id": name, "title": plain_text(title_of(desk, r)), "url": pack.url if pack else "", "keys": keys}
        )
    whole = {"name": plain_text(company.name), "url": page.url if page else "", "keys": _grouped(bearing.keys)}
    return json.dumps({**whole, "rounds": rounds}, ensure_ascii=False, separators=(",", ":"))


def _grouped(keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        tracker, _, name = key.partition("/")
        found[tracker].append(name)
    return found
