"""`loopbook visibility`: what is public, what is not, and what the next publication would change."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from .. import library
from ..audience import book_for
from ..book import Book
from ..model import TRACKERS, Visibility
from ..publication import RECORD, Changes, Record, as_json, changes, from_json, record
from ..sources import write_text
from .command import Command
from .context import Here, pass_here, read_site

SHOWN = 30


@click.command(
    "visibility",
    cls=Command,
    examples=(
        "loopbook visibility",
        "loopbook visibility --list public",
        "loopbook visibility --since v1.0",
        "loopbook visibility --format json",
    ),
)
@click.option("--list", "which", type=click.Choice(["public", "private"]), help="Name every public or private thing.")
@click.option("--since", metavar="REF", help="Compare with the book of a git commit, tag or branch.")
@click.option("--record", "keep", is_flag=True, help="Note that what is public now is published.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@pass_here
def command(here: Here, which: str | None, since: str | None, keep: bool, form: str) -> None:
    """Say what the public site shows and what it does not, and what changed since the last publication.

    The last publication is the one that `mkdocs gh-deploy` or `--record` noted in .loopbook/published.json; without
    that, what the branch you push to holds.
    """
    checked = library.read(here.site, here.today)
    book = book_for(checked, Visibility.PUBLIC)
    hidden = sorted(name for name, seen in checked.visibility.items() if seen is not Visibility.PUBLIC)
    now = record(book)
    if keep:
        write_text(here.root / RECORD, as_json(here.today.isoformat(), now))
        click.echo(f"Noted in {RECORD}: {len(now)} public things.")
        return
    if which:
        for name in sorted(now) if which == "public" else hidden:
            click.echo(name)
        return
    what, before = _before(here, since)
    found = changes(before, now) if before is not None else None
    if form == "json":
        difference = {"new": found.new, "changed": found.changed, "gone": found.gone} if found is not None else None
        click.echo(
            json.dumps({"public": sorted(now), "private": hidden, "since": what, "changes": difference}, indent=2)
        )
        return
    click.echo("\n".join(_counts(book, hidden)))
    click.echo("")
    click.echo("\n".join(_changed(what, found)))


def _counts(book: Book, hidden: Iterable[str]) -> list[str]:
    """How many of each tracker and of each folder of pages are public and private."""
    public, private = Counter(map(_group, record(book))), Counter(map(_group, hidden))
    rows = [(name, public[name], private[name]) for name in sorted({*public, *private})]
    width = max((len(name) for name, _, _ in rows), default=0)
    return [f"{'':{width}}  public  private"] + [f"{name:{width}}  {a or '-':>6}  {b or '-':>7}" for name, a, b in rows]


def _group(name: str) -> str:
    folder = name.partition("/")[0]
    if name.startswith("file:"):
        return "files of docs/"
    if name.endswith(".md"):
        return f"pages in docs/{folder}" if "/" in name else "pages in docs/"
    return folder if folder in TRACKERS else name


def _before(here: Here, since: str | None) -> tuple[str, Record | None]:
    """What was public at the last publication, and what to call that."""
    path = here.root / RECORD
    if since is None and path.is_file():
        try:
            day, found = from_json(path.read_text("utf-8"))
            return f"the publication of {day}", found
        except ValueError as error:
            raise click.UsageError(
                f"{RECORD} cannot be read: {error}. Delete it, or make it anew with --record."
            ) from None
    ref = since or _upstream(here.root)
    if ref is None:
        return "", None
    with tempfile.TemporaryDirectory() as folder:
        problem = _check_out(here.root, ref, Path(folder))
        if problem:
            if since:
                raise click.UsageError(f"git cannot give the book of '{ref}': {problem}")
            return "", None
        site, _ = read_site(Path(folder) / here.config.name)
        return f"'{ref}'", record(library.load(site, Visibility.PUBLIC, here.today))


def _upstream(root: Path) -> str | None:
    done = _git(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _check_out(root: Path, ref: str, folder: Path) -> str:
    """Write the files of a commit into a folder. The result is what is wrong, if something is."""
    if ref.startswith("-"):
        return "that is no name of a commit"
    done = _git(root, "archive", "--format=tar", ref, ".")
    if done.returncode:
        return done.stderr.decode("utf-8", "replace").strip()
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive.getmembers():
            target = (folder / member.name).resolve()
            if member.isfile() and target.is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())  # type: ignore[union-attr]
    return ""


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        return subprocess.CompletedProcess(arguments, 1, b"", str(error).encode())


def _changed(what: str, found: Changes | None) -> list[str]:
    if found is None:
        return ["Nothing is known of an earlier publication. `loopbook visibility --record` notes one."]
    if not found:
        return [f"Nothing public has changed since {what}."]
    lines = [f"Since {what}:"]
    for title, keys in (("would be public", found.new), ("would change", found.changed), ("would go", found.gone)):
        if keys:
            lines += [f"  {title}: {len(keys)}", *(f"    {key}" for key in keys[:SHOWN])]
            lines += [f"    and {len(keys) - SHOWN} more"] if len(keys) > SHOWN else []
    return lines
