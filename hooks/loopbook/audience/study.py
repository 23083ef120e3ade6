"""Steps on what is known of the owner's study: mastery, reviews, the plan, and the tree of topics."""

from __future__ import annotations

from ..model import Entry, Topic, Visibility
from ..taxonomy import Taxonomy
from .draft import Draft
from .entries import STUDY, without_fields


def _is_public(draft: Draft, name: str) -> bool:
    settings = draft.checked.site.settings
    return settings.default_visibility(f"{settings.data}/{name}") is Visibility.PUBLIC


def mastery(draft: Draft) -> None:
    """Levels set by hand, where the reviews are private: both say how well the owner knows a thing."""
    if not _is_public(draft, "reviews.yml"):
        draft.each_entry(lambda entry: without_fields(entry, set(STUDY)))


def topics(draft: Draft) -> None:
    """The tree, with the topics that are left; one whose parent is gone moves up to the nearest that is not."""
    tree, left = draft.checked.taxonomy, draft.entries["topics"]
    found: list[tuple[Topic, str | None]] = []
    for topic in tree.topics:
        entry: Entry | None = left.get(topic)
        if isinstance(entry, Topic):
            above = [step for step in tree.path(topic)[:-1] if step in left]
            found.append((entry, above[-1] if above else None))
    draft.taxonomy = Taxonomy.of(found)


def plan(draft: Draft) -> None:
    """The plan, unless its file is public."""
    if not _is_public(draft, "plan.yml"):
        draft.plan = None


def reviews(draft: Draft) -> None:
    """Reviews of private things and in private files, how a real interview went, and what was noted at the others."""
    seen = {entry.key for entries in draft.entries.values() for entry in entries.values()}
    seen |= {card.key for note in draft.notes.values() for card in note.cards}
    visibility = draft.checked.site.settings.default_visibility
    public = {path for path in {r.path for r in draft.checked.reviews} if visibility(path) is Visibility.PUBLIC}
    draft.reviews = [
        review._replace(note=None)
        for review in draft.checked.reviews
        if review.line and review.path in public and review.item in seen
    ]
