"""Sources → checked entries: each of the schema's shape, each reference resolved, each with who may see it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .asked import asked_questions, asked_reviews
from .book import Origin
from .diagnostics import Diagnostic, Severity, did_you_mean, errors
from .front_matter import PageMeta
from .model import ID_PATTERN, TRACKERS, Entry, Plan, Ref, Topic, Visibility
from .notes import Card, Note
from .paths import is_relative, resolve
from .references import are_settled, references, rewrite
from .review_log import LogLine
from .schema import cut_values, default_id, part_in, subject_of, validate
from .settings import Site
from .sources import DataFile, Sources
from .taxonomy import Taxonomy
from .yaml_nodes import Parsed, Path

PAGE_META = frozenset((*PageMeta.field_names(), "visibility")) - {"topics"}
"""What any page's front matter may say, and no model of an entry has to know."""

PURPOSES = ("problems", "questions", "papers", "stories", "projects")
"""The kinds of entries that a study block may be for; besides, the rounds."""
MAX_LOST = 20
"""How many items that the log names and the book does not have are reported one by one."""


@dataclass
class Checked:
    """The whole book, before anybody asked who is to see it."""

    site: Site
    notes: dict[str, Note]
    assets: list[str]
    entries: dict[str, dict[str, Entry]]
    taxonomy: Taxonomy
    plan: Plan | None
    reviews: list[LogLine]
    """Each names its item by the key that it has now."""
    ticks: dict[str, str]
    origins: dict[str, Origin]
    visibility: dict[str, Visibility]
    """Key of an entry or uri of a note → who may see it."""
    diagnostics: list[Diagnostic]
    folder_meta: list[tuple[str, Parsed]]
    """Each `.meta.yml` in docs/."""

    def with_visibility(self, visibility: dict[str, Visibility]) -> Checked:
        """The same book with other markings."""
        return replace(self, visibility=visibility)


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


def folded(name: str) -> str:
    """A key or uri as file systems that ignore case and normalisation see it."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def doubles(entry: Entry) -> Iterator[tuple[tuple[str, int], str]]:
    """The parts of an entry that have the id of an earlier one beside them: their path, and the id."""
    for name in _fields_with_ids(type(entry)):
        parts = getattr(entry, name)
        seen: set[str] = set()
        for i, part in enumerate(parts if isinstance(parts, list) else ()):
            own = part.id
            if own and own in seen:
                yield (name, i), own
            seen.add(own or "")


@cache
def _fields_with_ids(model: type[Entry]) -> tuple[str, ...]:
    """The fields that hold parts with ids. Topics below a topic are entries, and looked at as such."""
    parts = {name: part_in(info.annotation) for name, info in model.model_fields.items()}
    return tuple(n for n, part in parts.items() if part and part is not Topic and "id" in part.model_fields)


def check(sources: Sources, site: Site) -> Checked:
    """Check everything that was read. Never raises: what is wrong is a diagnostic, and left out."""
    return _Checker(sources, site).checked()


class _Checker:
    def __init__(self, sources: Sources, site: Site) -> None:
        self.sources, self.site = sources, site
        self.diagnostics = list(sources.diagnostics)
        self.entries: dict[str, dict[str, Entry]] = {tracker: {} for tracker in TRACKERS}
        self.parents: dict[str, str | None] = {}
        self.origins: dict[str, Origin] = {}
        self.folded: dict[str, str] = {}
        self.broken = {file.tracker for file in sources.data if errors(file.parsed.diagnostics)}
        self.failed: set[str] = set()  # keys of entries that were left out
        self.visibility: dict[str, Visibility] = {}
        self.plan: Plan | None = None
        self.plan_file: DataFile | None = None
        self.asset_names = dict.fromkeys(sources.assets)

    def checked(self) -> Checked:
        self.read_data()
        self.read_pages()
        taxonomy = Taxonomy.of((t, self.parents[t.id]) for t in self.entries["topics"].values() if isinstance(t, Topic))
        self.resolve(taxonomy)
        for question, origin in asked_questions(self.entries, self.origins):
            self.add(question, origin)
        self.mark()
        self.check_plan()
        for note in self.sources.notes.values():
            self.check_images(note)
        for path, parsed in self.sources.folder_meta:
            if isinstance(parsed.value, dict) and "visibility" in parsed.value:
                message = "'visibility' here says nothing to Loopbook, so it would hide nothing"
                folder = path.removesuffix("/.meta.yml")
                remedy = f"write '{folder}: {parsed.value['visibility']}' below extra.loopbook.visibility in mkdocs.yml"
                self.report(path, *parsed.at(("visibility",), key=True), message, remedy)
        return Checked(
            self.site, self.sources.notes, self.sources.assets, self.entries, taxonomy, self.plan, self.reviews(),
            self.sources.ticks, self.origins, self.visibility, self.diagnostics, self.sources.folder_meta,
        )  # fmt: skip

    # -- reading -----------------------------------------------------------------------------------------------------

    def read_data(self) -> None:
        for file in self.sources.data:
            if file.parsed.value is None:
                if not file.parsed.text.strip():
                    self.warn(file.path, 0, 0, "is empty", "write an entry in it, or delete it")
            elif file.tracker == "plan" and self.plan_file is not None:
                message = f"a second plan; the first is {self.plan_file.path}"
                self.report(file.path, 1, 1, message, "keep one of the two")
            elif file.tracker == "plan":
                found, problems = validate(Plan, file.parsed.value, file.parsed, file.path, (), "the plan")
                self.diagnostics += problems
                self.plan = found or self.plan
                self.plan_file = file
            else:
                self.read_tracker(file)

    def read_tracker(self, file: DataFile) -> None:
        model = TRACKERS[file.tracker]
        if model.in_docs:
            remedy = f"write docs/{model.tracker}/<id>.md"
            message = f"{model.tracker} are pages with front matter, not entries of a YAML file"
            self.report(file.path, 1, 1, message, remedy)
            return
        self.diagnostics += cut_values(model, file.parsed, file.path)
        is_example = file.is_example
        for i, raw in enumerate(file.parsed.value):
            entry = self.valid(model, raw, file, i)
            if entry is None:
                continue
            origin = Origin(file.path, file.parsed.items[i][0], file.parsed, (i,))
            if is_example and not entry.example:
                entry = entry.model_copy(update={"example": True})
            if isinstance(entry, Topic):
                self.add_topics(entry, origin, [])
            else:
                self.add(entry if entry.id else entry.model_copy(update={"id": default_id(model, raw)}), origin)

    def valid(self, model: type[Entry], raw: Any, file: DataFile, index: int) -> Entry | None:
        """An entry of a file as its model, None if it is not sound. A text that is known is not asked anew."""
        piece = file.parsed.pieces[index] if file.parsed.pieces else None
        if piece is not None and type(piece.entry) is model:
            return piece.entry
        subject = subject_of(model, raw, index)
        entry, problems = validate(model, raw, file.parsed, file.path, (index,), subject)
        self.diagnostics += problems
        if entry is None:
            self.failed.add(subject)
        if piece is not None:
            piece.entry = entry
        return entry

    def add_topics(self, topic: Topic, origin: Origin, above: list[str]) -> None:
        topic = topic.model_copy(update={"id": topic.id or default_id(Topic, {"title": topic.title})})
        if topic.id in above:
            path, line, column = origin.at(())
            self.report(path, line, column, f"topic '{topic.id}' is inside itself", "take it out of its own children")
            return
        if not self.add(topic.model_copy(update={"children": []}), origin):
            return
        self.parents[topic.id] = above[-1] if above else None
        for i, child in enumerate(topic.children):
            prefix = (*origin.prefix, "children", i)
            line = origin.parsed.at(prefix)[0] if origin.parsed else origin.line
            self.add_topics(child, Origin(origin.path, line, origin.parsed, prefix), [*above, topic.id])

    def add(self, entry: Entry, origin: Origin) -> bool:
        key = entry.key
        name = folded(key)
        other = self.folded.get(name)
        if other is not None:
            first = self.origins[other]
            place = f"in {first.path}:{first.line}"
            if other == key:
                message, remedy = f"{key} is there already, {place}", "give one of the two another 'id'"
            else:
                message = f"{key} and {other} ({place}) differ only in case, and so would share a page"
                remedy = "give one of the two another 'id'"
            self.report(*origin.at(("id",)), message, remedy)
            return False
        for path, twice in reversed(list(doubles(entry))):
            self.report(*origin.at((*path, "id")), f"{key} has two called '{twice}'", "give one another 'id'")
            parts = getattr(entry, path[0])
            entry = entry.model_copy(update={path[0]: [*parts[: path[1]], *parts[path[1] + 1 :]]})
        self.folded[name] = key
        self.entries[entry.tracker][entry.id] = entry
        self.origins[key] = origin
        return True

    def read_pages(self) -> None:
        uris: dict[str, str] = {}
        for uri, note in self.sources.notes.items():
            other = uris.setdefault(folded(uri), uri)
            if other != uri:
                message = f"differs from {other} only in case, and so would share its page"
                self.report(note.path, 0, 0, message, "rename one of the two")
            self.origins[uri] = Origin(note.path, 1)
            self.read_visibility(note)
            folder, _, name = uri[: -len(".md")].rpartition("/")
            model = TRACKERS.get(folder)
            if model is None or not model.in_docs or name == "index":
                continue
            own = {key: value for key, value in note.meta.items() if key not in PAGE_META or model.has_field(key)}
            if not ID_PATTERN.fullmatch(name) or name.startswith((".", "-")):
                remedy = "use letters, digits, '-', '_', '.' and '+', with no spaces"
                self.report(
                    note.path, 0, 0, f"a page called '{name}.md' cannot be a {model.noun}", f"rename it: {remedy}"
                )
                continue
            raw = {"title": note.title} | own | {"id": name}
            parsed = note.front_matter or Parsed("", 1, None, [], [])
            entry, problems = validate(model, raw, parsed, note.path, (), f"{model.tracker}/{name}")
            self.diagnostics += problems
            if entry is not None:
                self.add(entry.model_copy(update={"notes": uri}), Origin(note.path, note.first_line, parsed))

    def read_visibility(self, note: Note) -> None:
        given = note.meta.get("visibility")
        if given is None:
            self.visibility[note.uri] = self.site.settings.default_visibility(f"{self.site.docs}/{note.uri}")
        elif given in list(Visibility):
            self.visibility[note.uri] = Visibility(given)
        else:
            self.visibility[note.uri] = Visibility.PRIVATE
            place = note.front_matter.at(("visibility",)) if note.front_matter else (1, 1)
            remedy = did_you_mean(str(given), list(Visibility), "use public or private")
            self.report(note.path, *place, f"'{given}' is not a visibility, so the page is private", remedy)

    # -- resolving ---------------------------------------------------------------------------------------------------

    def resolve(self, taxonomy: Taxonomy) -> None:
        """Check each reference, and let topics go by their ids from here on."""
        self.old_ids = {
            tracker: {old: entry.id for entry in entries.values() for old in entry.was}
            for tracker, entries in self.entries.items()
        }

        def is_settled(ref: Ref, name: str) -> bool:
            return taxonomy.find(name) == name if ref.tracker == "topics" else name in self.entries[ref.tracker]

        for entries in self.entries.values():
            for entry in list(entries.values()):
                if are_settled(entry, is_settled):
                    continue
                dirty = False
                for path, ref, name in references(entry):
                    known = self.known(ref, name, taxonomy)
                    dirty = dirty or known != name
                    if known is None and ref.tracker not in self.broken:
                        self.unknown(entry, path, ref, name, taxonomy)
                if dirty:
                    changed = rewrite(entry, lambda ref, name: self.known(ref, name, taxonomy))
                    if changed is None:
                        del entries[entry.id]
                    else:
                        entries[entry.id] = changed

    def known(self, ref: Ref, name: str, taxonomy: Taxonomy) -> str | None:
        if ref.tracker == "topics":
            return taxonomy.find(name)
        if name in self.entries[ref.tracker]:
            return name
        return self.old_ids[ref.tracker].get(name)

    def unknown(self, entry: Entry, path: Path, ref: Ref, name: str, taxonomy: Taxonomy) -> None:
        noun = TRACKERS[ref.tracker].noun
        aliases = taxonomy.names if ref.tracker == "topics" else {}
        names = aliases or self.entries[ref.tracker]
        where = f"docs/{ref.tracker}/{name}.md" if TRACKERS[ref.tracker].in_docs else f"data/{ref.tracker}.yml"
        remedy = did_you_mean(name, names, f"add it to {where}", meaning=aliases)
        self.report(*self.origins[entry.key].at(path), f"unknown {noun} '{name}' in {entry.key}", remedy)

    def check_plan(self) -> None:
        """What study blocks are for is a tracker or a round."""
        file, known = self.plan_file, [*PURPOSES, *self.entries["rounds"]]
        if self.plan is None or file is None or "rounds" in self.broken:
            return
        for i, block in enumerate(self.plan.blocks):
            for word in block.purpose:
                if word not in known:
                    message = f"a study block is for '{word}', which is no kind of entry and no round"
                    remedy = did_you_mean(word, known, f"use {', '.join(PURPOSES)} or the id of a round")
                    self.report(file.path, *file.parsed.at(("blocks", i, "for")), message, remedy)

    # -- the review log ----------------------------------------------------------------------------------------------

    def reviews(self) -> list[LogLine]:
        """The reviews of what there is, old ids made new. Those of what there is not are left out, with a warning."""
        new_key = {
            f"{tracker}/{old}": f"{tracker}/{new}" for tracker, ids in self.old_ids.items() for old, new in ids.items()
        }
        known = {entry.key for entries in self.entries.values() for entry in entries.values()}
        known |= self.cards().keys()
        kept: list[LogLine] = []
        lost: dict[str, list[LogLine]] = defaultdict(list)
        for review in (*self.sources.reviews, *asked_reviews(self.entries, self.origins)):
            if review.item in known:
                kept.append(review)
            elif review.item in new_key:
                kept.append(review._replace(item=new_key[review.item]))
            else:
                lost[review.item].append(review)
        self.report_lost(lost, known)
        return kept

    def report_lost(self, lost: dict[str, list[LogLine]], known: set[str]) -> None:
        for item, reviews in list(lost.items())[:MAX_LOST]:
            tracker, _, old = item.partition("/")
            if tracker in self.broken or item in self.failed:
                continue
            first = min(reviews, key=lambda review: (review.path, review.line))
            how_many = "a review" if len(reviews) == 1 else f"{len(reviews)} reviews"
            among = [key for key in known if key.startswith(f"{tracker}/")] or sorted({k.split("/")[0] for k in known})
            remedy = did_you_mean(item, sorted(among))
            keep = (
                f"write '<!-- card: {old} -->' as the first line of its answer"
                if tracker == "cards"
                else f"write 'was: [{old}]' in the entry that it is now"
            )
            message = f"no entry is '{item}', of which the log has {how_many}"
            self.warn(first.path, first.line, 1, message, f"{remedy} {keep}, and its history is kept".strip())
        more = list(lost.values())[MAX_LOST:]
        if more:
            message = f"{len(more)} more items of the log are no entries, with {sum(map(len, more))} reviews"
            self.warn(more[0][0].path, more[0][0].line, 1, message, "see 'loopbook check' once those above are mended")

    def cards(self) -> dict[str, Card]:
        """The cards of all notes by key. Of two with the same name the first wins."""
        found: dict[str, Card] = {}
        places: dict[str, str] = {}
        for note in self.sources.notes.values():
            for card in note.cards:
                if card.key in found:
                    message = f"the card '{card.id}' is there already, in {places[card.key]}"
                    remedy = (
                        "ask something else, or write '<!-- card: another-name -->' as the first line of its answer"
                    )
                    self.report(note.path, card.line, 1, message, remedy)
                    continue
                found[card.key], places[card.key] = card, f"{note.path}:{card.line}"
                if card.id in self.entries["questions"]:
                    message = f"the card '{card.id}' asks what questions/{card.id} asks too, so both will come up"
                    place = self.origins[f"questions/{card.id}"]
                    self.warn(note.path, card.line, 1, message, f"keep one of the two; the other is in {place}")
        return found

    # -- who may see what --------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Decide who may see each entry. A page about an entry is never seen by more people than the entry."""
        default = cache(self.site.settings.default_visibility)  # many entries are in one file
        for entries in self.entries.values():
            for entry in entries.values():
                origin = self.origins[entry.key]
                seen = entry.visibility or (Visibility.PRIVATE if entry.private_always else default(origin.path))
                self.visibility[entry.key] = seen
                for name in entry.private:
                    self.check_private_field(entry, name)
                if entry.notes and entry.notes not in self.sources.notes:
                    remedy = did_you_mean(entry.notes, self.sources.notes, f"write docs/{entry.notes}")
                    self.report(*origin.at(("notes",)), f"{entry.key} has no notes at docs/{entry.notes}", remedy)
        named = {entry.notes: entry.key for found in self.entries.values() for entry in found.values() if entry.notes}
        for uri, note in self.sources.notes.items():
            about = (key for name in (named.get(uri, ""), *keys_of(uri)) if (key := self.folded.get(folded(name))))
            private = next((key for key in about if self.visibility[key] is Visibility.PRIVATE), None)
            if private and self.visibility[uri] is Visibility.PUBLIC:
                self.visibility[uri] = Visibility.PRIVATE
                if "visibility" not in note.meta:
                    continue  # its folder is public, and nobody said so of this page
                self.warn(
                    *(note.path, 0, 0),
                    f"is public, but {private}, which it is about, is private; the page is left out too",
                    f"mark {private} 'visibility: public', or the page private",
                )

    def check_private_field(self, entry: Entry, name: str) -> None:
        origin = self.origins[entry.key].at(("private",))
        fields = [f for f in entry.field_names() if f not in ("id", "visibility", "private", "example", "was")]
        if name not in fields:
            self.report(*origin, f"{entry.key} has no field '{name}' to be private", did_you_mean(name, fields))
        elif name in entry.required_fields():
            remedy = "mark the whole entry 'visibility: private'"
            self.report(*origin, f"{entry.key} cannot do without its '{name}', which is to be private", remedy)

    def check_images(self, note: Note) -> None:
        for link in note.links:
            if link.image and is_relative(link.target):
                uri, _ = resolve(note.uri, link.target)
                if not uri.endswith(".md") and uri not in self.asset_names:
                    remedy = did_you_mean(uri, self.asset_names, "add the file, or mend the path")
                    self.warn(
                        note.path, note.line(link.start), note.column(link.start), f"no file '{uri}' in docs/", remedy
                    )

    def report(self, path: str, line: int, column: int, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(path, line, column, Severity.ERROR, message, remedy))

    def warn(self, path: str, line: int, column: int, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(path, line, column, Severity.WARNING, message, remedy))
