"""Who may see each page and each entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..diagnostics import did_you_mean
from ..front_matter import means_to_hide
from ..model import TRACKERS, Entry, Visibility
from .draft import Draft, folded


def mark_pages(draft: Draft) -> None:
    """Decide who may see each page, as far as it says so itself."""
    for note in draft.sources.notes.values():
        given = note.meta.get("visibility")
        if "visibility" not in note.meta:
            draft.visibility[note.uri] = draft.site.settings.default_visibility(f"{draft.site.docs}/{note.uri}")
        elif given in list(Visibility):
            draft.visibility[note.uri] = Visibility(given)
        else:
            draft.visibility[note.uri] = Visibility.PRIVATE
            place = note.front_matter.at(("visibility",)) if note.front_matter else (1, 1)
            remedy = did_you_mean(str(given), list(Visibility), "use public or private")
            draft.report(note.path, *place, f"'{given or ''}' is not a visibility, so the page is private", remedy)
    for path, parsed in draft.sources.folder_meta:
        meta = parsed.value if isinstance(parsed.value, dict) else {}
        for name in [*(["visibility"] if "visibility" in meta else ()), *means_to_hide(meta)]:
            message = f"'{name}' here says nothing to Loopbook, so it would hide nothing"
            folder = path.removesuffix("/.meta.yml")
            stated = meta.get("visibility", Visibility.PRIVATE.value)
            remedy = f"write '{folder}: {stated}' below extra.loopbook.visibility in mkdocs.yml"
            draft.report(path, *parsed.at((name,), key=True), message, remedy)


def mark_entries(draft: Draft) -> None:
    """Decide who may see each entry. A page about an entry is never seen by more people than the entry."""
    default = cache(draft.site.settings.default_visibility)  # many entries are in one file
    for entries in draft.entries.values():
        for entry in entries.values():
            origin = draft.origins[entry.key]
            seen = entry.visibility or (Visibility.PRIVATE if entry.private_always else default(origin.path))
            if entry.extra and seen is Visibility.PUBLIC and not entry.visibility:
                seen = _seen_with_extra(draft, entry)
            draft.visibility[entry.key] = seen
            for name in entry.private:
                _check_private_field(draft, entry, name)
            if entry.notes and entry.notes not in draft.sources.notes:
                remedy = did_you_mean(entry.notes, draft.sources.notes, f"write docs/{entry.notes}")
                draft.report(*origin.at(("notes",)), f"{entry.key} has no notes at docs/{entry.notes}", remedy)
    named = {entry.notes: entry.key for found in draft.entries.values() for entry in found.values() if entry.notes}
    for uri, note in draft.sources.notes.items():
        about = (key for name in (named.get(uri, ""), *keys_of(uri)) if (key := draft.folded.get(folded(name))))
        private = next((key for key in about if draft.visibility[key] is Visibility.PRIVATE), None)
        if private and draft.visibility[uri] is Visibility.PUBLIC:
            draft.visibility[uri] = Visibility.PRIVATE
            if "visibility" not in note.meta:
                continue  # its folder is public, and nobody said so of this page
            draft.warn(
                *(note.path, 0, 0),
                f"is public, but {private}, which it is about, is private; the page is left out too",
                f"mark {private} 'visibility: public', or the page private",
            )


def _seen_with_extra(draft: Draft, entry: Entry) -> Visibility:
    """Who may see an entry that is public by its file, for all that another program's field says of it."""
    told = {name.lower(): value.lower() for name, value in entry.extra.items()}
    names = [*means_to_hide(entry.extra), *(["visibility"] if told.get("visibility") == "private" else ())]
    if not names:
        return Visibility.PUBLIC
    draft.warn(
        *draft.origins[entry.key].at(("extra",)),
        f"'{names[0]}' in extra hides nothing, so {entry.key} is taken for private",
        "write 'visibility: private' in the entry itself, or public if that is not meant",
    )
    return Visibility.PRIVATE


def _check_private_field(draft: Draft, entry: Entry, name: str) -> None:
    origin = draft.origins[entry.key].at(("private",))
    fields = [f for f in entry.field_names() if f not in ("id", "visibility", "private", "example", "was")]
    if name not in fields:
        draft.report(*origin, f"{entry.key} has no field '{name}' to be private", did_you_mean(name, fields))
    elif name in entry.required_fields():
        remedy = "mark the whole entry 'visibility: private'"
        draft.report(*origin, f"{entry.key} cannot do without its '{name}', which is to be private", remedy)


def keys_of(uri: str) -> Iterator[str]:
    """The keys of the entries that a page at an address is about, whether there are such entries or not."""
    folder, _, rest = uri.removesuffix(".md").partition("/")
    name = rest.partition("/")[0]
    if not name:
        return
    if folder == "checklists":
        yield f"companies/{name.removeprefix('company-')}" if name.startswith("company-") else f"rounds/{name}"
    elif folder == "questions":
        yield f"rounds/{name}"
    if folder in TRACKERS:
        yield f"{folder}/{name}"
