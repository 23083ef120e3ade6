"""Stories: an index with the coverage matrix, and a page for each in S-T-A-R form."""

from __future__ import annotations

from collections.abc import Iterator

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
    source = book.source("stories")
    matrix = coverage(desk)
    yield writer.page(
        index_uri("stories"),
        "Stories",
        "stories.md",
        meta={"hide": ["toc"]},
        source=source,
        found=table(desk, "stories", stories, name="stories", caption="All stories", empty=EMPTY),
        coverage=matrix,
        gaps=[row for row in matrix.questions if row.is_gap],
        find=book.find,
    )
    for story in stories:
        yield writer.page(
            page_uri("stories", story.id),
            story.title,
            "story.md",
            source=str(book.origins[story.key]),
            meta={"description": story.headline or story.title},
            trail=(("Stories", index_uri("stories")),),
            story=story,
            answers=[q for name in story.questions if (q := book.get(Question, name))],
            find=book.find,
        )
