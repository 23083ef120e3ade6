"""What was read → entries of the schema's shape: those of the trackers' files, and pages that are entries."""

from __future__ import annotations

from typing import Any

from ..book import Origin
from ..front_matter import PageMeta
from ..model import ID_PATTERN, TRACKERS, Entry, Plan, Topic
from ..notes import Note
from ..schema import cut_values, default_id, subject_of, validate
from ..sources import DataFile
from ..yaml_nodes import Parsed
from .draft import Draft, folded

PAGE_META = frozenset((*PageMeta.field_names(), "visibility")) - {"topics"}
"""What any page's front matter may say, and no model of an entry has to know."""


def read_data(draft: Draft) -> None:
    """Take in what stands in the files of data/."""
    for file in draft.sources.data:
        if file.parsed.value is None:
            if not file.parsed.text.strip():
                draft.warn(file.path, 0, 0, "is empty", "write an entry in it, or delete it")
        elif file.tracker == "plan" and draft.plan_file is not None:
            message = f"a second plan; the first is {draft.plan_file.path}"
            draft.report(file.path, 1, 1, message, "keep one of the two")
        elif file.tracker == "plan":
            found, problems = validate(Plan, file.parsed.value, file.parsed, file.path, (), "the plan")
            draft.diagnostics += problems
            draft.plan = found or draft.plan
            draft.plan_file = file
        else:
            _read_tracker(draft, file)


def _read_tracker(draft: Draft, file: DataFile) -> None:
    model = TRACKERS[file.tracker]
    if model.in_docs:
        remedy = f"write docs/{model.tracker}/<id>.md"
        message = f"{model.tracker} are pages with front matter, not entries of a YAML file"
        draft.report(file.path, 1, 1, message, remedy)
        return
    draft.diagnostics += cut_values(model, file.parsed, file.path)
    is_example = file.is_example
    for i, raw in enumerate(file.parsed.value):
        entry = _valid(draft, model, raw, file, i)
        if entry is None:
            continue
        origin = Origin(file.path, file.parsed.items[i][0], file.parsed, (i,))
        if is_example and not entry.example:
            entry = entry.model_copy(update={"example": True})
        if isinstance(entry, Topic):
            _add_topics(draft, entry, origin, [])
        else:
            draft.add(entry if entry.id else entry.model_copy(update={"id": default_id(model, raw)}), origin)


def _valid(draft: Draft, model: type[Entry], raw: Any, file: DataFile, index: int) -> Entry | None:
    """An entry of a file as its model, None if it is not sound. A text that is known is not asked anew."""
    piece = file.parsed.pieces[index] if file.parsed.pieces else None
    if piece is not None and type(piece.entry) is model:
        return piece.entry
    subject = subject_of(model, raw, index)
    entry, problems = validate(model, raw, file.parsed, file.path, (index,), subject)
    draft.diagnostics += problems
    if entry is None:
        draft.failed.add(subject)
    if piece is not None:
        piece.entry = entry
    return entry


def _add_topics(draft: Draft, topic: Topic, origin: Origin, above: list[str]) -> None:
    topic = topic.model_copy(update={"id": topic.id or default_id(Topic, {"title": topic.title})})
    if topic.id in above:
        path, line, column = origin.at(())
        draft.report(path, line, column, f"topic '{topic.id}' is inside itself", "take it out of its own children")
        return
    if not draft.add(topic.model_copy(update={"children": []}), origin):
        return
    draft.parents[topic.id] = above[-1] if above else None
    for i, child in enumerate(topic.children):
        prefix = (*origin.prefix, "children", i)
        line = origin.parsed.at(prefix)[0] if origin.parsed else origin.line
        _add_topics(draft, child, Origin(origin.path, line, origin.parsed, prefix), [*above, topic.id])


def read_pages(draft: Draft) -> None:
    """Take in the pages of docs/ that are entries, such as rounds."""
    uris: dict[str, str] = {}
    for uri, note in draft.sources.notes.items():
        other = uris.setdefault(folded(uri), uri)
        if other != uri:
            message = f"differs from {other} only in case, and so would share its page"
            draft.report(note.path, 0, 0, message, "rename one of the two")
        draft.origins[uri] = Origin(note.path, 1)
        folder, _, name = uri[: -len(".md")].rpartition("/")
        model = TRACKERS.get(folder)
        if model is not None and model.in_docs and name != "index":
            _read_page(draft, note, model, name)


def _read_page(draft: Draft, note: Note, model: type[Entry], name: str) -> None:
    own = {key: value for key, value in note.meta.items() if key not in PAGE_META or model.has_field(key)}
    if not ID_PATTERN.fullmatch(name) or name.startswith((".", "-")):
        remedy = "use letters, digits, '-', '_', '.' and '+', with no spaces"
        message = f"a page called '{name}.md' cannot be a {model.noun}"
        draft.report(note.path, 0, 0, message, f"rename it: {remedy}")
        return
    raw = {"title": note.title} | own | {"id": name}
    parsed = note.front_matter or Parsed("", 1, None, [], [])
    entry, problems = validate(model, raw, parsed, note.path, (), f"{model.tracker}/{name}")
    draft.diagnostics += problems
    if entry is not None:
        draft.add(entry.model_copy(update={"notes": note.uri}), Origin(note.path, note.first_line, parsed))
