"""Which topics go together: those that share the most entries."""

from __future__ import annotations

from collections import Counter, defaultdict

from .desk import Desk, once, subjects

MOST = 5


@once
def related(desk: Desk) -> dict[str, list[tuple[str, int]]]:
    """Topic → the topics that share the most entries and cards with it, and how many: at most `MOST`, most first.

    A topic's entries are those on it or below it; the other topic is one that they name themselves, and not one above
    or below: those share entries by being a tree. The work is in the topics of each entry, never in pairs of entries.
    """
    tree = desk.book.taxonomy
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in desk.items.values():
        own = {topic for topic in subjects(entry) if topic in tree.topics}
        if len(own) > 1:
            for step in {step for topic in own for step in tree.path(topic)}:
                shared[step].update(own)
    place = {topic: n for n, topic in enumerate(tree.topics)}
    found = {}
    for topic, counts in shared.items():
        others = [o for o in counts if topic not in tree.path(o) and o not in tree.path(topic)]
        others.sort(key=lambda o: (-counts[o], place[o]))
        found[topic] = [(other, counts[other]) for other in others[:MOST]]
    return found
