"""The programs that build the same notes: Material as it is, Material with fast rebuilds, Zensical, Hugo, Eleventy."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import MKDOCS, Run, run

ROOT = Path(__file__).resolve().parent.parent.parent
HOOK = ROOT / "hooks" / "rebuild_hooks.py"
MATERIAL = """
site_name: Notes
site_url: https://example.org/notes/
docs_dir: {docs}
site_dir: {site}
{hooks}
theme:
  name: material
  font: false
  features:
    [{prune}navigation.tabs, navigation.indexes, navigation.top, search.suggest, search.highlight, content.code.copy]
plugins: [search]
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.highlight: {{anchor_linenums: true}}
  - pymdownx.inlinehilite
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
  - pymdownx.tasklist: {{custom_checkbox: true}}
"""
HUGO = """
baseURL = "https://example.org/notes/"
title = "Notes"
disableKinds = ["taxonomy", "term", "RSS"]
publishDir = "hugo-site"
[markup.goldmark.renderer]
unsafe = true
[[module.mounts]]
source = "docs"
target = "content"
excludeFiles = ["index.md"]
[[module.mounts]]
source = "hugo-layouts"
target = "layouts"
"""
HUGO_LAYOUT = """<!doctype html><html><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<nav><ul>{{ range .Site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ with .CurrentSection }}<ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}
</ul>{{ end }}
</nav><main>{{ .TableOfContents }}{{ .Content }}</main></body></html>
"""
ELEVENTY = """module.exports = function (config) {
  config.addGlobalData("layout", "page.html");
  const dir = { input: "docs", includes: "../eleventy-layouts", output: "eleventy-site" };
  return { dir, markdownTemplateEngine: false };
};
"""
ELEVENTY_LAYOUT = (
    "<!doctype html><html><head><meta charset='utf-8'></head><body><main>{{ content }}</main></body></html>\n"
)


@dataclass(frozen=True)
class Generator:
    """One way to build the notes of a folder."""

    name: str
    folder: Path
    """Where it runs."""
    command: tuple[str, ...]
    site: Path
    environment: tuple[tuple[str, str], ...] = ()
    cache: Path | None = None
    """What it keeps for the next build."""

    def build(self) -> Run:
        """Build with what is there of the last time."""
        return run(self.command, self.folder, **dict(self.environment))

    def cold(self) -> Run:
        """Build as if for the first time."""
        for place in (self.site, self.cache):
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)
        return self.build()


def _material(notes: Path, name: str, *, prune: bool = True, is_ours: bool = False, processes: str = "") -> Generator:
    folder = notes / name
    folder.mkdir(exist_ok=True)
    config = MATERIAL.format(
        docs=notes / "docs",
        site=folder / "site",
        hooks=f"hooks: [{HOOK}]" if is_ours else "",
        prune="navigation.prune, " if prune else "",
    )
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    environment = (("LOOPBOOK_PROCESSES", processes),) if processes else ()
    return Generator(name, folder, (*MKDOCS, "build", "-q"), folder / "site", environment, folder / ".cache")


def prune(notes: Path) -> Generator:
    """Material as it is, with `navigation.prune`: what everything is measured against."""
    return _material(notes, "prune")


def whole(notes: Path) -> Generator:
    """Material as it is, with the whole navigation on each page."""
    return _material(notes, "whole", prune=False)


def ours(notes: Path, name: str = "ours", processes: str = "") -> Generator:
    """`prune` with our one line. Each name is a site and a cache of its own."""
    return _material(notes, name, is_ours=True, processes=processes)


def zensical(notes: Path) -> Generator | None:
    """Zensical with Material's configuration, if it is installed."""
    command = Path(sys.executable).parent / "zensical"
    if not command.exists():
        return None
    config = MATERIAL.format(docs="docs", site="zensical-site", hooks="", prune="navigation.prune, ")
    (notes / "zensical.yml").write_text(config, "utf-8")
    call = (str(command), "build", "-f", "zensical.yml")
    return Generator("Zensical", notes, call, notes / "zensical-site", (), notes / ".cache")


def hugo(notes: Path) -> Generator | None:
    """Hugo with a theme of ten lines, if it is installed."""
    command = shutil.which("hugo")
    if command is None:
        return None
    (notes / "hugo.toml").write_text(HUGO, "utf-8")
    layouts = notes / "hugo-layouts" / "_default"
    layouts.mkdir(parents=True, exist_ok=True)
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(HUGO_LAYOUT, "utf-8")
    return Generator("Hugo, small theme", notes, (command, "--quiet", "--config", "hugo.toml"), notes / "hugo-site")


def eleventy(notes: Path) -> Generator | None:
    """Eleventy with a layout of one line, if it is installed."""
    command = shutil.which("eleventy")
    if command is None:
        return None
    (notes / "eleventy.config.js").write_text(ELEVENTY, "utf-8")
    (notes / "eleventy-layouts").mkdir(exist_ok=True)
    (notes / "eleventy-layouts" / "page.html").write_text(ELEVENTY_LAYOUT, "utf-8")
    call = (command, "--quiet", "--config=eleventy.config.js")
    return Generator("Eleventy, bare", notes, call, notes / "eleventy-site")


def others(notes: Path) -> list[Generator]:
    """The programs besides Material that are installed here."""
    return [found for found in (zensical(notes), hugo(notes), eleventy(notes)) if found is not None]
