"""The same of books: entries of every kind, reviews, the plan, notes, settings, overrides, the audience and the day
change; warm and cold are the same.

As many as a tenth of `REBUILD_SEQUENCES`.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import books
from rebuild.sites import HOOK, run_sequence, tear
from rebuild.test_differential import SEED, SEQUENCES

pytestmark = pytest.mark.site

SHARDS = 3
CONFIG = f"""
site_name: A book
site_url: https://example.org/
hooks: [{HOOK.parent}/book_hooks.py, {HOOK}]
theme:
  name: material
  font: false
  custom_dir: overrides
  features: [navigation.prune, navigation.tabs, navigation.indexes]
plugins: [search]
validation: {{omitted_files: warn, anchors: warn, unrecognized_links: warn, absolute_links: warn}}
markdown_extensions: [admonition, attr_list, md_in_html, tables, pymdownx.details, pymdownx.superfences]
extra:
  generator: false
  loopbook: {{visibility: {{data: public, docs: public, docs/notes/secret.md: private}}}}
"""
FILES: books.Files = {
    **books.MINIMAL,
    "data/companies.yml": """
        - id: northwind
          name: Northwind
          status: interviewing
          rounds: [{round: coding, stage: in-progress, date: 2026-11-26, focus: [graphs]}]
    """,
    "data/questions.yml": "- {id: dropout, question: What is dropout?, answer: Noise., topics: [arrays]}\n",
    "data/reviews.yml": "- {date: 2026-11-01, item: problems/two-sum, grade: bugs}\n",
    "data/papers.yml": "- {title: Attention, topics: [arrays], status: reading, tldr: 'See [a](notes/a.md).'}\n",
    "data/stories.yml": "- {id: outage, title: The outage, competencies: [conflict], result: It was *mended*.}\n",
    "data/mocks.yml": "- {title: Ada, date: 2026-11-02, round: coding, grade: slow, topics: [graphs]}\n",
    "data/loops.yml": "- {id: senior, title: Senior, seniority: senior, rounds: [{round: coding, count: 2}]}\n",
    "data/plan.yml": "blocks:\n  - {days: [mon, tue, fri], start: '19:00', minutes: 60, for: [problems]}\n",
    "overrides/partials/none.html": "",
    "docs/notes/a.md": "---\ntopics: [graphs]\n---\n# Notes on graphs\n\n[b](b.md), [coding](../rounds/coding.md)\n",
    "docs/notes/b.md": "# B\n\n```loopbook\nshow: problems\nas: table\n```\n",
    "docs/notes/secret.md": "# Secret\n\n[a](a.md)\n",
    "docs/problems/two-sum.md": "# Two Sum\n\nA hash map.\n\n??? question \"Why a map?\"\n    It is fast.\n",
}  # fmt: skip
NOTES = (
    "# B\n\nOther text, [a](a.md).\n",
    "---\ntopics: [arrays]\n---\n# Another title\n\n[gone](gone.md)\n",
    "# B\n\n<!-- private -->Between us.<!-- /private -->\n\n## More\n\n[a](a.md#more)\n",
    "# B\n\n```loopbook\nshow: problems\nwhere: {topics: graphs}\nas: checklist\n```\n",
    '# B\n\n!!! private\n    Only mine.\n\n??? question "What?"\n    That.\n',
)
ENTRIES = (
    "- {title: Three Sum, number: 15, difficulty: medium, topics: [arrays]}\n",
    "- {title: Clone Graph, number: 133, topics: [graphs], insight: 'A *map* from old to new.'}\n",
    "- {title: Hidden Sum, topics: [arrays], visibility: private}\n",
    "- {title: Many Sums, companies: [northwind], mastery: bugs, lists: [blind-75], insight: 'See [a](notes/a.md).'}\n",
)
MORE = (
    ("papers", "- {title: Adam, topics: [graphs], year: 2014, authors: [D. Kingma, J. Ba], tldr: Momentum.}\n"),
    ("stories", "- {id: launch, title: The launch, competencies: [conflict], headline: It went well.}\n"),
    ("mocks", "- {title: Once more, date: 2026-11-10, round: coding, grade: solid, topics: [arrays]}\n"),
    ("questions", "- {id: norm, question: 'What is a *norm*?', answer: A length., round: coding, topics: [arrays]}\n"),
    ("companies", "- {id: acme, name: Acme, status: applied, rounds: [{round: coding, stage: planned}]}\n"),
)
"""Tracker → one more entry of it."""
SWAPS = (
    ("papers", ("reading", "read"), ("See [a](notes/a.md).", "See [b](notes/b.md).")),
    ("stories", ("It was *mended*.", "It was **mended**."), ("[conflict]", "[behavioural]")),
    ("mocks", ("grade: slow", "grade: no-clue"), ("[graphs]", "[arrays]")),
    ("loops", ("count: 2", "count: 1"), ("Senior,", "Very senior,")),
    ("plan", ("minutes: 60", "minutes: 20"), ("[problems]", "[coding]"), ("'19:00'", "'07:30'")),
    ("questions", ("answer: Noise.", "answer: '[a](notes/a.md)'"), ("dropout?", "*dropout*?")),
)
"""Tracker → what is changed in its entries, there and back."""
OVERRIDES = (
    ("main.html", "{% extends 'base.html' %}{% block announce %}{{ page.title }}{% endblock %}\n"),
    ("main.html", "{% extends 'base.html' %}{% block hero %}{% for f in pages %}{{ f.page.content }}{% endfor %}"
                  "{% endblock %}\n"),
    ("404.html", "{% for item in nav %}{{ item.title }}{% endfor %}"),
    ("partials/none.html", "{{ page.content }}"),
)  # fmt: skip


class Owner:
    """Somebody who keeps a book."""

    def __init__(self, folder: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.rng, self.environment = folder, rng, monkeypatch
        (books.write(folder, FILES) / "mkdocs.yml").write_text(CONFIG)
        self.audience("private")
        self.day(20)
        self.acts: tuple[Callable[[], str], ...] = (
            self.note, self.entry, self.field, self.review, self.stage, self.topic, self.audience, self.day,
            self.rename, self.setting, self.more, self.more, self.other, self.other, self.override,
            self.torn,
        )  # fmt: skip

    def edit(self) -> str:
        return self.rng.choice(self.acts)()

    def torn(self) -> str:
        return tear(self.folder / ".cache", self.rng)

    def swap(self, name: str, *pairs: tuple[str, str]) -> str:
        """Replace the first text that is there by its other, or back."""
        path = self.folder / name
        text = path.read_text()
        for old, new in self.rng.sample(pairs, len(pairs)):
            if new in text:
                path.write_text(text.replace(new, old, 1))
                return f"{new} → {old}"
            if old in text:
                path.write_text(text.replace(old, new, 1))
                return f"{old} → {new}"
        return "nothing"

    def note(self) -> str:
        (self.folder / "docs" / "notes" / "b.md").write_text(text := self.rng.choice(NOTES))
        return text

    def entry(self) -> str:
        path = self.folder / "data" / "problems.yml"
        text, entry = path.read_text(), self.rng.choice(ENTRIES)
        path.write_text(text.replace(entry, "") if entry in text else text + entry)
        return entry

    def more(self) -> str:
        name, entry = self.rng.choice(MORE)
        path = self.folder / "data" / f"{name}.yml"
        text = path.read_text()
        path.write_text(text.replace(entry, "") if entry in text else text + entry)
        return entry

    def other(self) -> str:
        name, *pairs = self.rng.choice(SWAPS)
        return self.swap(f"data/{name}.yml", *pairs)

    def override(self) -> str:
        name, text = self.rng.choice(OVERRIDES)
        path = self.folder / "overrides" / name
        path.unlink() if path.exists() and name != "partials/none.html" else path.write_text(text)
        return f"{name}: {text}"

    def field(self) -> str:
        pairs = (("title: Two Sum", "title: The Two Sum, id: two-sum"), ("difficulty: easy", "difficulty: hard"))
        return self.swap("data/problems.yml", *pairs, ("topics: [graphs]", "topics: [graphs, arrays]"))

    def review(self) -> str:
        item, grade = self.rng.choice(("two-sum", "course-schedule")), self.rng.choice(("solid", "no-clue", "slow"))
        line = f"- {{date: 2026-11-{self.rng.randint(2, 19):02}, item: problems/{item}, grade: {grade}}}\n"
        with (self.folder / "data" / "reviews.yml").open("a") as log:
            log.write(line)
        return line

    def stage(self) -> str:
        pairs = (("in-progress", "done"), ("status: interviewing", "status: rejected"), ("Northwind", "North & Wind"))
        return self.swap("data/companies.yml", *pairs, ("2026-11-26", "2026-12-03"))

    def topic(self) -> str:
        return self.swap("data/topics.yml", ("title: Graphs", "title: All graphs"), ("aliases: [lists]", "aliases: []"))

    def audience(self, name: str = "") -> str:
        chosen = name or self.rng.choice(("public", "private"))
        self.environment.setenv("LOOPBOOK_AUDIENCE", chosen)
        return chosen

    def day(self, number: int = 0) -> str:
        day = f"2026-11-{number or self.rng.randint(20, 28)}"
        self.environment.setenv("LOOPBOOK_TODAY", day)
        return day

    def rename(self) -> str:
        one, other = self.folder / "docs" / "notes" / "a.md", self.folder / "docs" / "notes" / "another.md"
        shutil.move(*((one, other) if one.exists() else (other, one)))
        return "rename a"

    def setting(self) -> str:
        pairs = (("docs/notes/secret.md: private", "docs/notes/secret.md: public"), ("A book", "The book"))
        return self.swap("mkdocs.yml", *pairs, ("navigation.tabs", "navigation.top"))


def run(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(f"book {SEED}{number}")
    with tempfile.TemporaryDirectory(prefix=f"sequence-{number}-") as place:
        owner = Owner(Path(place).resolve(), rng, monkeypatch)
        run_sequence(owner.folder, rng, owner.edit)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_sequences_of_edits_of_a_book(shard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(shard, SEQUENCES // 10, SHARDS):
        run(number, monkeypatch)
