"""The index of each tracker that is a table: problems, papers, projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..model import TRACKERS
from ..paths import index_uri
from ..study.query import sort
from .columns import table
from .facets import MASTERY
from .page import Page
from .tables import Later
from .writer import Writer

INTRO = {
    "problems": "Every coding problem in the book. A link leads to the notes, or to the problem where there are none.",
    "papers": "Papers, books, posts, courses and code: what to read, and what it said.",
    "projects": "Projects to walk an interviewer through: background, decisions, challenges, impact, reflection.",
}
ORDER = {"problems": "number", "projects": "title"}
"""What an index is sorted by; the others stand as they are in the files."""
EMPTY = {
    "problems": "No problem yet. `loopbook add problem` writes the first; `loopbook import leetcode` brings more.",
    "papers": "Nothing to read yet. `loopbook add paper` writes the first; `loopbook import papers` brings a library.",
    "projects": "No project yet. Each is a page `docs/projects/<id>.md`: two that you know to any depth are enough.",
}
"""What an index says while there is nothing in it."""


def pages(writer: Writer) -> Iterator[Page]:
    """One index for each."""
    for tracker in INTRO:
        yield writer.page(
            index_uri(tracker),
            tracker.capitalize(),
            "tracker.md",
            partial(_index, writer, tracker),
            meta={"search": {"exclude": True}, "hide": ["toc"]},
            source=writer.book.source(tracker),
        )


def _index(writer: Writer, tracker: str) -> dict[str, Any]:
    desk, entries = writer.desk, list(writer.book.entries[tracker].values())
    rows = Later(partial(sort, desk, entries, ORDER[tracker])) if tracker in ORDER else entries
    caption, empty = f"All {tracker}", EMPTY.get(tracker, "")
    return {
        "tracker": tracker,
        "intro": INTRO[tracker],
        "entries": entries,
        "tally": Counter(map(desk.mastery, entries)),
        "mastery": MASTERY,
        "noun": TRACKERS[tracker].noun,
        "found": table(desk, tracker, rows, name=tracker, caption=caption, anchors=True, wide=True, empty=empty),
    }
