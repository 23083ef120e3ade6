"""The header's menu: companies, and from each the packs of its rounds: two clicks from anywhere."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import Files

from ..model import Company
from ..pages.board import title_of
from ..paths import pack_uri, page_uri
from ..study.desk import Desk, named_rounds

GOING = ("interviewing", "offer", "applied", "wishlist")
"""The statuses of companies that are in the menu, in its order; those that are over are left to the index."""


def menu(desk: Desk, files: Files) -> list[dict[str, Any]]:
    """The companies with their rounds: names, addresses, stages."""
    companies = [c for c in desk.book.all(Company) if c.status in GOING and c.rounds]
    companies.sort(key=lambda c: GOING.index(c.status))
    return [
        {
            "name": company.name,
            "id": company.id,
            "url": files.src_uris[page_uri("companies", company.id)].url,
            "rounds": [
                {
                    "title": title_of(desk, r),
                    "id": name,
                    "url": files.src_uris[pack_uri(company.id, name)].url,
                    "stage": r.stage.value,
                }
                for name, r in named_rounds(company)
            ],
        }
        for company in companies[: desk.book.settings.open_companies]
    ]
