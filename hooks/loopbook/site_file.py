"""mkdocs.yml, as far as the engine wants to know: where a book is and how it is set, and what is wrong with that.

Whoever read the file, a command or MkDocs, has its own values (MkDocs' know its tags and defaults): what is made of
them is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from .diagnostics import Diagnostic, Severity, did_you_mean
from .model import Visibility
from .schema import validate
from .settings import Settings, Site
from .yaml_nodes import Parsed

SNIPPETS = "pymdownx.snippets"
"""The Markdown extension that includes files in pages."""


def site_of(
    config: Path, parsed: Parsed | None, *, extra: Any, docs: Path, url: str, snippets: Mapping[str, Any] | None
) -> tuple[Site, list[Diagnostic]]:
    """The book beside a mkdocs.yml, and what is wrong with its settings.

    `parsed` is the file itself, for the places of mistakes; `docs` is absolute, and so are the folders in `snippets`,
    the options of the extension that includes files, None where no page can include any.
    """
    root, place = config.parent.resolve(), parsed or Parsed("", 1, None, [], [])
    problems: list[Diagnostic] = []

    def wrong(path: tuple[str, ...], message: str, remedy: str) -> None:
        problems.append(Diagnostic(config.name, *place.at(path), Severity.ERROR, message, remedy))

    if not (extra is None or isinstance(extra, Mapping)):
        wrong(("extra",), "'extra' is no mapping", "write names and values below it")
    raw = (extra.get("loopbook") or {}) if isinstance(extra, Mapping) else {}
    settings, found = validate(Settings, raw, place, config.name, ("extra", "loopbook"), "extra.loopbook")
    settings = settings or Settings()
    problems += found + stray_settings(extra, settings, root, place, config.name)
    if not docs.is_relative_to(root):
        wrong(("docs_dir",), f"docs_dir is {docs}, which is not below {root}", "move it beside mkdocs.yml")
        docs = root / "docs"
    options = snippets or {}
    includes = [base.relative_to(root).as_posix() for base in bases_of(options) if base.is_relative_to(root)]
    site = Site(
        root=root,
        docs=docs.relative_to(root).as_posix(),
        settings=settings,
        url=url,
        includes=tuple(includes) if snippets is not None else (),
        appended=tuple(map(str, options.get("auto_append") or ())),
    )
    return site, problems


def bases_of(snippets: Mapping[str, Any], folder: Path | None = None) -> list[Path]:
    """The folders in which includes are looked for, absolute; a relative one is in `folder`, or where we are."""
    stated = snippets.get("base_path") or ["."]
    listed: Sequence[Any] = [stated] if isinstance(stated, (str, Path)) else stated
    return [((folder or Path()) / str(base)).resolve() for base in listed]


def stray_settings(extra: Any, settings: Settings, root: Path, place: Parsed, path: str) -> list[Diagnostic]:
    """What mkdocs.yml says to nobody: settings under a misspelt name, and who may see files that are not there.

    A path that is to hide something and is spelt like one that is there would hide nothing: that is an error.
    """
    found: list[Diagnostic] = []
    if isinstance(extra, dict) and "loopbook" not in extra:
        for name in get_close_matches("loopbook", extra, n=1, cutoff=0.75):
            where = place.at(("extra", name), key=True)
            message = f"nothing reads '{name}', so everything below it is without effect"
            found.append(Diagnostic(path, *where, Severity.ERROR, message, "did you mean 'loopbook'?"))
    for stated, seen in settings.visibility.items():
        if (root / stated).exists():
            continue
        parent = root / PurePosixPath(stated.rstrip("/")).parent
        among = [entry.relative_to(root).as_posix() for entry in parent.iterdir()] if parent.is_dir() else []
        where = place.at(("extra", "loopbook", "visibility", stated), key=True)
        remedy = did_you_mean(stated, among)
        severity = Severity.ERROR if remedy and seen is Visibility.PRIVATE else Severity.WARNING
        message = f"there is no '{stated}' to be {seen.value}"
        found.append(Diagnostic(path, *where, severity, message, remedy or "mend the path, or take the line away"))
    return found
