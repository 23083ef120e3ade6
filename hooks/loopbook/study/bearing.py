"""What bears on a company and on each of its rounds: what the company switch leaves of the book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Company
from .desk import Desk
from .packs import Pack, packs

ON_A_PACK = ("problems", "papers", "questions", "stories")
NAMED = ("asked", "focus", "met")
"""Reasons that name the company or what it said it would ask; the rest of a pack is what the round draws on."""


@dataclass(frozen=True)
class Bearing:
    """The keys of what bears on a company, and on each of its rounds by the round's id."""

    company: Company
    keys: frozenset[str]
    rounds: dict[str, frozenset[str]]


def bearings(desk: Desk) -> list[Bearing]:
    """One for each company, in the book's order."""
    by_company: dict[str, list[Pack]] = {company.id: [] for company in desk.book.all(Company)}
    for pack in packs(desk):
        by_company[pack.company.id].append(pack)
    asked: dict[str, set[str]] = {name: set() for name in by_company}
    for tracker in ON_A_PACK:
        for entry in desk.book.entries[tracker].values():
            for name in entry.companies:
                asked.setdefault(name, set()).add(entry.key)
    return [_bearing(desk, c, by_company[c.id], asked[c.id]) for c in desk.book.all(Company)]


def _bearing(desk: Desk, company: Company, found: list[Pack], asked: set[str]) -> Bearing:
    """For a round its whole pack; for the company what names it, or where nothing of a kind does, all its packs."""
    topics = {pack.name: _topics(desk, pack) for pack in found}
    rounds = {pack.name: frozenset({*_items(pack), *topics[pack.name], *_lists(pack)}) for pack in found}
    keys = set(asked)
    for tracker in ON_A_PACK:
        named = {key for pack in found for key in _items(pack, NAMED) if key.startswith(f"{tracker}/")}
        named |= {key for key in asked if key.startswith(f"{tracker}/")}
        keys |= named or {key for pack in found for key in _items(pack) if key.startswith(f"{tracker}/")}
    keys |= {key for pack in found for key in (*topics[pack.name], *_lists(pack))}
    return Bearing(company, frozenset({*keys, f"checklists/company-{company.id}"}), rounds)


def _items(pack: Pack, reasons: Iterable[str] = ()) -> set[str]:
    wanted = set(reasons)
    keys = {i.entry.key for s in pack.sections for i in s.items if not wanted or i.reason in wanted}
    return keys | {row.story.key for row in pack.stories}


def _topics(desk: Desk, pack: Pack) -> set[str]:
    """The focus topics with all below and above them, and the topics of what the company asks."""
    tree = desk.book.taxonomy
    own = {below for topic in pack.company_round.focus if topic in tree.topics for below in tree.below(topic)}
    own |= {t for s in pack.sections for i in s.items if i.reason in ("asked", "met") for t in i.entry.topics}
    if not own:
        own = {t for s in pack.sections for i in s.items for t in i.entry.topics}
    return {f"topics/{step}" for topic in own if topic in tree.topics for step in tree.path(topic)}


def _lists(pack: Pack) -> list[str]:
    return [f"checklists/{pack.round.id}"] if pack.round else []
