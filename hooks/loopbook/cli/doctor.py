"""`loopbook doctor`: what is not yet right about publishing this book."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import click

from ..diagnostics import did_you_mean, errors
from ..hosts import REMEDY, hosts_asked
from ..model import Visibility
from ..settings import SENSITIVE
from .command import Command
from .context import Here, pass_here

AUDIENCE_VARIABLE = "LOOPBOOK_AUDIENCE"
WORKFLOWS = (".github/workflows", ".gitlab-ci.yml", ".forgejo/workflows", ".gitea/workflows")
SHOWN = 5
"""How many of many like things are named."""
READERS = ("macros", "include-markdown", "gen-files", "markdownextradata", "mkdocs-jupyter", "table-reader")
"""Plugins that read files of docs/ by themselves, past the filter: the audit alone stands behind them."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `remedy` is empty if it is as it should be."""

    what: str
    remedy: str = ""
    is_advice: bool = False
    """Whether it may stay as it is."""


@click.command("doctor", cls=Command, examples=("loopbook doctor",))
@pass_here
@click.pass_context
def command(ctx: click.Context, here: Here) -> None:
    """Say what is not yet right about publishing this book: settings, secrets, hooks and workflow.

    Ends with 0 if all is right and with 1 if something is to be done.
    """
    found = list(checks(here))
    for check in found:
        mark = "ok  " if not check.remedy else "note" if check.is_advice else "todo"
        click.echo(f"{mark}  {check.what}" + (f"\n      {check.remedy}" if check.remedy else ""))
    ctx.exit(1 if any(check.remedy and not check.is_advice for check in found) else 0)


def checks(here: Here) -> Iterator[Check]:
    """Everything that is looked at, in the order in which one would mend it."""
    yield from _book(here)
    yield from _settings(here)
    yield from _visibility(here)
    yield from _secrets(here)
    yield from _git_ignores(here)
    yield from _hooks(here)
    yield from _plugins(here)
    yield _pictures(here)
    yield _workflow(here)


def _book(here: Here) -> Iterator[Check]:
    wrong = errors(here.book.diagnostics)
    remedy = f"run 'loopbook check': {wrong[0]}" if wrong else ""
    yield Check(f"the book has {len(wrong)} errors" if wrong else "the book has no errors", remedy)


def _settings(here: Here) -> Iterator[Check]:
    url = here.site.url
    right = re.match(r"https?://[^/]+/(?:.*/)?$", url)
    remedy = "" if right else "set site_url in mkdocs.yml, with a '/' at its end: sitemap, feed and cards need it"
    yield Check(f"site_url is {url}" if url else "site_url is not set", remedy)
    stated = os.environ.get(AUDIENCE_VARIABLE)
    if stated:
        yield Check(
            f"{AUDIENCE_VARIABLE} is '{stated}' in this shell", "unset it, or builds here are for that audience"
        )
    owner = here.site.settings.owner
    yield Check(
        f"the home page is {owner}'s" if owner else "the home page does not say whose it is",
        "" if owner else "set extra.loopbook.owner in mkdocs.yml, and tagline and about if you like",
        is_advice=True,
    )


def _visibility(here: Here) -> Iterator[Check]:
    rules = here.site.settings.visibility
    if not rules:
        yield Check("nothing is public", "name folders below extra.loopbook.visibility in mkdocs.yml, or mark pages")
        return
    found = (path for top in (here.site.docs, here.site.settings.data) for path in (here.root / top).rglob("*"))
    places = [path.relative_to(here.root).as_posix() for path in found]
    lost = [place for place in rules if not (here.root / place.rstrip("/")).exists()]
    for place in lost:
        yield Check(
            f"'{place}' in extra.loopbook.visibility is not there", did_you_mean(place, places, "mend or delete it")
        )
    if not lost:
        yield Check(f"{len(rules)} folders and files have a visibility")
    for place, seen in rules.items():
        first = place.removeprefix(f"{here.site.settings.data}/").split("/")[0].split(".")[0]
        if seen is Visibility.PUBLIC and first in SENSITIVE and not place.endswith("/example.yml"):
            yield Check(
                f"{place} is public", "companies, debriefs, mocks, plan and reviews are better private", is_advice=True
            )


def _secrets(here: Here) -> Iterator[Check]:
    name = here.site.settings.secrets
    path = here.root / name
    if not path.is_file():
        remedy = f"write names that must never appear into {name}, one a line: people, code names, clients"
        yield Check(f"there is no {name}", remedy, is_advice=True)
    elif path.resolve().is_relative_to(here.root / here.site.docs):
        yield Check(f"{name} is in {here.site.docs}/", "move it out; name its place as extra.loopbook.secrets")
    elif _git(here, "ls-files", "--error-unmatch", name) == 0:
        yield Check(f"git keeps {name}", f"take it out: git rm --cached {name}; and name it in .gitignore")
    elif _git(here, "check-ignore", "-q", name) == 1:
        yield Check(f"git does not ignore {name}", f"add /{name} to .gitignore")
    else:
        yield Check(f"{name} is there, and stays out of git")


def _git_ignores(here: Here) -> Iterator[Check]:
    for name in ("site", ".cache"):
        if _git(here, "check-ignore", "-q", f"{name}/x") == 1:
            yield Check(f"git does not ignore {name}/", f"add /{name}/ to .gitignore: it may hold a private build")


def _hooks(here: Here) -> Iterator[Check]:
    hooks = here.values.get("hooks") or []
    texts = [(here.root / name).read_text("utf-8") for name in map(str, hooks) if (here.root / name).is_file()]
    ours = [text for text in texts if "loopbook.adapters.mkdocs" in text]
    if not ours:
        yield Check("mkdocs.yml names no hook of Loopbook", "add 'hooks: [hooks/book_hooks.py]'")
    elif not any("import *" in text or "on_post_build" in text for text in ours):
        remedy = "let it say 'from loopbook.adapters.mkdocs import *', or public builds are not audited"
        yield Check("the hook names events one by one", remedy)
    else:
        yield Check("public builds are audited")


def _plugins(here: Here) -> Iterator[Check]:
    stated = here.values.get("plugins") or []
    names = [str(next(iter(item))) if isinstance(item, dict) and item else str(item) for item in stated]
    for name in names:
        if name.removeprefix("material/") in READERS:
            remedy = "the filter does not see what it includes; only the audit does"
            yield Check(f"the plugin {name} reads files by itself", remedy, is_advice=True)


def _pictures(here: Here) -> Check:
    """Pictures, films and frames that public pages take from other hosts."""
    asked = hosts_asked(here.load(Visibility.PUBLIC), here.site.url)
    found = [f"{one.path}:{one.line} takes {one.address}" for one in asked]
    if not found:
        return Check("public pages take nothing from other hosts")
    more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return Check(f"other hosts are asked for things: {'; '.join(found[:SHOWN])}{more}", REMEDY, is_advice=True)


def _workflow(here: Here) -> Check:
    for name in WORKFLOWS:
        path = here.root / name
        for file in [path] if path.is_file() else sorted(path.glob("*.y*ml")):
            text = file.read_text("utf-8", "replace")
            if not re.search(r"make site\b|mkdocs (?:build|gh-deploy)", text):
                continue
            place = file.relative_to(here.root).as_posix()
            if re.search(rf"{AUDIENCE_VARIABLE}\W+private", text) or "make site-private" in text:
                return Check(
                    f"{place} builds for the owner", f"take {AUDIENCE_VARIABLE} out: what it deploys is public"
                )
            return Check(f"{place} publishes")
    remedy = "write one with 'loopbook workflow github' (or gitlab), or publish by hand: mkdocs gh-deploy"
    return Check("no workflow publishes the book", remedy, is_advice=True)


def _git(here: Here, *arguments: str) -> int:
    """What git answers; 128 where there is no git, or no repository."""
    try:
        done = subprocess.run(["git", *arguments], cwd=here.root, capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        return 128
    return done.returncode
