"""Checked sources → the book of one audience. What a public book leaves out goes here, before any page exists."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

from .book import Book, Mention
from .checking import Checked
from .diagnostics import Diagnostic, Severity
from .markdown_text import Link, links, replace
from .model import Entry, Part, Ref, Visibility
from .notes import Note, private_spans
from .paths import is_relative, page_uri, resolve
from .references import prose, rewrite
from .review_log import LogLine
from .taxonomy import Taxonomy

PartType = TypeVar("PartType", bound=Part)


def book_for(checked: Checked, audience: Visibility) -> Book:
    """What `audience` may see of the book. Notices about links and files left out are warnings."""
    return _Audience(checked, audience).book()


class _Audience:
    def __init__(self, checked: Checked, audience: Visibility) -> None:
        self.checked, self.audience = checked, audience
        self.public = frozenset(name for name, seen in checked.visibility.items() if seen is Visibility.PUBLIC)
        everything = checked.visibility.keys()
        self.hidden = frozenset(everything - self.public if audience is Visibility.PUBLIC else ())
        self.hidden_pages = {self._page(name) for name in self.hidden}
        self.diagnostics = list(checked.diagnostics)

    def book(self) -> Book:
        everyone = self.audience is Visibility.PRIVATE
        checked, site = self.checked, self.checked.site
        plan_file, review_file = f"{site.settings.data}/plan.yml", f"{site.settings.data}/reviews.yml"
        show = site.settings.default_visibility
        entries = checked.entries if everyone else self.entries(show(review_file) is Visibility.PUBLIC)
        notes = self.notes()
        book = Book(
            audience=self.audience,
            settings=site.settings,
            entries=entries,
            notes=notes,
            taxonomy=checked.taxonomy if everyone else self.taxonomy(entries),
            plan=checked.plan if everyone or show(plan_file) is Visibility.PUBLIC else None,
            reviews=checked.reviews if everyone else self.reviews(entries, notes),
            origins=checked.origins,
            hidden=self.hidden,
            public=self.public,
            assets=frozenset(checked.assets) if everyone else frozenset(),
            diagnostics=self.diagnostics,
        )
        used = self.draw_backlinks(book)
        if not everyone:
            book.assets = self.assets(used)
        return book

    # -- entries -----------------------------------------------------------------------------------------------------

    def entries(self, show_mastery: bool) -> dict[str, dict[str, Entry]]:
        kept: dict[str, dict[str, Entry]] = {}
        for tracker, entries in self.checked.entries.items():
            kept[tracker] = {}
            for entry in entries.values():
                if entry.key in self.hidden:
                    continue
                dropped = {*entry.private, *entry.owner_only} | (set() if show_mastery else {"mastery", "mastered"})
                seen = rewrite(without_private_parts(without_fields(entry, dropped)), self.keep)
                if seen is not None:
                    kept[tracker][entry.id] = seen
        return kept

    def keep(self, ref: Ref, name: str) -> str | None:
        return None if f"{ref.tracker}/{name}" in self.hidden else name

    def taxonomy(self, entries: dict[str, dict[str, Entry]]) -> Taxonomy:
        """The topics that are left; one whose parent is hidden moves up to the nearest that is not."""
        tree = self.checked.taxonomy
        left = []
        for topic in tree.topics:
            if topic in entries["topics"]:
                above = [step for step in tree.path(topic)[:-1] if step in entries["topics"]]
                left.append((entries["topics"][topic], above[-1] if above else None))
        return Taxonomy.of(left)  # type: ignore[arg-type]

    def reviews(self, entries: dict[str, dict[str, Entry]], notes: dict[str, Note]) -> list[LogLine]:
        """The public files' reviews of what the public sees; how a real interview went is never among them."""
        shown = {entry.key for found in entries.values() for entry in found.values()}
        shown |= {card.key for note in notes.values() for card in note.cards}
        visibility = self.checked.site.settings.default_visibility
        public = {path for path in {r.path for r in self.checked.reviews} if visibility(path) is Visibility.PUBLIC}
        return [r for r in self.checked.reviews if r.line and r.path in public and r.item in shown]

    # -- notes -------------------------------------------------------------------------------------------------------

    def notes(self) -> dict[str, Note]:
        """The pages that the audience may see; in a public book without their private passages."""
        seen: dict[str, Note] = {}
        for uri, note in self.checked.notes.items():
            spans, problems = private_spans(note)
            self.diagnostics += problems
            if self.audience is Visibility.PRIVATE:
                seen[uri] = note
            elif uri not in self.hidden:
                public = (
                    note.with_body(replace(note.body, [(start, end, "") for start, end in spans])) if spans else note
                )
                seen[uri] = self.without_dead_links(public)
        return seen

    def without_dead_links(self, note: Note) -> Note:
        """The page with links to hidden pages reduced to their words, and hidden pictures gone."""
        edits = []
        for link in note.links:
            if not is_relative(link.target) or not self.is_hidden(resolve(note.uri, link.target)[0]):
                continue
            edits.append((link.start, link.end, "" if link.image else link.words))
            message = f"'{link.target}' is private, so the public page keeps the words and loses the link"
            place = (note.path, note.line(link.start), note.column(link.start))
            self.diagnostics.append(Diagnostic(*place, Severity.WARNING, message, "make it public, or leave it so"))
        return note.with_body(replace(note.body, edits)) if edits else note

    def is_hidden(self, uri: str) -> bool:
        if uri in self.hidden_pages:
            return True
        below = uri.split("/")
        if len(below) == 3 and f"{below[0]}/{below[1]}" in self.hidden:  # companies/acme/coding.md
            return True
        return self.checked.site.settings.stated_visibility(
            f"{self.checked.site.docs}/{uri}"
        ) is Visibility.PRIVATE and (not uri.endswith(".md"))

    def _page(self, name: str) -> str:
        return name if name.endswith(".md") else page_uri(*name.split("/", 1))

    # -- links and files ---------------------------------------------------------------------------------------------

    def draw_backlinks(self, book: Book) -> set[str]:
        """Fill in the backlinks; the result is every file of docs/ that a page or entry names."""
        mentions: dict[str, dict[str, Mention]] = defaultdict(dict)
        used: set[str] = set()
        for note in book.notes.values():
            self._draw(note.uri, note.links, mentions, used)
        for entries in book.entries.values():
            for entry in entries.values():
                for _, _, text in prose(entry):
                    if "](" in text:
                        self._draw(page_uri(entry.tracker, entry.id), links(text), mentions, used, base="")
        book.backlinks = {uri: list(found.values()) for uri, found in mentions.items()}
        return used

    def _draw(
        self,
        uri: str,
        found: list[Link],
        mentions: dict[str, dict[str, Mention]],
        used: set[str],
        base: str | None = None,
    ) -> None:
        for link in found:
            if not is_relative(link.target):
                continue
            target, anchor = resolve(uri if base is None else base, link.target)
            used.add(target)
            if target.endswith(".md") and target != uri:
                mentions[target].setdefault(uri, Mention(uri, anchor))

    def assets(self, used: set[str]) -> frozenset[str]:
        """The files that go with a public book: what a public page uses, and folders marked public, less what only
        private pages use.
        """
        settings, docs = self.checked.site.settings, self.checked.site.docs
        only_private: set[str] = set()
        for uri, note in self.checked.notes.items():
            only_private |= {resolve(uri, link.target)[0] for link in note.links if is_relative(link.target)}
        only_private -= used
        kept = set()
        for asset in self.checked.assets:
            stated = settings.stated_visibility(f"{docs}/{asset}")
            if stated is Visibility.PRIVATE:
                continue
            exactly = settings.visibility.get(f"{docs}/{asset}") is Visibility.PUBLIC
            if asset in used or exactly or (stated is Visibility.PUBLIC and asset not in only_private):
                kept.add(asset)
        return frozenset(kept)


def without_fields(entry: Entry, names: set[str]) -> Entry:
    """The entry with the default for each of the named fields (as YAML names them)."""
    model = type(entry)
    fields = {info.alias or name: (name, info) for name, info in model.model_fields.items()}
    updates = {}
    for name in sorted(names & fields.keys()):
        attribute, info = fields[name]
        default = info.get_default(call_default_factory=True)
        if getattr(entry, attribute) != default:
            updates[attribute] = default
    return entry.model_copy(update=updates) if updates else entry


def without_private_parts(part: PartType) -> PartType:
    """The part without the parts in it that are marked private."""
    updates = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, list) and value and isinstance(value[0], Part):
            kept = [
                without_private_parts(item)
                for item in value
                if getattr(item, "visibility", None) is not Visibility.PRIVATE
            ]
            if kept != value:
                updates[name] = kept
    return part.model_copy(update=updates) if updates else part
