"""`loopbook workflow`: a workflow that builds, audits and publishes the public site."""

from __future__ import annotations

from pathlib import Path

import click

from ..sources import write_text
from .command import Command
from .context import Here, pass_here

WORKFLOWS = Path(__file__).parent / "workflows"
PLACES = {"github": ".github/workflows/publish.yml", "gitlab": ".gitlab-ci.yml"}


@click.command("workflow", cls=Command, examples=("loopbook workflow github", "loopbook workflow gitlab"))
@click.argument("host", type=click.Choice(sorted(PLACES)))
@pass_here
def command(here: Here, host: str) -> None:
    """Write a workflow with which GitHub or GitLab builds, audits and publishes the public site at every push.

    Nothing is published before you push it. A file that is there already is left alone.
    """
    place = here.root / PLACES[host]
    if place.exists():
        raise click.UsageError(f"{PLACES[host]} is there already. Delete or rename it first.")
    place.parent.mkdir(parents=True, exist_ok=True)
    write_text(place, (WORKFLOWS / f"{host}.yml").read_text("utf-8"))
    click.echo(f"wrote {PLACES[host]}. Look once more with 'loopbook visibility' and 'loopbook doctor', then push it.")
