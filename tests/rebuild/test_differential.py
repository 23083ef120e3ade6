"""After any sequence of edits, a build with the cache gives the bytes and the warnings of one without.

`REBUILD_SEQUENCES=5000` runs more of them, with `REBUILD_SEED=…` others.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rebuild.sites import CONFIG, PAGES, make, run_sequence, tear

pytestmark = pytest.mark.site

SEQUENCES = int(os.environ.get("REBUILD_SEQUENCES", "300"))
SEED = os.environ.get("REBUILD_SEED", "")
SHARDS = 12

PLACES = (*PAGES, "new.md", "a/gone.md", "b/index.md", "b/README.md", "c/d/five.md", "a/One.md", "b/one.md")
PARTS = (
    "Some text, and some more.\n",
    "## First\n\nUnder it. {{ braces }} {% raw %}\n",
    "### Deep & <em>odd</em> `code`\n\nText.\n",
    "## A [link](one.md) in a heading\n",
    "[one](one.md), [up](../top.md), [anchor](two.md#second), [dead](#nowhere), [abs](/a/one/)\n",
    '[guess](three), [home](../index.md "title"), <https://example.org>, [mail](mailto:a@b.c)\n',
    "![picture](../picture.svg){ .wide }\n",
    '!!! warning "Careful"\n    Inside.\n',
    "```python\nprint('<b>')\n```\n",
    '--8<-- "part.md"\n',
    '--8<-- "missing.md"\n',
    "A footnote.[^a]\n\n[^a]: It says *this*.\n",
    "<div data-search-exclude markdown>\n**Not** found.\n</div>\n\n<a name='here'></a>\n",
    "Heading\n=======\n\nSetext.\n",
    "ünïcödé, \u2028 a line separator, \U0001f600, &amp; &lt;b&gt;\n",
    "",
)
FRONT = (
    "", "", "---\ntitle: Named\n---\n", "---\ntitle: 2026-11-20\n---\n", "---\nhide: [navigation, toc]\n---\n",
    "---\nsearch: {exclude: true}\n---\n", "---\nsearch: {boost: 2}\ntags: [a, 1]\n---\n",
    "---\ntemplate: other.html\n---\n",
    "---\nicon: material/heart\nstatus: new\nsubtitle: Below\n---\n",
    "---\ndescription: About <this>\n---\n", "---\nbroken: [\n---\n",
    "---\nwhen: 2026-11-20\nnested: {a: [1, 2.5, null]}\n---\n",
)  # fmt: skip
HEADINGS = ("# One\n\n", "# Another title\n\n", "# A `code` & *title*\n\n", "", "## Starts below\n\n", "# <b>x</b>\n\n")
OVERRIDES: dict[str, tuple[str, ...]] = {
    "main.html": (
        "{% extends 'base.html' %}{% block announce %}Hello{% endblock %}\n",
        "{% extends 'base.html' %}{% block announce %}{{ page.next_page.title }}{% endblock %}\n",
        "{% extends 'base.html' %}{% block hero %}{{ page.markdown|length }}{% endblock %}\n",
        "{% extends 'base.html' %}{% block hero %}{% for f in pages %}{{ f.page.title }},{% endfor %}{% endblock %}\n",
        "{% extends 'base.html' %}{% block hero %}{% for p in nav.pages %}{{ p.toc|length }}{% endfor %}{% endblock %}",
        "{% extends 'base.html' %}{% block hero %}{{ page.parent.children|length if page.parent }}{% endblock %}\n",
        "{% extends 'base.html' %}{% block hero %}{{ page.update_date }}{{ page.previous_page.meta }}{% endblock %}\n",
        "{% extends 'base.html' %}{% block site_nav %}{% if page and not page.parent %}"
        "{% set _ = page.meta.update({'hide': ['navigation']}) %}{% endif %}{{ super() }}{% endblock %}\n",
    ),
    "other.html": ("{% extends 'base.html' %}{% block content %}Other: {{ page.content }}{% endblock %}\n",),
    "partials/nav-item.html": ("{% macro render(nav_item, path, level, parent) %}{{ nav_item.title }}{% endmacro %}",),
    "partials/footer.html": ("<footer>{{ page.title }}{{ config.site_name }}</footer>\n",),
    "partials/logo.html": ("<b>{{ page.title }}</b>",),
    "extra.css": ("body {}\n",),
}  # fmt: skip
FEATURES = ("prune", "tabs", "indexes", "footer", "path", "sections", "expand", "top")
NAVS = (
    "", "nav:\n  - index.md\n  - A: [a/index.md, a/one.md, Second: a/two.md]\n  - Four: b/four.md\n",
    "nav:\n  - Home: index.md\n  - B:\n    - b/four.md\n    - In: [a/one.md, a/deep/three.md]\n  - Out: https://example.org\n",
    "nav:\n  - a/one.md\n  - index.md\n  - Twice: [a/one.md, top.md]\n  - missing.md\n  - /abs/\n",
    "nav:\n  - A: [a/deep/three.md]\nnot_in_nav: |\n  /b/\n",
    "exclude_docs: |\n  /b/\n  a/one.md\n",
)  # fmt: skip


class Author:
    """Somebody who edits a site at random."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.folder, self.rng = folder, rng
        self.features = {"prune", "tabs", "indexes"}
        self.nav = ""
        self.name, self.url, self.audience, self.directory = "Notes", True, "", True
        self.acts: list[tuple[int, Callable[[], str]]] = [
            (8, self.text), (4, self.append), (3, self.title), (3, self.delete), (3, self.move), (3, self.navigation),
            (2, self.override), (2, self.feature), (1, self.settings), (2, self.snippet), (1, self.asset),
            (2, self.audience_changes), (2, self.tamper), (1, self.torn), (1, self.nothing), (3, self.touch),
        ]  # fmt: skip

    def edit(self) -> str:
        acts = [act for weight, act in self.acts for _ in range(weight)]
        return self.rng.choice(acts)()

    def page(self) -> Path:
        found = sorted((self.folder / "docs").rglob("*.md"))
        return self.rng.choice(found) if found else self.new()

    def new(self) -> Path:
        path = self.folder / "docs" / self.rng.choice(PLACES)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def text(self) -> str:
        path = self.page() if self.rng.random() < 0.6 else self.new()
        parts = self.rng.sample(PARTS, self.rng.randint(0, 5))
        path.write_text(self.rng.choice(FRONT) + self.rng.choice(HEADINGS) + "\n".join(parts))
        return f"text of {path.name}"

    def append(self) -> str:
        path = self.page()
        path.write_text((path.read_text() if path.exists() else "") + "\n\n" + self.rng.choice(PARTS))
        return f"more in {path.name}"

    def title(self) -> str:
        path = self.page()
        lines = path.read_text().split("\n") if path.exists() else []
        for i, line in enumerate(lines):
            if line.startswith("# "):
                lines[i] = f"# Title {self.rng.randint(0, 99)}"
        path.write_text("\n".join(lines))
        return f"title of {path.name}"

    def delete(self) -> str:
        path = self.page()
        path.unlink(missing_ok=True)
        return f"delete {path.name}"

    def move(self) -> str:
        old, new = self.page(), self.new()
        if old.exists():
            shutil.move(old, new)
        return f"{old.name} → {new.name}"

    def configure(self) -> None:
        lines = CONFIG.replace("[snippets]", f"[{self.folder}/snippets]").split("\n")
        names = ", ".join(f"navigation.{name}" for name in sorted(self.features))
        lines = [f"  features: [{names}]" if line.startswith("  features:") else line for line in lines]
        if not self.url:
            lines = [line for line in lines if not line.startswith("site_url")]
        text = "\n".join(lines).replace("site_name: Notes", f"site_name: {self.name}") + self.nav
        text += f"\nuse_directory_urls: {str(self.directory).lower()}\n"
        if self.audience:
            text += f"extra: {{rebuild: {{namespace: {self.audience}}}, who: {self.audience}}}\n"
        (self.folder / "mkdocs.yml").write_text(text)

    def navigation(self) -> str:
        self.nav = self.rng.choice(NAVS)
        self.configure()
        return "nav"

    def feature(self) -> str:
        self.features ^= {self.rng.choice(FEATURES)}
        self.configure()
        return f"features {sorted(self.features)}"

    def settings(self) -> str:
        kind = self.rng.randrange(3)
        if kind == 0:
            self.name = self.rng.choice(("Notes", "Other", "A & B"))
        elif kind == 1:
            self.url = not self.url
        else:
            self.directory = not self.directory
        self.configure()
        return "settings"

    def audience_changes(self) -> str:
        self.audience = self.rng.choice(("", "public", "private"))
        self.configure()
        return f"audience {self.audience}"

    def override(self) -> str:
        name = self.rng.choice(sorted(OVERRIDES))
        path = self.folder / "overrides" / name
        if path.exists():
            path.unlink()
            return f"no override {name}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(self.rng.choice(OVERRIDES[name]))
        return f"override {name}"

    def snippet(self) -> str:
        name = self.rng.choice(("part.md", "missing.md"))
        (self.folder / "snippets" / name).write_text(self.rng.choice(PARTS))
        return f"snippet {name}"

    def asset(self) -> str:
        (self.folder / "docs" / "picture.svg").write_text(f"<svg id='{self.rng.randrange(9)}'/>")
        return "asset"

    def tamper(self) -> str:
        site = self.folder / "site"
        found = sorted(p for p in site.rglob("*") if p.is_file()) if site.is_dir() else []
        if not found:
            return "nothing to tamper with"
        path = self.rng.choice([p for p in found if p.suffix == ".html"] or found)
        kind = self.rng.randrange(4)
        if kind == 0:
            path.unlink()
        elif kind == 1:
            path.write_text("tampered")
        elif kind == 2:
            shutil.rmtree(site)
        else:
            (site / "stray").mkdir(exist_ok=True)
            (site / "stray" / "x.html").write_text("stray")
        return f"tamper {kind}"

    def torn(self) -> str:
        return tear(self.folder / ".cache" / "rebuild", self.rng)

    def touch(self) -> str:
        """The same text, or another of the same length, with the times that it had, or others."""
        path = self.page()
        if not path.exists():
            return "nothing to touch"
        was, raw = path.stat(), path.read_bytes()
        if self.rng.random() < 0.7:
            raw = raw.replace(b"e", b"a", 1) if b"e" in raw else raw.replace(b"a", b"e", 1)
        if self.rng.random() < 0.3:
            path.unlink()
        path.write_bytes(raw)
        if self.rng.random() < 0.7:
            os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        return f"touch {path.name}"

    def nothing(self) -> str:
        return "nothing"


def run(number: int) -> None:
    rng = random.Random(f"{SEED}{number}")
    with tempfile.TemporaryDirectory(prefix=f"sequence-{number}-") as place:
        author = Author(make(Path(place).resolve()), rng)
        author.configure()
        run_sequence(author.folder, rng, author.edit)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_sequences_of_edits(shard: int) -> None:
    for number in range(shard, SEQUENCES, SHARDS):
        run(number)
