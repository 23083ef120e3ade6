"""Questions: an index, and for each round a deck of cards with their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..model import Question, Round
from ..paths import deck_uri, index_uri
from .addresses import OTHER
from .columns import table
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """The index, then the decks in the order of the rounds; every round has a deck, so that links to it hold."""
    desk, book = writer.desk, writer.book
    decks: dict[str, list[Question]] = defaultdict(list)
    for question in book.all(Question):
        decks[question.round or OTHER].append(question)
    order = [r.id for r in desk.rounds] + ([OTHER] if OTHER in decks else [])
    titles = {r.id: r.title for r in desk.rounds} | {OTHER: "Other questions"}
    yield writer.page(
        index_uri("questions"),
        "Questions",
        "questions.md",
        lambda: {
            "decks": [
                (deck_uri(name), titles[name], len(decks[name]), _tally(writer, decks[name]))
                for name in order
                if decks[name]
            ],
            "found": table(desk, "questions", book.all(Question), name="questions", caption="All questions", wide=True),
        },
        meta={"search": {"exclude": True}, "hide": ["toc"]},
        source=book.source("questions"),
    )
    for name in order:
        yield writer.page(
            deck_uri(name),
            f"{titles[name]}: questions",
            "deck.md",
            partial(_deck, writer, name, decks[name]),
            source=book.source("questions"),
            meta={"hide": ["toc"]},
            trail=(("Questions", index_uri("questions")),),
        )


def _deck(writer: Writer, name: str, questions: list[Question]) -> dict[str, Any]:
    groups = _by_topic(writer, questions)
    return {"round": writer.book.get(Round, name), "groups": groups, "count": len(questions)}


def _tally(writer: Writer, questions: list[Question]) -> dict[object, int]:
    tally: dict[object, int] = defaultdict(int)
    for question in questions:
        tally[writer.desk.mastery(question)] += 1
    return tally


def _by_topic(writer: Writer, questions: list[Question]) -> list[tuple[str, list[Question]]]:
    """The questions under the topic at the second level of the tree that their first topic is in."""
    tree = writer.book.taxonomy
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        path = tree.path(question.topics[0]) if question.topics else []
        groups[path[min(1, len(path) - 1)] if path else ""].append(question)
    order = {topic: i for i, topic in enumerate(tree.topics)}
    named = sorted(groups.items(), key=lambda group: order.get(group[0], len(order)))
    return [(tree.topics[topic].title if topic else "Without a topic", found) for topic, found in named]
