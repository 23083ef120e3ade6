"""What an import would change, file by file: to be looked at, and then written in one go or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path

from ..book import Book
from ..diagnostics import BookError
from ..hosts import fetched
from ..many_files import write_files
from ..markdown_text import links
from ..settings import Site
from ..splices import Ready
from ..yaml_text import Style, pairs
from .combining import Kept, Record
from .differences import unified
from .found import FoundFile, FoundPage, Harvest, Progress, Refused, counted, failure, silent
from .links_in import Links
from .merging import Merged, Options, merge
from .new_entries import Files, Written, ready
from .remembered import NAME, Remembered, gist

LINE_END = "\r\n"
SHOWN = 12
"""How many of many like things are listed."""


@dataclass
class Plan:
    """The files of an import with their new contents, and what is to be said about them."""

    root: Path
    read: int = 0
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    files: dict[str, bytes] = field(default_factory=dict)
    """Path below the root → what the file is to hold."""
    before: dict[str, bytes] = field(default_factory=dict)
    """What those files hold now."""
    state: tuple[str, bytes] = ("", b"")
    """Path and bytes of what is to be remembered."""
    kept: list[Kept] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the book would stay as it is."""
        return not self.files

    def write(self) -> None:
        """Write all of it, or nothing. Raises BookError if a file changed since it was read."""
        if self.is_empty:
            return
        path, content = self.state
        # What is remembered comes last: without it all counts as the owner's, which loses nothing.
        write_files(self.root, self.files | ({path: content} if path else {}), self.before)

    def put(self, path: str, content: bytes, held: bytes | None = None) -> None:
        """Have a file hold this. `held` is what it held when it was read, if that was before."""
        place = self.root / path
        self.before[path] = held if held is not None else place.read_bytes() if place.is_file() else b""
        if self.before[path] != content:
            self.files[path] = content

    def summary(self) -> Iterator[str]:
        """What would happen, in a few lines."""
        for kind in dict.fromkeys((*self.added, *self.changed, *self.unchanged)):
            counts = ((self.added, "to add"), (self.changed, "to change"), (self.unchanged, "as they are"))
            yield f"{kind}: " + ", ".join(f"{count[kind]:,} {what}" for count, what in counts if count[kind])
        yield f"{self.read:,} read, {len(self.refused):,} refused, {len(self.kept):,} differences in which yours stays"

    def details(self, limit: int = SHOWN) -> Iterator[str]:
        """What is worth knowing: refusals, differences, remarks."""
        for title, lines in (
            ("Refused", [f"{r.place}: {r.reason}" for r in self.refused]),
            ("Yours stays", [f"{k.key}: {k.field} is '{k.yours}', {k.place} says '{k.theirs}'" for k in self.kept]),
            ("Notes", self.notes),
        ):
            unique = list(dict.fromkeys(lines))
            if unique:
                yield f"{title}:"
                yield from (f"  {line}" for line in unique[:limit])
                if len(unique) > limit:
                    yield f"  … and {len(unique) - limit:,} more; --verbose lists them all"

    def diff(self, only: Collection[str] | None = None) -> Iterator[str]:
        """The lines of a unified diff over all text files, or over some of them."""
        for path, content in self.files.items():
            if only is not None and path not in only:
                continue
            old = self.before.get(path, b"")
            if b"\0" in content[:4096]:
                yield f"+++ {path} ({len(content):,} bytes)"
                continue
            if not old:
                yield from ("--- /dev/null", f"+++ {path}")
                lines = TextIOWrapper(BytesIO(content), "utf-8", "replace", "\n")  # the first few are all that is shown
                yield from (f"+{line.rstrip(LINE_END)}" for line in lines)
            else:
                then, now = (part.decode("utf-8", "replace").splitlines() for part in (old, content))
                yield from unified(then, now, path)


def plan_import(
    site: Site, book: Book, kind: str, harvest: Harvest, options: Options | None = None, progress: Progress = silent
) -> Plan:
    """Hold a harvest against the book and prepare every file that it changes. `kind` names files for new entries."""
    options = options or Options()
    remembered = Remembered.read(site.root, site.settings.data)
    files = Files(site, book, kind)
    merged = merge(book, harvest, remembered, files, options, progress)
    plan = Plan(site.root, read=harvest.rows, kept=merged.kept, refused=merged.refused, notes=merged.notes)
    _entries(plan, merged, files, progress)
    gone = sorted(merged.gone) + _pages(plan, site, book, harvest, merged, remembered, options)
    _assets(plan, site, harvest.files)
    if gone:
        more = f" and {len(gone) - SHOWN:,} more" if len(gone) > SHOWN else ""
        plan.notes.append(
            f"you took these out, and they stay out: {', '.join(gone[:SHOWN])}{more}; --deleted brings them"
        )
    if asked := _hosts_asked(plan, merged):
        plan.notes.append(asked)
    del merged, files  # what is written is in the plan; the text of what is remembered is as long again
    check_paths(plan)
    data = site.settings.data
    text, before = remembered.text(), remembered.before.encode()
    plan.state = (f"{data}/{NAME}", before if text == remembered.before else text.encode())
    plan.before[plan.state[0]] = before
    return plan


def _entries(plan: Plan, merged: Merged, files: Files, progress: Progress) -> None:
    new: dict[str, list[Ready]] = defaultdict(list)
    changes: dict[str, list[Record]] = defaultdict(list)
    written: dict[str, list[Written]] = defaultdict(list)
    for record in merged.records.values():
        if record.written is not None:
            new[files.path(record.tracker)].append(ready(record.fields, record.written))
            written[record.tracker].append(record.written)
            plan.added[record.tracker] += 1
        elif record.origin is not None:
            changes[record.origin.path].append(record)
            plan.changed[record.tracker] += 1
    seen = Counter(key.partition("/")[0] for key in set(merged.keys.values()) - merged.records.keys())
    plan.unchanged.update(seen)
    paths = list(dict.fromkeys((*changes, *new)))
    for done, path in enumerate(paths):
        progress("preparing", done, len(paths))
        records = [record for record in changes[path] if record.origin is not None]
        draft, held = files.draft(path)
        if records:
            draft = draft.set({r.origin.prefix: r.changed for r in records if r.origin is not None})
        draft = draft.append(new[path])
        plan.put(path, draft.written.encode(), held)
    for tracker, entries in written.items():
        files.remember(tracker, entries)


def _pages(
    plan: Plan, site: Site, book: Book, harvest: Harvest, merged: Merged, remembered: Remembered, options: Options
) -> list[str]:
    """Pages are written whole; one that somebody edited since it was imported stays as it is. The result is those that
    somebody took out, which stay out.
    """
    gone = []
    has_page = {id(found) for found in harvest.entries if found.page}
    links = Links(book, harvest, merged.keys, has_page)
    own = [
        FoundPage(uri, links.meta(found), found.page, found.source, found.place)
        for found in harvest.entries
        if found.page and (uri := links.page_of(found))
    ]
    seen: set[str] = set()
    for page in (*harvest.pages, *own):
        path = f"{site.docs}/{page.uri}"
        if path in seen:
            continue
        seen.add(path)
        page.body = links.resolved(page.uri, page.body)
        place = site.root / path
        text = page_text(page)
        now = place.read_bytes().decode("utf-8", "replace") if place.is_file() else None
        said = remembered.said(path, "")
        if now == text:
            plan.unchanged["pages"] += 1
        elif now is None and said and not options.deleted:
            gone.append(path)
            continue
        elif now is None:
            plan.added["pages"] += 1
            plan.put(path, text.encode())
        elif said and said[1] == gist(now):
            plan.changed["pages"] += 1
            plan.put(path, text.encode())
        else:
            plan.unchanged["pages"] += 1
            plan.kept.append(Kept(path, "text", "as you have it", "something else", page.place))
            continue
        remembered.wrote(path, page.source, {"": gist(text)})
    return gone


def page_text(page: FoundPage) -> str:
    """A page as it is written: front matter and text."""
    return f"---\n{pairs(page.meta, 0, Style())}\n---\n\n{page.body.strip()}\n"


def _hosts_asked(plan: Plan, merged: Merged) -> str:
    """Which pages and entries would show pictures of other hosts now, and how many."""
    texts = [(path, content.decode()) for path, content in plan.files.items() if path.endswith(".md")]
    texts += [
        (key, value)
        for key, record in merged.records.items()
        for value in (record.fields if record.is_new else record.changed).values()
        if isinstance(value, str) and "//" in value
    ]
    counts = Counter(place for place, text in texts for _ in fetched(links(text)))
    if not counts:
        return ""
    named = ", ".join(f"{place} ({count})" for place, count in counts.most_common(SHOWN))
    more = f", and {len(counts) - SHOWN:,} more" if len(counts) > SHOWN else ""
    what = f"{counted(counts.total(), 'picture')} in {named}{more}"
    return (
        f"on other hosts, which see who reads the page once it is public: {what}; keep copies in docs/ and show those"
    )


def _assets(plan: Plan, site: Site, files: list[FoundFile]) -> None:
    for found in files:
        path = f"{site.docs}/{found.uri}"
        place = site.root / path
        try:
            content = found.file.load()
        except BookError as error:
            plan.refused += [Refused(d.path, d.message) for d in error.diagnostics]
            continue
        if place.is_file() and place.read_bytes() == content:
            plan.unchanged["files"] += 1
        elif place.is_file():
            plan.kept.append(Kept(path, "content", "another file", "this one", found.file.path))
        elif path not in plan.files:
            plan.added["files"] += 1
            plan.put(path, content)


def check_paths(plan: Plan) -> None:
    """Raise BookError if a file would be written outside the book: no name in an import may lead there."""
    inside = plan.root.resolve()
    for path in plan.files:
        if inside not in (plan.root / path).resolve().parents:
            raise failure("would be written outside the book", "rename it", path)
