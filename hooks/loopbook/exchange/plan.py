"""What an import would change, file by file: to be looked at, and then written in one go or not at all."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from ..book import Book
from ..diagnostics import BookError
from ..editing import open_draft
from ..hosts import fetched
from ..many_files import write_files
from ..markdown_text import links
from ..model import TRACKERS
from ..settings import Site
from ..yaml_text import Style, pairs
from .combining import Kept, Record
from .found import FoundFile, FoundPage, Harvest, Progress, Refused, counted, failure, silent
from .links_in import Links
from .merging import Merged, Options, merge
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

    def put(self, path: str, content: bytes) -> None:
        """Have a file hold this."""
        place = self.root / path
        self.before[path] = place.read_bytes() if place.is_file() else b""
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
                yield from (f"+{line.rstrip(LINE_END)}" for line in StringIO(content.decode("utf-8", "replace")))
            else:
                then, now = (part.decode("utf-8", "replace").splitlines() for part in (old, content))
                yield from difflib.unified_diff(then, now, path, path, lineterm="")


def plan_import(
    site: Site, book: Book, kind: str, harvest: Harvest, options: Options | None = None, progress: Progress = silent
) -> Plan:
    """Hold a harvest against the book and prepare every file that it changes. `kind` names files for new entries."""
    options = options or Options()
    remembered = Remembered.read(site.root, site.settings.data)
    merged = merge(book, harvest, remembered, options, progress)
    plan = Plan(site.root, read=harvest.rows, kept=merged.kept, refused=merged.refused, notes=merged.notes)
    _entries(plan, site, kind, merged, progress)
    gone = sorted(merged.gone) + _pages(plan, site, book, harvest, merged, remembered, options)
    _assets(plan, site, harvest.files)
    if gone:
        more = f" and {len(gone) - SHOWN:,} more" if len(gone) > SHOWN else ""
        plan.notes.append(
            f"you took these out, and they stay out: {', '.join(gone[:SHOWN])}{more}; --deleted brings them"
        )
    if asked := _hosts_asked(plan, merged):
        plan.notes.append(asked)
    check_paths(plan)
    data = site.settings.data
    text, before = remembered.text(), remembered.before.encode()
    plan.state = (f"{data}/{NAME}", before if text == remembered.before else text.encode())
    plan.before[plan.state[0]] = before
    return plan


def _entries(plan: Plan, site: Site, kind: str, merged: Merged, progress: Progress) -> None:
    new: dict[str, list[dict[str, Any]]] = defaultdict(list)
    changes: dict[str, list[Record]] = defaultdict(list)
    for record in merged.records.values():
        if record.is_new:
            new[f"{site.settings.data}/{record.tracker}/from-{kind}.yml"].append(_ordered(record))
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
        parsed = records[0].origin.parsed if records and records[0].origin else None
        draft = open_draft(site.root, path, known=parsed)
        if records:
            draft = draft.set({r.origin.prefix: r.changed for r in records if r.origin is not None})
        draft = draft.append(new[path])
        plan.put(path, draft.written.encode())


def _ordered(record: Record) -> dict[str, Any]:
    """A new entry's fields in the order in which the schema names them, the id and the title first."""
    rank = _ranks(record.tracker)
    return dict(sorted(record.fields.items(), key=lambda pair: rank.get(pair[0], 99)))


@cache
def _ranks(tracker: str) -> dict[str, int]:
    model = TRACKERS[tracker]
    first = ("id", model.title_field)
    own = [name for name in model.field_names() if name not in first]
    return {name: i for i, name in enumerate((*first, *own[len(_COMMON) :], *own[: len(_COMMON)]))}


_COMMON = [name for name in TRACKERS["loops"].field_names() if name in TRACKERS["mocks"].field_names()]


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
