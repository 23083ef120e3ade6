"""What the environment says of a build: for whom it is and of which day; and how a build ends that cannot go on."""

from __future__ import annotations

import datetime as dt
import os
from typing import Literal

import click
from mkdocs.exceptions import Abort

from ..model import Visibility

Command = Literal["build", "gh-deploy", "serve"]
AUDIENCE_VARIABLE = "LOOPBOOK_AUDIENCE"
TODAY_VARIABLE = "LOOPBOOK_TODAY"


class Stop(Abort):
    """Ends a build with a message for a person, on the error stream; MkDocs' own goes to the output."""

    def show(self, *_: object, **__: object) -> None:
        """Print the message."""
        click.echo(self.format_message(), err=True)


def audience_of(command: Command) -> Visibility:
    """The owner's when serving, the world's when building, unless the environment says."""
    stated = os.environ.get(AUDIENCE_VARIABLE, "")
    if stated:
        if stated not in list(Visibility):
            raise Stop(f"{AUDIENCE_VARIABLE} is '{stated}'; set it to public or private, or unset it")
        if command == "gh-deploy" and stated == Visibility.PRIVATE:
            raise Stop(f"{AUDIENCE_VARIABLE} is private, and gh-deploy publishes; unset it, or use 'mkdocs build'")
        return Visibility(stated)
    return Visibility.PRIVATE if command == "serve" else Visibility.PUBLIC


def today() -> dt.date:
    """The day of the build; the environment may say another, so that a build can be repeated."""
    return stated_day() or dt.date.today()


def stated_day() -> dt.date | None:
    """The day that the environment says."""
    stated = os.environ.get(TODAY_VARIABLE, "")
    try:
        return dt.date.fromisoformat(stated) if stated else None
    except ValueError:
        raise Stop(f"{TODAY_VARIABLE} is '{stated}'; set it to a date like 2026-11-20, or unset it") from None
