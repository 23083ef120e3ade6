"""Small sites of plain Material, built in this process with the cache and without."""

from __future__ import annotations

import contextlib
import filecmp
import functools
import logging
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import jinja2
import mkdocs.theme
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from loopbook.rebuild import events, helper, templates, unread
from loopbook.rebuild.events import Counts, rebuild
from loopbook.rebuild.store import Store

HOOK = Path(__file__).parent.parent.parent / "hooks" / "rebuild_hooks.py"
CONFIG = f"""
site_name: Notes
site_url: https://example.org/notes/
hooks: [{HOOK}]
theme:
  name: material
  font: false
  custom_dir: overrides
  features: [navigation.prune, navigation.tabs, navigation.indexes, navigation.footer, navigation.path]
plugins: [search]
validation: {{omitted_files: warn, anchors: warn, unrecognized_links: warn, absolute_links: warn}}
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - toc: {{permalink: true}}
  - pymdownx.snippets: {{base_path: [snippets], check_paths: false}}
  - pymdownx.highlight: {{use_pygments: false}}
  - pymdownx.superfences
"""
PAGES = {
    "index.md": "# Home\n\nSee [one](a/one.md) and [two](a/two.md#second).\n",
    "top.md": "# Top\n\nA page beside the folders. [Home](index.md)\n",
    "a/index.md": "# About a\n\nAll of a.\n",
    "a/one.md": "# One\n\nText of one.\n\n## First\n\nMore.[^1]\n\n[^1]: A note.\n",
    "a/two.md": '# Two\n\n## Second\n\n[one](one.md#first), [gone](gone.md), [top](../top.md)\n\n--8<-- "part.md"\n',
    "a/deep/three.md": "---\ntags: [x]\n---\n# Three\n\n!!! note\n    Deep.\n",
    "b/four.md": "Four has no heading.\n\n![picture](../picture.svg)\n",
}

_compiled = Store(None)
_own_environment = mkdocs.theme.Theme.get_env


def _environment(theme: mkdocs.theme.Theme) -> jinja2.Environment:
    """Templates compiled once a test process: half the time of a small build is Jinja's compiler."""
    env = _own_environment(theme)
    env.bytecode_cache = templates.Compiled(_compiled, "")
    vars(env)["list_templates"] = functools.partial(_listed_once, env, theme, env.list_templates)
    return env


_listed: dict[Any, list[str]] = {}


def _listed_once(env: Any, theme: mkdocs.theme.Theme, find: Any, *args: Any, **filters: Any) -> list[str]:
    """The theme's files: Material has 13,000 icons, which take a fifth of a small build to list."""
    installed = tuple(folder for folder in env.loader.searchpath if "site-packages" in folder)
    others = [Path(folder) for folder in env.loader.searchpath if folder not in installed]
    written = tuple(str(p.relative_to(folder)) for folder in others for p in sorted(folder.rglob("*")))
    key = type(env.loader), installed, written, tuple(sorted(theme.static_templates))
    if key not in _listed:
        _listed[key] = find(*args, **filters)
    return list(_listed[key])


unread.SETTLED = 20_000_000
"""Two ticks of any system's clock, in nanoseconds: tests do not wait until a file is old enough for other disks."""

mkdocs.theme.Theme.get_env = _environment  # type: ignore[method-assign]


@dataclass
class Result:
    """What a build said and did."""

    messages: list[str]
    counts: Counts
    error: str = ""


@dataclass
class Records(logging.Handler):
    """Collects what MkDocs says."""

    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = logging.Handler.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(f"{record.levelname} {record.getMessage()}")


@contextlib.contextmanager
def listening(level: int = logging.INFO) -> Iterator[list[str]]:
    logger = logging.getLogger("mkdocs")
    handler, was = Records(), logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield handler.found
    finally:
        logger.removeHandler(handler)
        logger.setLevel(was)


@contextlib.contextmanager
def two_processes(is_wanted: bool = True) -> Iterator[None]:
    """A second process, however small the site is; the test's own threads do no harm to it."""
    was = helper.can_fork, helper.FIRST, helper.WORTH
    if is_wanted:
        helper.can_fork, helper.FIRST, helper.WORTH = lambda: hasattr(os, "fork"), 1, 0
    try:
        yield
    finally:
        helper.can_fork, helper.FIRST, helper.WORTH = was


def make(folder: Path, pages: dict[str, str] = PAGES, config: str = CONFIG) -> Path:
    (folder / "mkdocs.yml").write_text(config.replace("[snippets]", f"[{folder}/snippets]"))
    for place in ("docs", "overrides", "snippets"):
        (folder / place).mkdir(exist_ok=True)
    (folder / "snippets" / "part.md").write_text("A part of many pages.\n")
    (folder / "docs" / "picture.svg").write_text("<svg/>\n")
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def build(
    folder: Path,
    *,
    cache: bool = True,
    site: str = "site",
    level: int = logging.INFO,
    strict: bool = False,
    serve: bool = False,
    before: Callable[[Any], None] | None = None,
) -> Result:
    """Build as `mkdocs build` does, or one of the builds of `mkdocs serve`, but in this process."""
    variables = {"SOURCE_DATE_EPOCH": "1795000000", events.OFF_VARIABLE: "on" if cache else "off"}
    error = ""
    with mock.patch.dict(os.environ, variables), listening(level) as found:
        try:
            config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / site), strict=strict)
            config.plugins.on_startup(command="serve" if serve else "build", dirty=False)
            if before is not None:
                before(config)
            mkdocs_build(config, serve_url="http://127.0.0.1:8000/notes/" if serve else None)
            config.plugins.on_shutdown()
        except SystemExit as stopped:
            error = str(stopped)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    said = [m.replace(str(folder / site), "SITE") for m in found]
    return Result(
        [m for m in said if "rebuild: " not in m and "Documentation built in" not in m], rebuild.counts, error
    )


def files(site: Path) -> set[str]:
    return {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} if site.is_dir() else set()


def differences(one: Path, other: Path) -> list[str]:
    """The files that two sites do not have alike."""
    a, b = files(one), files(other)
    return sorted(a ^ b) + [uri for uri in sorted(a & b) if not filecmp.cmp(one / uri, other / uri, shallow=False)]


def tear(cache: Path, rng: random.Random) -> str:
    """Take a file of a cache away, cut it short, or change some of its bytes."""
    found = sorted(p for p in cache.rglob("*") if p.is_file())
    if not found:
        return "no cache"
    path, kind = rng.choice(found), rng.randrange(3)
    raw = bytearray(path.read_bytes())
    if kind == 0:
        path.unlink()
    elif kind == 1:
        path.write_bytes(raw[: len(raw) // 2])
    elif raw:
        for _ in range(20):
            raw[rng.randrange(len(raw))] ^= 0xFF
        path.write_bytes(raw)
    return f"torn {path.name} {kind}"


def run_sequence(folder: Path, rng: random.Random, edit: Callable[[], str]) -> None:
    """Build a site, edit it and build again, some times over: with the cache and without it is the same."""
    done: list[str] = []
    try:
        assert assert_like_cold(folder).error == ""
        for _ in range(rng.randint(1, 4)):
            done.extend(edit() for _ in range(rng.choice((1, 1, 2))))
            with two_processes(rng.random() < 0.3):
                assert_like_cold(folder)
            done.append("build")
    except AssertionError as error:
        raise AssertionError(f"{'; '.join(done)}\n{error}") from error


def assert_like_cold(folder: Path, **options: Any) -> Result:
    """Build with the cache and without; the site and what was said must be the same. Returns the build with it."""
    warm = build(folder, **options)
    cold = build(folder, cache=False, site="cold", **{k: v for k, v in options.items() if k != "before"})
    assert warm.error == cold.error, f"{warm.error!r} with the cache, {cold.error!r} without"
    assert warm.messages == cold.messages, f"said {set(warm.messages) ^ set(cold.messages) or 'in another order'}"
    if warm.error:
        return warm  # MkDocs leaves half a site, and we the old one
    found = differences(folder / "site", folder / "cold")
    assert found == [], f"these differ: {found}"
    return warm
