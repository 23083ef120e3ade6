"""The review session: without a script a list of what is due, and the items as data for the script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..markdown_text import plain_text
from ..model import Entry, Paper, Problem, Project, Question, Story
from ..study.cards import NoteCard
from ..study.desk import STUDIED, Desk, once
from ..study.packs import by_round, packs
from ..study.planner import study_plan
from ..study.schedule import Scope, all_due, all_new, interviews, new_done, queue, reviews_done
from .addresses import address
from .columns import source_url
from .page import Page
from .writer import Writer

URI = "review/index.md"
DATA = "review/items.json"
"""Where the items are, beside the page."""
LISTED = 30


def pages(writer: Writer) -> Iterator[Page]:
    """One page, if there is anything to review."""
    desk = writer.desk
    if not desk.items:
        return

    def context() -> dict[str, Any]:
        found = queue(desk, Scope())
        dues = {entry.key for entry in all_due(desk)}
        ahead = [(i, sum(entry.key in dues for entry, _ in i.pack.entries)) for i in interviews(desk)]
        return {
            "queue": found,
            "shown": LISTED,
            "ahead": ahead,
            "kinds": [(kind, n) for kind in (*STUDIED, "cards") if (n := sum(e.tracker == kind for e in found.due))],
        }

    yield writer.page(
        URI, "Review", "review.md", context, meta={"hide": ["toc", "navigation"], "search": {"exclude": True}}
    )


@dataclass(frozen=True)
class Side:
    """Markdown of one side of a card, and the uri that its links are relative to ("" for docs/ itself)."""

    text: str
    base: str = ""


@dataclass(frozen=True)
class SessionItem:
    """One item as the session shows it."""

    entry: Entry
    question: Side
    answer: Side
    links: list[tuple[str, str]]
    """Words → another site's address, or a uri of the book."""
    facts: list[str]
    """What is told with the answer: difficulty, pattern."""


def session_items(desk: Desk) -> list[SessionItem]:
    """Everything that can be reviewed."""
    return [session_item(desk, entry) for entry in desk.items.values()]


def session_item(desk: Desk, e: Entry) -> SessionItem:
    """The two sides of an item."""
    links: list[tuple[str, str]] = []
    facts: list[str] = []
    question, answer = Side(e.label), Side("")
    titles = _titles(desk)
    topics = [titles[topic] for topic in e.topics if topic in titles]
    if isinstance(e, NoteCard):
        question, answer = Side(e.question, e.uri), Side(e.answer or "", e.uri)
    elif isinstance(e, Question):
        answer = Side(e.answer or "")
    elif isinstance(e, Problem):
        question = Side(f"{e.number}. {e.title}" if e.number else e.title)
        links += [("Open the problem", e.url)] if e.url else []
        facts += [e.difficulty] if e.difficulty else []
        answer = Side(e.insight or "")
    elif isinstance(e, Paper):
        links += [("Open it", url)] if (url := source_url(e)) else []
        answer = Side(e.tldr or "")
    elif isinstance(e, Story):
        steps = [(n, getattr(e, n)) for n in ("situation", "task", "action", "result", "reflection")]
        told = [f"**{name.capitalize()}.** {text}" for name, text in steps if text]
        answer = Side("\n\n".join([*([e.headline] if e.headline else []), *told]))
    elif isinstance(e, Project):
        answer = Side(e.summary or "")
    page = desk.book.note_of(e)
    if page or e.tracker not in ("problems", "papers"):
        links.append(("Its notes" if page else "Where it stands", address(desk.book, e)))
    return SessionItem(e, question, answer, links, [*facts, *topics])


@once
def _titles(desk: Desk) -> dict[str, str]:
    """Topic → its title in plain words."""
    return {name: plain_text(topic.title) for name, topic in desk.book.taxonomy.topics.items()}


def session_data(desk: Desk) -> dict[str, Any]:
    """What the script knows besides the items' words: the schedule, the scopes, the limits."""
    place = {key: i for i, key in enumerate(desk.items)}
    rank = {entry.key: i for i, entry in enumerate(all_new(desk))}
    replay, times = desk.replay, _times(desk)
    return {
        "built": desk.today.isoformat(),
        "weights": list(replay.weights),
        "retention": replay.retention,
        "longest": replay.scheduler.maximum_interval,
        "limits": {"new": desk.plan.new_a_day, "reviews": desk.plan.reviews_a_day},
        "done": {"new": new_done(desk), "reviews": reviews_done(desk)},
        "state": [_state(desk, key, rank, times) for key in desk.items],
        "packs": {
            f"{pack.company.id}/{pack.name}": {
                "title": plain_text(f"{pack.company.name} {pack.title}"),
                "items": [place[e.key] for e, _ in pack.entries],
            }
            for pack in packs(desk)
        },
        "rounds": {
            name: {"title": plain_text(desk.book.entries["rounds"][name].label), "items": [place[e.key] for e in found]}
            for name, found in by_round(desk).items()
            if found
        },
        "blocks": {
            sitting.start: {"title": plain_text(sitting.title), "items": [place[t.entry.key] for t in sitting.tasks]}
            for sitting in study_plan(desk).on(desk.today)
        },
        "topics": {
            topic.id: [plain_text(topic.title), desk.book.taxonomy.parent[topic.id]]
            for topic in desk.book.taxonomy.topics.values()
        },
        "companies": {c.id: plain_text(c.label) for c in desk.book.entries["companies"].values()},
    }


def _times(desk: Desk) -> dict[str, list[str]]:
    """Key → the times of the reviews on its last day, by which the script knows which of its own are counted."""
    found: dict[str, list[str]] = {}
    for review in desk.reviews:
        memory = desk.memories.get(review.item)
        if review.time and memory and memory.reviewed == review.date:
            found.setdefault(review.item, []).append(review.time)
    return found


def _state(desk: Desk, key: str, rank: dict[str, int], times: dict[str, list[str]]) -> dict[str, Any]:
    entry, memory = desk.items[key], desk.memories.get(key)
    state: dict[str, Any] = {"key": key, "topics": entry.topics, "minutes": desk.minutes(entry)}
    if key in rank:
        state["new"] = rank[key]
    if memory:
        due = desk.due(entry) or memory.due
        state |= {
            "grade": desk.mastery(entry),
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "reviewed": memory.reviewed.isoformat(),
            "due": due.isoformat(),
        }
        if key in times:
            state["times"] = times[key]
    return state
