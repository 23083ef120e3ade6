"""What entries, the plan and pages name, each held against what there is."""

from __future__ import annotations

from ..diagnostics import did_you_mean
from ..model import TRACKERS, Entry, Ref
from ..paths import is_relative, resolve
from ..references import are_settled, references, rewrite
from ..taxonomy import Taxonomy
from ..yaml_nodes import Path
from .draft import Draft

PURPOSES = ("problems", "questions", "papers", "stories", "projects")
"""The kinds of entries that a study block may be for; besides, the rounds."""
OldIds = dict[str, dict[str, str]]
"""Tracker → an id that an entry had before → the one that it has."""


def old_ids(draft: Draft) -> OldIds:
    """The ids that entries had before."""
    return {
        tracker: {old: entry.id for entry in entries.values() for old in entry.was}
        for tracker, entries in draft.entries.items()
    }


def settle(draft: Draft, taxonomy: Taxonomy, old: OldIds) -> None:
    """Check each reference, and let entries and topics go by their ids from here on."""

    def is_settled(ref: Ref, name: str) -> bool:
        return taxonomy.find(name) == name if ref.tracker == "topics" else name in draft.entries[ref.tracker]

    def known(ref: Ref, name: str) -> str | None:
        if ref.tracker == "topics":
            return taxonomy.find(name)
        return name if name in draft.entries[ref.tracker] else old[ref.tracker].get(name)

    for entries in draft.entries.values():
        for entry in list(entries.values()):
            if are_settled(entry, is_settled):
                continue
            dirty = False
            for path, ref, name in references(entry):
                meant = known(ref, name)
                dirty = dirty or meant != name
                if meant is None and ref.tracker not in draft.broken:
                    _unknown(draft, entry, path, ref, name, taxonomy)
            if dirty:
                changed = rewrite(entry, known)
                if changed is None:
                    del entries[entry.id]
                else:
                    entries[entry.id] = changed


def _unknown(draft: Draft, entry: Entry, path: Path, ref: Ref, name: str, taxonomy: Taxonomy) -> None:
    noun = TRACKERS[ref.tracker].noun
    aliases = taxonomy.names if ref.tracker == "topics" else {}
    names = aliases or draft.entries[ref.tracker]
    where = f"docs/{ref.tracker}/{name}.md" if TRACKERS[ref.tracker].in_docs else f"data/{ref.tracker}.yml"
    remedy = did_you_mean(name, names, f"add it to {where}", meaning=aliases)
    draft.report(*draft.origins[entry.key].at(path), f"unknown {noun} '{name}' in {entry.key}", remedy)


def check_plan(draft: Draft) -> None:
    """What study blocks are for is a tracker or a round."""
    file, known = draft.plan_file, [*PURPOSES, *draft.entries["rounds"]]
    if draft.plan is None or file is None or "rounds" in draft.broken:
        return
    for i, block in enumerate(draft.plan.blocks):
        for word in block.purpose:
            if word not in known:
                message = f"a study block is for '{word}', which is no kind of entry and no round"
                remedy = did_you_mean(word, known, f"use {', '.join(PURPOSES)} or the id of a round")
                draft.report(file.path, *file.parsed.at(("blocks", i, "for")), message, remedy)


def check_images(draft: Draft) -> None:
    """Pictures on pages are files of docs/."""
    assets = dict.fromkeys(draft.sources.assets)
    for note in draft.sources.notes.values():
        for link in note.links:
            if link.image and is_relative(link.target):
                uri, _ = resolve(note.uri, link.target)
                if not uri.endswith(".md") and uri not in assets:
                    place = note.path, note.line(link.start), note.column(link.start)
                    remedy = did_you_mean(uri, assets, "add the file, or mend the path")
                    draft.warn(*place, f"no file '{uri}' in docs/", remedy)
