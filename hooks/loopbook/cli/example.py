"""`loopbook example remove`: the example hunt goes, and what is left does not notice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import click

from .. import editing, log_file
from ..book import Book
from ..diagnostics import as_text
from ..editing import Draft, open_draft
from ..markdown_text import links
from ..model import TRACKERS, Entry
from ..paths import is_relative, resolve
from ..references import prose, references, rewrite
from ..settings import Site
from ..yaml_nodes import Path
from .check import diagnose
from .command import Command, Group
from .context import Here, findings, is_interactive, pass_here


@dataclass
class Removal:
    """What goes, and how the files that stay are changed by it."""

    entries: list[Entry] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Files to delete, relative to the book."""
    drafts: list[Draft] = field(default_factory=list)
    logs: dict[str, set[str]] = field(default_factory=dict)
    """File of the review log → the items whose reviews go."""

    def carry_out(self, site: Site) -> None:
        """Write and delete."""
        for draft in self.drafts:
            draft.save()
        for path, items in self.logs.items():
            log_file.remove_items(site.root / path, items)
        for path in self.files:
            editing.delete(site.root, path)


@click.group(
    "example",
    cls=Group,
    examples=("loopbook example remove --yes",),
)
def command() -> None:
    """The example hunt that a new book can come with."""


@command.command(
    "remove",
    cls=Command,
    examples=("loopbook example remove --yes",),
)
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@pass_here
@click.pass_context
def remove(ctx: click.Context, here: Here, yes: bool) -> None:
    """Take the example hunt away: its companies, stories, mocks, projects, reviews, pages and their images.

    What goes is what says `example: true`, and files called example.yml. What you added stays; where it names
    something that goes, the name is taken out.
    """
    removal = removal_of(here.site, here.book)
    if not (removal.files or removal.drafts or removal.logs):
        click.echo("there is no example in this book")
        return
    click.echo(described(removal))
    if not yes:
        if not is_interactive():
            raise click.UsageError("Nobody is here to ask; say --yes to do it.")
        click.confirm("\nTake all this away?", abort=True)
    removal.carry_out(here.site)
    left = diagnose(Here(here.root))
    click.echo("the example is gone" + (f"\n\n{as_text(left)}\n\n{findings(left)} left to look at" if left else ""))
    ctx.exit(1 if left else 0)


def described(removal: Removal) -> str:
    """What will happen, for people."""
    counts: dict[str, int] = defaultdict(int)
    for entry in removal.entries:
        counts[entry.tracker] += 1
    parts = [f"{count} {TRACKERS[name].noun if count == 1 else name}" for name, count in counts.items()]
    lines = [f"To go: {', '.join(parts) or 'no entries'}"]
    lines += [f"  delete {path}" for path in removal.files]
    lines += [f"  change {path}" for path in (*removal.logs, *(draft.path for draft in removal.drafts))]
    return "\n".join(lines)


def removal_of(site: Site, book: Book) -> Removal:
    """All that is the example's: entries, reviews of them, pages, images that only those pages show."""
    removal = Removal([entry for entries in book.entries.values() for entry in entries.values() if entry.example])
    keys = {entry.key for entry in removal.entries}
    pages = {uri for uri, note in book.notes.items() if str(note.meta.get("example", "")).lower() in ("true", "yes")}
    pages |= {entry.notes for entry in removal.entries if entry.in_docs and entry.notes}
    logs = {review.path for review in book.reviews if review.path}
    data = {book.origins[key].path for key in book.origins if key not in book.notes} | logs
    removal.files += sorted(path for path in data if PurePosixPath(path).stem == "example")
    removal.files += [f"{site.docs}/{name}" for name in sorted(pages | _images(book, pages, keys))]
    items = keys | {f"{entry.tracker}/{old}" for entry in removal.entries for old in entry.was}
    items |= {card.key for uri in pages for card in book.notes[uri].cards}
    for review in book.reviews:
        if review.item in items and review.path and review.path not in removal.files:
            removal.logs.setdefault(review.path, set()).update(items)

    changes: dict[str, dict[Path, dict[str, Any]]] = defaultdict(dict)
    gone: dict[str, list[Path]] = defaultdict(list)
    for entry in removal.entries:
        gone[book.origins[entry.key].path].append(book.origins[entry.key].prefix)
    for key, fields in _without_references(book, keys):
        changes[book.origins[key].path][book.origins[key].prefix] = fields
    for path in sorted({*changes, *gone} - set(removal.files)):
        draft = open_draft(site.root, path).set(changes[path]).remove(gone[path])
        removal.drafts += [draft] if draft.changed else []
    removal.drafts += _settings(site, removal.files)
    return removal


def _without_references(book: Book, keys: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries that stay and name one that goes: key, and the fields as they are without that."""
    for entries in book.entries.values():
        for entry in entries.values():
            named = {ref.tracker + "/" + name for _, ref, name in references(entry)}
            if entry.key in keys or not named & keys:
                continue
            left = rewrite(entry, lambda ref, name: None if f"{ref.tracker}/{name}" in keys else name)
            if left is not None:
                old, new = editing.fields_of(entry), editing.fields_of(left)
                yield entry.key, {name: new.get(name) or None for name in old if old[name] != new.get(name)}


def _images(book: Book, pages: set[str], keys: set[str]) -> set[str]:
    """The files that only these pages and entries use."""
    used: set[str] = set()
    kept: set[str] = set()
    for uri, note in book.notes.items():
        into = used if uri in pages else kept
        into |= {resolve(uri, link.target)[0] for link in note.links if is_relative(link.target)}
    for entries in book.entries.values():
        for entry in entries.values():
            into = used if entry.key in keys else kept
            for _, _, text in prose(entry, sign="]("):
                into |= {resolve("", link.target)[0] for link in links(text) if is_relative(link.target)}
    return {uri for uri in used - kept if uri in book.assets and not uri.endswith(".md")}


def _settings(site: Site, files: list[str]) -> list[Draft]:
    """mkdocs.yml without what it says of the example."""
    gone: dict[Path, dict[str, Any]] = {}
    stated = {path: None for path in site.settings.visibility if path in files}
    if stated:
        gone["extra", "loopbook", "visibility"] = stated
    if site.settings.example_week:
        gone["extra", "loopbook"] = {"example_week": None}
    if not gone or not (site.root / "mkdocs.yml").exists():
        return []
    return [open_draft(site.root, "mkdocs.yml").set(gone)]
