"""The topics as a tree: who is above and below whom, and by which names each is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .model import Topic


@dataclass
class Taxonomy:
    """Topics by id, in the order of the file. `parent` and `children` hold ids; `names` maps folded names to ids."""

    topics: dict[str, Topic] = field(default_factory=dict)
    parent: dict[str, str | None] = field(default_factory=dict)
    children: dict[str | None, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _paths: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, topics: Iterable[tuple[Topic, str | None]]) -> Taxonomy:
        """A tree of (topic, its parent's id), parents first."""
        tree = cls()
        for topic, parent in topics:
            tree.topics[topic.id] = topic
            tree.parent[topic.id] = parent
            tree.children.setdefault(parent, []).append(topic.id)
        for topic in tree.topics.values():
            for name in (*topic.aliases, topic.title):
                tree.names.setdefault(name.casefold(), topic.id)
        tree.names |= {name.casefold(): name for name in tree.topics}
        return tree

    def find(self, name: str) -> str | None:
        """The id of the topic that goes by a name: its id, its title or an alias, whatever the case."""
        return name if name in self.topics else self.names.get(name.casefold())

    def path(self, topic: str) -> list[str]:
        """The ids from the root to a topic, itself included."""
        if topic not in self._paths:
            above = self.parent.get(topic)
            self._paths[topic] = [topic] if above is None else [*self.path(above), topic]
        return self._paths[topic]

    def below(self, topic: str) -> Iterator[str]:
        """A topic and all that is under it, in the order of the file."""
        yield topic
        for child in self.children.get(topic, ()):
            yield from self.below(child)

    def is_below(self, topic: str, ancestor: str) -> bool:
        """Whether a topic is another one or under it."""
        here: str | None = topic
        while here is not None:
            if here == ancestor:
                return True
            here = self.parent.get(here)
        return False

    def depth(self, topic: str) -> int:
        """How many topics are above it."""
        return len(self.path(topic)) - 1
