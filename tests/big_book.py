"""A big book, the same every time: 3,000 problems, 500 papers, 200 questions, 40 companies. For tests and measures."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from pathlib import Path

from books import ROOT, TODAY, Files, write

AREAS = ("Algorithms", "Deep learning", "Language models", "Search and ads", "Vision", "Systems", "Behavioural")
PER_AREA = 9
ROUNDS = ("recruiter-call", "coding", "ml-coding", "ml-breadth", "ml-system-design", "behavioural")
GRADES = ("no-clue", "bugs", "slow", "solid")
VOCABULARY = """
sorted window graph merge interval tree heap prefix cache stream token ranking margin batch gradient kernel
sampling index shard queue matrix path cycle string palindrome bucket pivot stack range update query
"""
WORDS = VOCABULARY.split()
STAGES = ("planned", "scheduling", "in-progress", "done")
CONFIG = """
site_name: A big book
site_url: {site_url}
hooks: [hooks/book_hooks.py]
use_directory_urls: true
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.tabs, navigation.prune, navigation.indexes, search.highlight]
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: custom, accent: custom,
       toggle: {{icon: material/weather-night, name: Switch to dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom, accent: custom,
       toggle: {{icon: material/weather-sunny, name: Switch to light}}}}
plugins: [search]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
  - pymdownx.tasklist: {{custom_checkbox: true, clickable_checkbox: true}}
extra:
  generator: false
  loopbook: {{visibility: {{data: public, docs: public}}}}
"""


def as_lines(entries: Iterable[object]) -> str:
    """Entries as YAML, each in a line of its own."""
    return "".join(f"- {json.dumps(entry)}\n" for entry in entries)


def edit_problem(book: Path, number: int, insight: str) -> None:
    """Change the insight of one problem."""
    path = book / "data" / "problems.yml"
    lines = path.read_text("utf-8").splitlines()
    lines[number] = f"- {json.dumps({**json.loads(lines[number][2:]), 'insight': insight})}"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def big_book(
    problems: int = 3000, papers: int = 500, questions: int = 200, companies: int = 40, notes: int = 300
) -> Files:
    """The files of the book, without a mkdocs.yml. Entries are JSON, which is YAML."""
    chance = random.Random(7)
    topics = [f"{area.lower().replace(' ', '-')}-{i}" for area in AREAS for i in range(PER_AREA)]
    asked = [f"company-{i}" for i in range(companies)]

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    def some(of: list[str], most: int) -> list[str]:
        return chance.sample(of, chance.randint(0, min(most, len(of))))

    files: Files = {
        "data/topics.yml": json.dumps(
            [
                {
                    "id": area.lower().replace(" ", "-"),
                    "title": area,
                    "summary": f"All about {words(5)}.",
                    "children": [
                        {"id": f"{area.lower().replace(' ', '-')}-{i}", "title": f"{words(2).capitalize()} {i}"}
                        for i in range(PER_AREA)
                    ],
                }
                for area in AREAS
            ]
        ),
        "data/problems.yml": as_lines(
            {
                "id": f"problem-{i}",
                "title": f"{words(3).capitalize()} {i}",
                "number": i + 1,
                "difficulty": ("easy", "medium", "medium", "hard")[i % 4],
                "topics": chance.sample(topics, 1 + i % 3),
                "lists": ["blind-75"] if i % 40 == 0 else [],
                "companies": some(asked, 2),
                "insight": f"{words(14).capitalize()}.",
                **({"mastery": chance.choice(GRADES)} if i % 3 else {}),
            }
            for i in range(problems)
        ),
        "data/papers.yml": json.dumps(
            [
                {
                    "id": f"paper-{i}",
                    "title": f"{words(6).capitalize()} {i}",
                    "authors": ["A. Author", "B. Author", "C. Author"],
                    "year": 1990 + i % 36,
                    "topics": chance.sample(topics, 2),
                    "status": ("to-read", "reading", "read")[i % 3],
                    "tldr": f"{words(12).capitalize()}.",
                }
                for i in range(papers)
            ]
        ),
        "data/questions.yml": json.dumps(
            [
                {
                    "id": f"question-{i}",
                    "question": f"{words(9).capitalize()} {i}?",
                    "answer": f"{words(30).capitalize()}.",
                    "round": ROUNDS[1 + i % 5],
                    "topics": chance.sample(topics, 1),
                }
                for i in range(questions)
            ]
        ),
        "data/companies.yml": json.dumps(
            [
                {
                    "id": f"company-{i}",
                    "name": f"{words(1).capitalize()} {i}",
                    "status": ("interviewing", "applied", "wishlist", "rejected")[i % 4],
                    "rounds": [
                        {"round": name, "stage": STAGES[(i + k) % 4], "focus": chance.sample(topics, 2)}
                        for k, name in enumerate(ROUNDS[: 2 + i % 5])
                    ],
                }
                for i in range(companies)
            ]
        ),
        "data/reviews.yml": "".join(
            f"- {{date: {TODAY.replace(month=1 + i % 10)}, item: problems/problem-{i}, grade: {GRADES[i % 4]}}}\n"
            for i in range(0, problems, 3)
        ),
    }
    for order, name in enumerate(ROUNDS):
        title = name.replace("-", " ").capitalize().replace("Ml", "ML")
        feed = f"show: problems, where: {{topics: {AREAS[order % len(AREAS)].lower().replace(' ', '-')}}}"
        feed = "show: questions" if name in ("recruiter-call", "behavioural") else feed
        files[f"docs/rounds/{name}.md"] = (
            f"---\ntitle: {title}\ncategory: coding\norder: {order}\nkey_points: [{words(4)}, {words(4)}]\n"
            f"checklist:\n  - {{id: one, text: {words(5)}}}\n  - {{id: two, text: {words(5)}}}\n"
            f"feeds:\n  - {{{feed}, limit: 40}}\n---\n\nWhat it is like.\n"
        )
    for i in range(notes):
        topic = topics[i % len(topics)]
        other = f"note-{(i * 7 + 1) % notes}"
        files[f"docs/notes/note-{i}.md"] = (
            f"---\ntitle: Note {i} on {words(2)}\ntopics: [{topic}]\n---\n\n{words(60).capitalize()}.\n\n"
            f"See [{other}]({other}.md).\n\n## {words(2).capitalize()}\n\n{words(80).capitalize()}.\n"
        )
    return files


def write_big_book(folder: Path, site_url: str = "http://127.0.0.1/", **sizes: int) -> Path:
    """The book in a folder, ready to build with the engine that is under test."""
    config = CONFIG.format(site_url=site_url)
    write(folder, {**big_book(**sizes), "mkdocs.yml": config})
    (folder / "hooks").mkdir(exist_ok=True)
    (folder / "hooks" / "book_hooks.py").write_text((ROOT / "hooks" / "book_hooks.py").read_text())
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    write_big_book(parser.parse_args().folder)
