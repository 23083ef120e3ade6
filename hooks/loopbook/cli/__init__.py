"""The command line. A command is a module beside this file that holds `command`, named in COMMANDS."""

from __future__ import annotations

import sys
from collections import UserDict
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..diagnostics import BookError, as_text
from .command import Group
from .context import Here, check_text

COMMANDS = {
    "new": "new",
    "adopt": "adopt",
    "check": "check",
    "add": "add",
    "list": "listing",
    "due": "due",
    "review": "review",
    "plan": "plan",
    "debrief": "debrief",
    "pack": "pack",
    "import": "import_",
    "export": "export",
    "example": "example",
    "upgrade": "upgrade",
    "visibility": "visibility",
    "audit": "audit",
    "doctor": "doctor",
    "workflow": "workflow",
}
"""Name → module. Only the module of the command that is run is loaded: together they take longer than most commands."""


SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Modules(UserDict[str, Any]):
    """Name → command. The module behind a name is loaded when somebody asks for its command."""

    def __getitem__(self, name: str) -> Any:
        return import_module(f".{super().__getitem__(name)}", __name__).command


class Main(Group):
    """Shows what people can do something about as a message, never as a traceback."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what the terminal could not make text of: no file of a book may hold it."""
        for argument in args:
            check_text(argument)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is wrong with the book ends it with 1, as findings do."""
        try:
            return super().invoke(ctx)
        except BookError as error:
            click.echo(as_text(error.diagnostics), err=True)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read us has seen enough
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}", err=True)
        return ctx.exit(1)


@click.group(cls=Main, examples=("loopbook check",), context_settings=SETTINGS)
@click.option(
    "-C", "start", metavar="DIR", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work on the book in DIR, or in the nearest folder above it that holds a mkdocs.yml. Default: here.",
)  # fmt: skip
@click.version_option(__version__, "-V", "--version", message="loopbook %(version)s")
@click.pass_context
def main(ctx: click.Context, start: Path) -> None:
    """Your interview notes as a site that knows what you are about to forget.

    Works on the book that you are in, from any folder of it. Ends with 0 when all is well, 1 when something was
    found, and 2 when the command was not understood.
    """
    ctx.obj = Here(start)


main.commands = _Modules(COMMANDS)

__all__ = ["COMMANDS", "Here", "main"]
