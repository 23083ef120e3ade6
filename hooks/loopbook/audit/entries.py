"""The texts of trackers: of entries, and of what else is in data/."""

from __future__ import annotations

import re
from pathlib import Path

from ..audience.entries import closed_fields
from ..audience.hidden import FILTERS
from ..book import Origin
from ..markdown_text import replace
from ..model import Entry, Part, Query, Visibility
from ..passages import private_passages
from .texts import Gathering
from .values import SILENT, comments_of, fields_of, required_refs, strings

_HAS_MARKUP = re.compile(r"[!\[\]<]|\?\?\?|///|:::")
"""Whether a text may have links, tags or markers of private passages. An address by itself has none of them."""


def gather(to: Gathering) -> dict[str, dict[str, Entry]]:
    """Sort the texts of entries into private and public ones. The public entries."""
    public: dict[str, dict[str, Entry]] = {}
    for tracker, entries in to.checked.entries.items():
        for entry in entries.values():
            key = entry.key
            place = str(to.checked.origins[key])
            if to.is_public(key):
                public.setdefault(tracker, {})[entry.id] = entry
                to.found.public += (entry.id, key)
                _sort(to, entry, {*entry.private, *entry.owner_only}, place)
            else:
                to.found.things += 1
                to.hide(entry, key, place)
    return public


def _sort(to: Gathering, part: Part, private: set[str], place: str) -> None:
    """Sort the fields of a part that is public itself into private and public ones."""
    closed, values = closed_fields(part), part.__dict__
    for name, alias, ref, _ in fields_of(type(part)):
        value = values[name]
        if not value:
            continue
        if alias in private or name in closed:
            if alias not in ("private", "mastery", "mastered"):
                to.found.things += 1
                to.hide({alias: value} if not isinstance(value, Part) else value, alias, place)
        elif type(value) in SILENT:
            continue
        elif type(value) is str:
            if ref is None:
                _prose(to, value, alias, place)
        elif isinstance(value, Part):
            _sort_inner(to, value, alias, place)
        elif isinstance(value, list) and isinstance(value[0], Part):
            for item in value:
                _sort_inner(to, item, alias, place)
        elif isinstance(value, dict) and ref:
            for key, text in value.items():
                if f"{ref.tracker}/{key}" in to.hidden:
                    to.hide(text, alias, place)
                else:
                    _prose(to, text, alias, place)
        elif ref is None:
            for _, text in strings(value, alias):
                _prose(to, text, alias, place)


def _sort_inner(to: Gathering, part: Part, kind: str, place: str) -> None:
    if getattr(part, "visibility", None) is Visibility.PRIVATE:
        to.found.things += 1
        to.hide(part, kind, place)
    elif any(f"{ref.tracker}/{name}" in to.hidden for ref, name in required_refs(part)):
        to.hide(part, kind, place)
    elif isinstance(part, Query):
        about = [f"{FILTERS.get(name, name)}/{value}" for name, found in part.where.items() for value in found]
        if any(key in to.hidden for key in about):
            to.keep(part.title or "", kind, place)
        else:
            to.found.public.append(part.title or "")
    else:
        _sort(to, part, set(), place)


def _prose(to: Gathering, text: str, kind: str, place: str) -> None:
    """A public text of an entry, which may have private passages."""
    if not _HAS_MARKUP.search(text):
        to.found.public.append(text)
        return
    spans, _ = private_passages(text)
    for start, end in spans:
        to.found.things += 1
        to.keep(text[start:end], kind, place)
    to.found.public.append(to.open_text(replace(text, [(a, b, "\n") for a, b in spans]), "", place))


def gather_study(to: Gathering) -> None:
    """The texts of the plan and of the review log."""
    checked, settings = to.checked, to.settings
    plan, place = checked.plan, f"{settings.data}/plan.yml"
    if plan is not None and settings.default_visibility(place) is not Visibility.PUBLIC:
        to.found.things += 1
        to.hide(plan, "plan", place)
    elif plan is not None:
        to.found.public += [text for _, text in strings(plan)]
    for review in checked.reviews:
        if review.note:
            to.found.things += 1
            to.keep(review.note, "note of a review", f"{review.path}:{review.line}")
    logs = {f"{settings.data}/reviews.yml", *(review.path for review in checked.reviews if review.line)}
    to.found.grades_are_private = Visibility.PUBLIC not in {settings.default_visibility(path) for path in logs}


def gather_comments(to: Gathering) -> None:
    """Comments in trackers, and the names of trackers' files that hold nothing public."""
    files: dict[str, Origin] = {}
    with_public = set()
    for name, origin in to.checked.origins.items():
        files[origin.path] = origin
        if to.is_public(name):
            with_public.add(origin.path)
    for path, origin in files.items():
        if path.endswith(".md"):
            continue
        if origin.parsed:
            for line, comment in comments_of(origin.parsed.text, origin.parsed.first_line):
                to.keep(comment, "comment", f"{path}:{line}")
        if path not in with_public:
            to.keep(Path(path).stem, "file name", path)
