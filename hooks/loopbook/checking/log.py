"""The review log, held against the items that it names: entries, and cards in notes."""

from __future__ import annotations

from collections import defaultdict

from ..asked import asked_reviews
from ..diagnostics import did_you_mean
from ..review_log import LogLine
from .draft import Draft
from .names import OldIds

MAX_LOST = 20
"""How many items that the log names and the book does not have are reported one by one."""


def reviews(draft: Draft, old: OldIds) -> list[LogLine]:
    """The reviews of what there is, old ids made new. Those of what there is not are left out, with a warning."""
    new_key = {f"{tracker}/{was}": f"{tracker}/{new}" for tracker, ids in old.items() for was, new in ids.items()}
    known = {entry.key for entries in draft.entries.values() for entry in entries.values()}
    known |= _cards(draft)
    kept: list[LogLine] = []
    lost: dict[str, list[LogLine]] = defaultdict(list)
    for review in (*draft.sources.reviews, *asked_reviews(draft.entries, draft.origins)):
        if review.item in known:
            kept.append(review)
        elif review.item in new_key:
            kept.append(review._replace(item=new_key[review.item]))
        else:
            lost[review.item].append(review)
    _report_lost(draft, lost, known)
    return kept


def _report_lost(draft: Draft, lost: dict[str, list[LogLine]], known: set[str]) -> None:
    for item, found in list(lost.items())[:MAX_LOST]:
        tracker, _, old = item.partition("/")
        if tracker in draft.broken or item in draft.failed:
            continue
        first = min(found, key=lambda review: (review.path, review.line))
        how_many = "a review" if len(found) == 1 else f"{len(found)} reviews"
        among = [key for key in known if key.startswith(f"{tracker}/")] or sorted({k.split("/")[0] for k in known})
        remedy = did_you_mean(item, sorted(among))
        keep = (
            f"write '<!-- card: {old} -->' as the first line of its answer"
            if tracker == "cards"
            else f"write 'was: [{old}]' in the entry that it is now"
        )
        message = f"no entry is '{item}', of which the log has {how_many}"
        draft.warn(first.path, first.line, 1, message, f"{remedy} {keep}, and its history is kept".strip())
    more = list(lost.values())[MAX_LOST:]
    if more:
        message = f"{len(more)} more items of the log are no entries, with {sum(map(len, more))} reviews"
        draft.warn(more[0][0].path, more[0][0].line, 1, message, "see 'loopbook check' once those above are mended")


def _cards(draft: Draft) -> set[str]:
    """The keys of the cards of all notes. Of two with the same name the first wins."""
    places: dict[str, str] = {}
    for note in draft.sources.notes.values():
        for card in note.cards:
            if card.key in places:
                message = f"the card '{card.id}' is there already, in {places[card.key]}"
                remedy = "ask something else, or write '<!-- card: another-name -->' as the first line of its answer"
                draft.report(note.path, card.line, 1, message, remedy)
                continue
            places[card.key] = f"{note.path}:{card.line}"
            if card.id in draft.entries["questions"]:
                message = f"the card '{card.id}' asks what questions/{card.id} asks too, so both will come up"
                place = draft.origins[f"questions/{card.id}"]
                draft.warn(note.path, card.line, 1, message, f"keep one of the two; the other is in {place}")
    return {*places}
