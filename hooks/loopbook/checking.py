"""Sources → checked entries: each of the schema's shape, each reference resolved, each with who may see it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .book import Origin
from .diagnostics import Diagnostic, Severity, did_you_mean, errors
from .model import TRACKERS, Entry, Plan, Ref, Review, Topic, Visibility
from .notes import Note
from .paths import is_relative, page_uri, resolve
from .references import references, rewrite
from .schema import cut_values, default_id, subject_of, validate
from .settings import Site
from .sources import DataFile, Sources
from .taxonomy import Taxonomy
from .yaml_nodes import Parsed, Path

PAGE_META = frozenset(
    (
        *("title", "description", "tags", "icon", "status", "subtitle", "template", "hide", "search", "social"),
        *("comments", "authors", "date", "draft", "generated", "rounds", "aliases", "image", "order"),
    )
)
"""What MkDocs, Material and Loopbook read in any page's front matter, besides a round's or a project's own fields."""


@dataclass
class Checked:
    """The whole book, before anybody asked who is to see it."""

    site: Site
    notes: dict[str, Note]
    assets: list[str]
    entries: dict[str, dict[str, Entry]]
    taxonomy: Taxonomy
    plan: Plan | None
    reviews: list[tuple[Review, str]]
    """Each with the file that it is in."""
    origins: dict[str, Origin]
    visibility: dict[str, Visibility]
    """Key of an entry or uri of a note → who may see it."""
    diagnostics: list[Diagnostic]


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
        self.visibility: dict[str, Visibility] = {}
        self.plan: Plan | None = None
        self.reviews: list[tuple[Review, str]] = []
        self.asset_names = dict.fromkeys(sources.assets)

    def checked(self) -> Checked:
        self.read_data()
        self.read_pages()
        taxonomy = Taxonomy.of((t, self.parents[t.id]) for t in self.entries["topics"].values() if isinstance(t, Topic))
        self.resolve(taxonomy)
        self.mark()
        for note in self.sources.notes.values():
            self.check_images(note)
        return Checked(
            self.site, self.sources.notes, self.sources.assets, self.entries, taxonomy, self.plan, self.reviews,
            self.origins, self.visibility, self.diagnostics,
        )  # fmt: skip

    # -- reading -----------------------------------------------------------------------------------------------------

    def read_data(self) -> None:
        for file in self.sources.data:
            if file.parsed.value is None:
                if not file.parsed.text.strip():
                    self.warn(file.path, 0, 0, "is empty", "write an entry in it, or delete it")
            elif file.tracker == "plan":
                found, problems = validate(Plan, file.parsed.value, file.parsed, file.path, (), "the plan")
                self.diagnostics += problems
                self.plan = found or self.plan
            elif file.tracker == "reviews":
                self.read_reviews(file)
            else:
                self.read_tracker(file)

    def read_reviews(self, file: DataFile) -> None:
        for i, raw in enumerate(file.parsed.value):
            review, problems = validate(Review, raw, file.parsed, file.path, (i,), f"review {i + 1}")
            self.diagnostics += problems
            if review:
                self.reviews.append((review, file.path))

    def read_tracker(self, file: DataFile) -> None:
        model = TRACKERS[file.tracker]
        if model.in_docs:
            remedy = f"write docs/{model.tracker}/<id>.md"
            message = f"{model.tracker} are pages with front matter, not entries of a YAML file"
            self.report(file.path, 1, 1, message, remedy)
            return
        self.diagnostics += cut_values(model, file.parsed, file.path)
        for i, raw in enumerate(file.parsed.value):
            subject = subject_of(model, raw, i)
            entry, problems = validate(model, raw, file.parsed, file.path, (i,), subject)
            self.diagnostics += problems
            if entry is None:
                continue
            origin = Origin(file.path, file.parsed.items[i][0], file.parsed, (i,))
            if file.is_example and not entry.example:
                entry = entry.model_copy(update={"example": True})
            if isinstance(entry, Topic):
                self.add_topics(entry, origin, [])
            else:
                self.add(entry.model_copy(update={"id": entry.id or default_id(model, raw)}), origin)

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
        folded = unicodedata.normalize("NFC", entry.key).casefold()
        other = self.folded.get(folded)
        if other is not None:
            first = self.origins[other]
            place = f"in {first.path}:{first.line}"
            if other == entry.key:
                message, remedy = f"{entry.key} is there already, {place}", "give one of the two another 'id'"
            else:
                message = f"{entry.key} and {other} ({place}) differ only in case, and so would share a page"
                remedy = "give one of the two another 'id'"
            self.report(*origin.at(("id",)), message, remedy)
            return False
        self.folded[folded] = entry.key
        self.entries[entry.tracker][entry.id] = entry
        self.origins[entry.key] = origin
        return True

    def read_pages(self) -> None:
        folded: dict[str, str] = {}
        for uri, note in self.sources.notes.items():
            other = folded.setdefault(unicodedata.normalize("NFC", uri).casefold(), uri)
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
        for entries in self.entries.values():
            for entry in list(entries.values()):
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

    # -- who may see what --------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Decide who may see each entry. A page about an entry is never seen by more people than the entry."""
        default = self.site.settings.default_visibility
        for entries in self.entries.values():
            for entry in entries.values():
                origin = self.origins[entry.key]
                seen = entry.visibility or default(origin.path)
                self.visibility[entry.key] = seen
                for name in entry.private:
                    self.check_private_field(entry, name)
                if entry.notes and entry.notes not in self.sources.notes:
                    remedy = did_you_mean(entry.notes, self.sources.notes, f"write docs/{entry.notes}")
                    self.report(*origin.at(("notes",)), f"{entry.key} has no notes at docs/{entry.notes}", remedy)
                note = entry.notes or page_uri(entry.tracker, entry.id)
                if seen is Visibility.PRIVATE and self.visibility.get(note) is Visibility.PUBLIC:
                    self.visibility[note] = Visibility.PRIVATE
                    self.warn(
                        *(self.sources.notes[note].path, 0, 0),
                        f"is public, but {entry.key}, which it is about, is private; the page is left out too",
                        f"mark {entry.key} 'visibility: public', or the page private",
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
