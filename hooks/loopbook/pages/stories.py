"""Stories: an index with the coverage matrix, and a page for each in S-T-A-R form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..model import Question, Story
from ..paths import index_uri, page_uri
from ..study.coverage import coverage
from .columns import table
from .page import Page
from .writer import Writer

EMPTY = "No story yet. `loopbook add story` writes the first; a matrix then shows which questions have none."


def pages(writer: Writer) -> Iterator[Page]:
    """The index, then the stories."""
    desk, book = writer.desk, writer.book
    stories = book.all(Story)

    def context() -> dict[str, Any]:
        matrix = coverage(desk)
        return {
            "found": table(desk, "stories", stories, name="stories", caption="All stories", empty=EMPTY),
            "coverage": matrix,
            "gaps": [row for row in matrix.questions if row.is_gap],
            "find": book.find,
        }

    yield writer.page(
        index_uri("stories"), "Stories", "stories.md", context, meta={"hide": ["toc"]}, source=book.source("stories")
    )
    for story in stories:
        yield writer.page(
            page_uri("stories", story.id),
            story.title,
            "story.md",
            partial(_story, writer, story),
            source=str(book.origins[story.key]),
            meta={"description": story.headline or story.title},
            trail=(("Stories", index_uri("stories")),),
        )


def _story(writer: Writer, story: Story) -> dict[str, Any]:
    answers = [q for name in story.questions if (q := writer.book.get(Question, name))]
    return {"story": story, "answers": answers, "find": writer.book.find}
