"""Write the example hunt's review log, data/reviews/example.yml.

An invented learner studies for 90 days, a few excepted, and improves: what goes well comes back at growing gaps, what
does not comes back soon, and some items stay weak. What is learned, and in which order, is taken from the log that is
there, so that a book can grow without the log changing; `--choose` chooses anew. Chance depends on the seed, the item
and the day alone: `python scripts/example_reviews.py` writes the same bytes as long as the learner's entries are there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

GRADES = ("no-clue", "bugs", "slow", "solid")
GAP_GROWTH = {"no-clue": 0.0, "bugs": 0.5, "slow": 1.6, "solid": 2.6}
TIME_FACTOR = {"no-clue": 1.5, "bugs": 1.25, "slow": 1.0, "solid": 0.6}
DIFFICULTY = {"easy": 0.0, "medium": 0.12, "hard": 0.3}
USUAL_MINUTES = {"problems": 25, "papers": 15, "questions": 3, "stories": 5}
ASKED_ROUNDS = ("ml-breadth", "ml-system-design", "math-and-statistics", "behavioural")
NEW_ITEMS = ("problems", "questions", "papers", "questions", "problems", "questions", "stories")
DAYS_OFF = 0.04
STUBBORN = 0.12
NEW_UNTIL = 0.5  # of the way: then interviews are near, and what is known has to stay
STORIES_FROM = 0.45  # of the way: stories are polished when interviews come near

HEADER = """\
# yaml-language-server: $schema=../../hooks/loopbook/schemas/reviews.json
# An example, made by scripts/example_reviews.py: the reviews of a learner who does not exist, up to the day before
# example_week in mkdocs.yml. They are read as if that day were yesterday.
"""
WEEK = dt.date(2026, 11, 16)
"""The Monday of mkdocs.yml's example_week; the log ends the day before."""


@dataclass
class Item:
    """An entry of the book, and how far the learner is with it."""

    key: str
    minutes: int
    difficulty: float
    stubborn: bool
    draw: random.Random
    gap: float = 1.0
    due: dt.date = dt.date.max
    successes: int = 0

    def review(self, day: dt.date, progress: float) -> str:
        """One review, as a line: better late in the hunt, after earlier successes, and on easy items."""
        gain, handicap = (0.05, 0.25) if self.stubborn else (0.17, 0.0)
        skill = 0.3 + 0.3 * progress + gain * self.successes - self.difficulty - handicap
        grade = GRADES[sum(self.draw.gauss(skill, 0.16) > bar for bar in (0.1, 0.34, 0.58))]
        self.gap = min(60.0, max(1.0, self.gap * GAP_GROWTH[grade]))
        self.due = day + dt.timedelta(days=round(self.gap + self.draw.uniform(0.5, 1.5)))
        self.successes += grade in ("slow", "solid")
        minutes = max(2, round(self.minutes * TIME_FACTOR[grade] * self.draw.uniform(0.8, 1.2)))
        return f"- {{date: {day}, item: {self.key}, grade: {grade}, minutes: {minutes}}}"


def entries(book: Path, tracker: str) -> dict[str, dict[str, Any]]:
    """The entries of a tracker by their keys, in the order of its files."""
    paths = [book / f"data/{tracker}.yml", *sorted((book / "data" / tracker).glob("**/*.yml"))]
    found = [yaml.safe_load(path.read_text("utf-8")) or [] for path in paths if path.exists()]
    return {f"{tracker}/{entry['id']}": entry for part in found for entry in part if "id" in entry}


def learned(path: Path) -> dict[str, list[str]]:
    """Tracker → the items of a log in the order in which they were taken up."""
    order = dict.fromkeys(line["item"] for line in yaml.safe_load(path.read_text("utf-8")))
    return {tracker: [item for item in order if item.startswith(f"{tracker}/")] for tracker in USUAL_MINUTES}


def choice(found: dict[str, dict[str, dict[str, Any]]], seed: int) -> dict[str, list[str]]:
    """Tracker → what to take up: problems by list, only papers read, questions of some rounds, all stories."""
    problems, papers, questions = found["problems"], found["papers"], found["questions"]
    draw = random.Random(seed)

    def first(key: str) -> tuple[bool, bool]:
        return "blind-75" not in problems[key].get("lists", []), problems[key].get("kind") != "ml-coding"

    read = [key for key in papers if papers[key].get("status") in ("read", "reading")]
    asked = [key for key in questions if questions[key].get("round") in ASKED_ROUNDS]
    return {
        "problems": sorted(problems, key=first),
        "papers": draw.sample(read, len(read)),
        "questions": draw.sample(asked, len(asked)),
        "stories": list(found["stories"]),
    }


def item(key: str, entry: dict[str, Any], seed: int) -> Item:
    """An entry before the learner has looked at it."""
    draw = random.Random(f"{seed} {key}")
    minutes = entry.get("minutes", USUAL_MINUTES[key.partition("/")[0]])
    difficulty = DIFFICULTY.get(entry.get("difficulty", ""), draw.choice((0.0, 0.1, 0.2)))
    return Item(key, minutes, difficulty, draw.random() < STUBBORN, draw)


def log(waiting: dict[str, list[Item]], seed: int, end: dt.date, days: int) -> Iterator[str]:
    """The lines of the log, oldest first: each day what is longest overdue, then something new."""
    known, turns = list[Item](), cycle(NEW_ITEMS)
    for number in range(days):
        day, progress = end - dt.timedelta(days=days - 1 - number), number / max(1, days - 1)
        draw = random.Random(f"{seed} {number}")
        if draw.random() < DAYS_OFF:
            continue
        due = sorted((item for item in known if item.due <= day), key=lambda item: (item.due, item.key))
        size, fresh = draw.randint(8, 12), 3 if progress < NEW_UNTIL else draw.randint(0, 1)
        today = due[: size - fresh]
        for tracker in (next(turns) for _ in NEW_ITEMS * 2 if len(today) < size):
            if waiting[tracker] and (tracker != "stories" or progress > STORIES_FROM):
                known.append(waiting[tracker].pop(0))
                today.append(known[-1])
        yield from (item.review(day, progress) for item in today)


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=7, help="another seed, another learner")
    parser.add_argument("--end", type=dt.date.fromisoformat, default=WEEK - dt.timedelta(1), help="the last day")
    parser.add_argument("--days", type=int, default=90, help="how many days")
    parser.add_argument("--choose", action="store_true", help="choose anew what is learned")
    parser.add_argument("--book", type=Path, default=Path(__file__).parents[1], help="the folder that holds data/")
    options = parser.parse_args()
    target = options.book / "data/reviews/example.yml"
    found = {tracker: entries(options.book, tracker) for tracker in USUAL_MINUTES}
    chosen = choice(found, options.seed) if options.choose or not target.exists() else learned(target)
    waiting = {
        tracker: [item(key, found[tracker][key], options.seed) for key in keys if key in found[tracker]]
        for tracker, keys in chosen.items()
    }
    lines = list(log(waiting, options.seed, options.end, options.days))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
