"""Steps on entries: which of them, which fields and parts of them, and what their texts may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import TypeVar

from ..checking import Checked
from ..diagnostics import Diagnostic, Severity
from ..model import Entry, Part, Query, Ref, Round, Visibility
from ..passages import private_passages as passages_in
from ..passages import without_passages
from ..references import prose, rewrite, rewrite_prose
from .draft import Draft
from .hidden import FILTERS, Hidden
from .links import reduced

PartType = TypeVar("PartType", bound=Part)
STUDY = ("mastery", "mastered")


def hidden_entries(draft: Draft) -> None:
    """Entries that are not marked public."""
    draft.each_entry(lambda entry: None if entry.key in draft.hidden else entry)


def private_fields(draft: Draft) -> None:
    """Fields that an entry names as private."""
    draft.each_entry(lambda entry: without_fields(entry, {*entry.private}) if entry.private else entry)


def owners_fields(draft: Draft) -> None:
    """Fields that are never public: what was offered, who heard a story, what an importer found."""
    draft.each_entry(lambda entry: without_fields(entry, {*entry.owner_only}))


def guarded_fields(draft: Draft) -> None:
    """Fields that only a part's own `visibility: public` opens."""
    draft.each_entry(without_guarded)


def private_parts(draft: Draft) -> None:
    """Parts of an entry that are marked private: a checklist's items, a company's rounds."""
    draft.each_entry(without_private_parts)


def references_to_hidden(draft: Draft) -> None:
    """Names of private entries, in fields that refer to them and in what rounds feed on."""

    def keep(ref: Ref, name: str) -> str | None:
        return None if (name if ref.tracker == "*" else f"{ref.tracker}/{name}") in draft.hidden else name

    def change(entry: Entry) -> Entry | None:
        seen = rewrite(entry, keep)
        if isinstance(seen, Round) and seen.feeds:
            feeds = [found for feed in seen.feeds if (found := without_hidden(feed, draft.hidden)) is not None]
            seen = seen if feeds == seen.feeds else seen.model_copy(update={"feeds": feeds})
        return seen

    draft.each_entry(change)


def without_hidden(query: Query, hidden: Hidden) -> Query | None:
    """A query that names no private entry; None if nothing of what it asks for is public."""
    where = {}
    for name, values in query.where.items():
        kept = [value for value in values if f"{FILTERS.get(name, name)}/{value}" not in hidden]
        if values and not kept:
            return None
        where[name] = kept
    return query if where == query.where else query.model_copy(update={"where": where})


def private_passages(draft: Draft) -> None:
    """Passages of an entry's texts that are marked private."""

    def change(text: str) -> str:
        left = without_passages(text)
        return text if left == text else left.strip()

    draft.each_entry(lambda entry: rewrite_prose(entry, change))


def marker_problems(checked: Checked) -> Iterator[Diagnostic]:
    """What is wrong with the markers of private passages in entries' texts."""
    for entries in checked.entries.values():
        for entry in entries.values():
            for path, _, text in prose(entry, sign="riv"):
                for problem in passages_in(text)[1]:
                    origin = checked.origins[entry.key].at(path)
                    yield Diagnostic(*origin, Severity.ERROR, problem.message, problem.remedy)


def links_to_hidden(draft: Draft) -> None:
    """Links in an entry's texts to private pages: the words stay."""

    def change(entry: Entry) -> Entry | None:
        def reduce(text: str) -> str:
            found, notices = reduced(text, "", draft.hidden)
            for _, target in notices:
                draft.warn(
                    *draft.checked.origins[entry.key].at(()),
                    f"'{target}' in {entry.key} is private, so the public text keeps the words and loses the link",
                    "make it public, or leave it so",
                )
            return found

        return rewrite_prose(entry, reduce)

    draft.each_entry(change)


def without_fields(entry: Entry, names: set[str]) -> Entry:
    """The entry with the default for each of the named fields (as YAML names them)."""
    defaults = entry.defaults()
    updates = {}
    for name in sorted(names & defaults.keys()):
        attribute, default = defaults[name]
        if getattr(entry, attribute) != default:
            updates[attribute] = copy(default)
    return entry.model_copy(update=updates) if updates else entry


def _parts(part: PartType, change: Callable[[Part], Part | None]) -> PartType:
    """The part with each part in it replaced by what `change` makes of it; None takes it away."""
    updates: dict[str, object] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, list) and value and isinstance(value[0], Part):
            kept = [new for item in value if (new := change(item)) is not None]
            if kept != value:
                updates[name] = kept
        elif isinstance(value, Part):
            new = change(value)
            if new != value:
                updates[name] = new
    return part.model_copy(update=updates) if updates else part


def without_private_parts(part: PartType) -> PartType:
    """The part without the parts in it that are marked private."""

    def change(inner: Part) -> Part | None:
        private = getattr(inner, "visibility", None) is Visibility.PRIVATE
        return None if private else without_private_parts(inner)

    return _parts(part, change)


def without_guarded(part: PartType) -> PartType:
    """The part with guarded fields empty, in it and in its parts, but where a part says of itself that it is public."""
    closed = {name: None for name in closed_fields(part) if getattr(part, name) is not None}
    opened: PartType = part.model_copy(update=closed) if closed else part
    return _parts(opened, lambda inner: without_guarded(inner))


def closed_fields(part: Part) -> tuple[str, ...]:
    """The guarded fields of a part that does not say of itself that it is public."""
    return () if getattr(part, "visibility", None) is Visibility.PUBLIC else part.guarded
