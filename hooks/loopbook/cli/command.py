"""Commands that show how they are used. Examples are data: help and reference print them, a test runs them."""

from __future__ import annotations

from typing import Any

import click


class _Shown(click.Command):
    def __init__(self, *args: Any, examples: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, below all else."""
        with formatter.section("Example" if len(self.examples) == 1 else "Examples"):
            for example in self.examples:
                formatter.write(f"{' ' * formatter.current_indent}{example}\n")


class Command(_Shown):
    """A command with examples: whole lines as one would type them."""


class Group(_Shown, click.Group):
    """A command of commands, with examples; its commands are listed in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In order."""
        return list(self.commands)
