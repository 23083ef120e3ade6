"""`loopbook upgrade`: what the engine keeps in the book, brought up to the installed version."""

from __future__ import annotations

from pathlib import Path

import click

from .. import __version__
from ..editing import SCHEMAS
from ..schema import json_schema
from ..sources import LISTS, MAPPINGS, write_text
from ..starter import starter
from .command import Command
from .context import Here, pass_here

GUIDE = "docs/guide"


@click.command("upgrade", cls=Command, examples=("loopbook upgrade",))
@pass_here
def command(here: Here) -> None:
    """Bring the schemas and the guide up to the installed version, after pip has upgraded loopbook.

    Writes data/.schemas/, which editors complete and check your YAML with, and the pages of docs/guide/ if your book
    keeps them. Touches nothing of yours.
    """
    if (here.root / "hooks" / "loopbook").is_dir():
        raise click.UsageError("This is a checkout of Loopbook itself, which git upgrades: git pull")
    written = put_schemas(here.root, here.site.settings.data)
    if (here.root / GUIDE).is_dir():
        for page in sorted((starter() / GUIDE).rglob("*.md")):
            name = page.relative_to(starter()).as_posix()
            written += [name] if _put(here.root / name, page.read_text("utf-8")) else []
    for name in written:
        click.echo(f"  wrote {name}")
    click.echo(f"the book is up to loopbook {__version__}")


def put_schemas(root: Path, data: str) -> list[str]:
    """Write the JSON Schemas of all trackers below the data folder. Returns the files that changed."""
    paths = {f"{data}/{SCHEMAS}/{tracker}.json": tracker for tracker in (*LISTS, *MAPPINGS)}
    return [path for path, tracker in paths.items() if _put(root / path, json_schema(tracker))]


def _put(path: Path, text: str) -> bool:
    if path.exists() and path.read_text("utf-8") == text:
        return False
    write_text(path, text)
    return True
