"""Topics: the tree, and for each topic everything on it from all trackers and notes, subtopics rolled up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..markdown_text import plain_text
from ..model import Entry, Topic
from ..paths import index_uri, page_uri
from ..study.desk import Desk, once
from ..study.query import sort
from ..study.related import related
from ..taxonomy import Taxonomy
from .columns import table
from .page import Beside, Page
from .tables import Later, Table
from .topic_map import TopicMap, tiles
from .writer import Writer

ON_A_TOPIC = ("problems", "questions", "papers", "stories", "projects")
"""The trackers that a topic's page lists, in this order."""


def pages(writer: Writer) -> Iterator[Page]:
    """The tree, then each topic."""
    desk, tree, source = writer.desk, writer.book.taxonomy, writer.book.source("topics")
    yield writer.page(
        index_uri("topics"),
        "Topics",
        "topics.md",
        lambda: {
            "tree": tree,
            "counts": _counts(desk),
            "tally": desk.topic_tally,
            "map": TopicMap(tiles(desk)),
        },
        meta={"search": {"exclude": True}},
        source=source,
    )
    for topic in tree.topics.values():
        yield _topic(writer, topic)


def _topic(writer: Writer, topic: Topic) -> Page:
    desk, tree = writer.desk, writer.book.taxonomy
    above = tree.path(topic.id)[:-1]

    def context() -> dict[str, Any]:
        found = desk.by_topic.get(topic.id, {})
        sections = [
            (tracker, len(found[tracker]), _table(writer, topic, tracker, found[tracker]))
            for tracker in ON_A_TOPIC
            if found.get(tracker)
        ]
        return {
            "topic": topic,
            "children": [tree.topics[child] for child in tree.children.get(topic.id, ())],
            "counts": _counts(desk),
            "sections": sections,
            "tally": desk.topic_tally(topic),
            "child_tally": desk.topic_tally,
            "notes": [
                writer.book.notes[uri]
                for uri in desk.notes_by_topic.get(topic.id, ())
                if uri != page_uri("topics", topic.id)
            ],
            "related": [(tree.topics[other], count) for other, count in related(desk).get(topic.id, ())],
            "cards": desk.cards_by_topic.get(topic.id, []),
            "due": _due(writer, topic),
            "rounds": [r for r in desk.rounds if any(tree.is_below(topic.id, t) for t in r.topics)],
        }

    return writer.page(
        page_uri("topics", topic.id),
        topic.title,
        "topic.md",
        context,
        source=str(writer.book.origins[topic.key]),
        meta={"description": topic.summary} if topic.summary else {},
        trail=(("Topics", index_uri("topics")), *((tree.topics[t].title, page_uri("topics", t)) for t in above)),
        beside=_beside(tree, topic),
    )


def _due(writer: Writer, topic: Topic) -> int:
    """How many items on a topic are due."""
    on_it = writer.desk.by_topic.get(topic.id, {})
    entries = [entry for tracker in ON_A_TOPIC for entry in on_it.get(tracker, ())]
    return sum(map(writer.desk.is_due, (*entries, *writer.desk.cards_by_topic.get(topic.id, ()))))


def _table(writer: Writer, topic: Topic, tracker: str, entries: list[Entry]) -> Table:
    rows = Later(lambda: sort(writer.desk, entries))
    return table(writer.desk, tracker, rows, name=f"{topic.id}-{tracker}", caption=f"{topic.title}: {tracker}")


def _beside(tree: Taxonomy, topic: Topic) -> Beside:
    """The topics on its level, with its own subtopics below it."""
    above = tree.parent.get(topic.id)
    items: list[tuple[str, str, int]] = []
    for near in tree.children.get(above, ()):
        items.append((plain_text(tree.topics[near].title), page_uri("topics", near), 0))
        if near == topic.id:
            below = tree.children.get(near, ())
            items += [(plain_text(tree.topics[t].title), page_uri("topics", t), 1) for t in below]
    return Beside(plain_text(tree.topics[above].title) if above else "Topics", tuple(items))


@once
def _counts(desk: Desk) -> dict[str, dict[str, int]]:
    return {
        topic: {tracker: len(entries) for tracker, entries in found.items()} for topic, found in desk.by_topic.items()
    }
