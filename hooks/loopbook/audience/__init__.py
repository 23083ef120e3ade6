"""Checked sources → the book of one audience. What a public book leaves out goes here, before any page exists.

The filter is a list of named steps, `STEPS`. Each takes one kind of private thing out of a draft that begins as the
whole book. The audit does not trust them: it works out for itself what is private, from the checked sources.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..book import Book
from ..checking import Checked
from ..diagnostics import Diagnostic
from ..model import Visibility
from ..notes import private_spans
from . import entries, files, notes, study
from .draft import Draft, Step
from .hidden import Hidden
from .mentions import draw_backlinks
from .notes import PUBLIC_FIELDS

__all__ = ["PUBLIC_FIELDS", "STEPS", "Hidden", "book_for", "shared_with", "without_hidden"]

without_hidden = entries.without_hidden

STEPS: Mapping[str, Step] = {
    "hidden entries": entries.hidden_entries,
    "private fields": entries.private_fields,
    "owner's fields": entries.owners_fields,
    "guarded fields": entries.guarded_fields,
    "private parts": entries.private_parts,
    "references": entries.references_to_hidden,
    "passages of entries": entries.private_passages,
    "links of entries": entries.links_to_hidden,
    "mastery": study.mastery,
    "topics": study.topics,
    "plan": study.plan,
    "hidden pages": notes.hidden_pages,
    "private passages": notes.private_passages,
    "what only they used": notes.used_by_passages_only,
    "comments": notes.comments,
    "front matter": notes.front_matter,
    "links of pages": notes.links_to_hidden,
    "includes": notes.includes,
    "reviews": study.reviews,
    "files": files.private_files,
}
"""What a public book goes through, in this order. A new kind of private thing is a new step here."""


def book_for(checked: Checked, audience: Visibility, steps: Mapping[str, Step] | None = None) -> Book:
    """What `audience` may see of the book. Notices about links and files left out are warnings.

    `steps` is for tests, which leave one out.
    """
    draft = Draft.of(checked, audience)
    for note in checked.notes.values():
        draft.diagnostics += private_spans(note)[1]
        draft.diagnostics += notes.marker_problems(note, checked)
    draft.diagnostics += entries.marker_problems(checked)
    if audience is Visibility.PUBLIC:
        for step in (STEPS if steps is None else steps).values():
            step(draft)
    book = Book(
        audience=audience,
        settings=checked.site.settings,
        entries=draft.entries,
        notes=draft.notes,
        taxonomy=draft.taxonomy,
        plan=draft.plan,
        reviews=draft.reviews,
        ticks={} if audience is Visibility.PUBLIC else checked.ticks,
        origins=checked.origins,
        hidden=draft.hidden.names if audience is Visibility.PUBLIC else frozenset(),
        public=frozenset(name for name, seen in checked.visibility.items() if seen is Visibility.PUBLIC),
        assets=draft.assets,
        diagnostics=sorted(set(draft.diagnostics), key=_place),
        includes=draft.includes,
    )
    draw_backlinks(book)
    return book


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    return diagnostic.path, diagnostic.line, diagnostic.column


def shared_with(checked: Checked, keys: Collection[str]) -> Checked:
    """The same book, in which the entries and pages of some keys are public too: what one shares with a friend.

    Fields that only a marking of their own opens stay closed.
    """
    also = dict.fromkeys((key for key in keys if key in checked.visibility), Visibility.PUBLIC)
    return checked.with_visibility(checked.visibility | also)
