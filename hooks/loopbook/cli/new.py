"""`loopbook new`: a book of one's own from the starter."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from .. import __version__
from ..diagnostics import as_text
from ..editing import open_draft, schema_line
from ..starter import starter
from .check import diagnose
from .command import Command
from .context import Here
from .example import removal_of
from .upgrade import GUIDE, put_schemas

FRESH = Path(__file__).parent / "fresh"
NAMES = {"gitignore": ".gitignore", "gitattributes": ".gitattributes", "README.md": "README.md"}
"""What a new book gets besides the starter: the file here → there. (With a dot, git would heed them here.)"""
NEXT = """\
{folder} is your book now. Next:

  cd {folder}
  mkdocs serve         # your book, private things and all, at http://127.0.0.1:8000/
  loopbook add --help  # a problem solved, a company, a story"""
MAY_BE_THERE = {".git", ".venv", ".DS_Store"}


@click.command(
    "new",
    cls=Command,
    examples=(
        "loopbook new my-book",
        "loopbook new tour --example",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", is_flag=True, help="Keep the example hunt: three companies that do not exist.")
@click.pass_context
def command(ctx: click.Context, folder: Path, example: bool) -> None:
    """Make a book in DIR: rounds, topics, question bank, problem and reading lists, and nobody's hunt but yours.

    DIR must not be there, or be empty. The engine stays where it is installed; pip upgrades it.
    """
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if set(there) - MAY_BE_THERE:
        raise click.UsageError(f"{folder} is not empty: it holds {', '.join(there[:3])}. Name a new folder.")
    copy_starter(folder)
    here = Here(folder)
    if not example:
        removal_of(here.site, here.book).carry_out(here.site)
    found = diagnose(Here(folder))
    if found:
        click.echo(as_text(found), err=True)
    click.echo(NEXT.format(folder=folder))
    ctx.exit(1 if found else 0)


def copy_starter(folder: Path) -> None:
    """The starter's docs/ and data/, settings for a book of its own, and what git and pip want to know."""
    source = starter()
    for part in ("docs", "data"):
        shutil.copytree(source / part, folder / part, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    (folder / "hooks").mkdir(parents=True, exist_ok=True)
    for hook in ("book_hooks.py", "rebuild_hooks.py"):
        shutil.copyfile(source / "hooks" / hook, folder / "hooks" / hook)
    shutil.copyfile(source / "mkdocs.yml", folder / "mkdocs.yml")
    for name, target in NAMES.items():
        shutil.copyfile(FRESH / name, folder / target)
    major, minor, *_ = __version__.split(".")
    (folder / "requirements.txt").write_text(f"loopbook~={major}.{minor}\n", encoding="utf-8")
    put_schemas(folder, "data")
    for path in sorted((folder / "data").rglob("*.yml")):
        point_to_schema(folder, path.relative_to(folder).as_posix())
    draft = open_draft(folder, "mkdocs.yml").set({(): {"site_name": "My interview notes"}})
    draft.set({("extra", "loopbook", "visibility"): {GUIDE: "private"}}).save()


def point_to_schema(root: Path, path: str) -> None:
    """Let a tracker's first line name the schema that this book keeps."""
    file = root / path
    first, newline, rest = file.read_text("utf-8").partition("\n")
    if first.startswith("# yaml-language-server:") and newline:
        file.write_text(schema_line(root, path) + rest, encoding="utf-8")
