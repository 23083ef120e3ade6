"""Which story answers which question and shows which competency, and where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Question, Story
from .desk import Desk

COMPETENCIES = "behavioural"
"""The topic whose subtopics are the competencies."""


@dataclass(frozen=True)
class CoverageRow:
    """A question or a competency, and whether each story serves it: `full`, `part` or nothing, story by story."""

    key: str
    label: str
    cells: list[str]

    @property
    def is_gap(self) -> bool:
        """Whether no story serves it."""
        return not any(self.cells)


@dataclass(frozen=True)
class Coverage:
    """The matrix: one row a competency or question, one column a story."""

    stories: list[Story]
    competencies: list[CoverageRow]
    questions: list[CoverageRow]


def coverage(desk: Desk) -> Coverage:
    """A story serves a question fully if it names it, in part if it shows one of the question's competencies."""
    book = desk.book
    stories = book.all(Story)
    tree = book.taxonomy
    leaves = [t for t in tree.below(COMPETENCIES) if t != COMPETENCIES] if COMPETENCIES in tree.topics else []
    questions = [q for q in book.all(Question) if q.kind == "behavioural"]
    return Coverage(
        stories,
        [
            CoverageRow(f"topics/{t}", tree.topics[t].title, ["full" if t in s.competencies else "" for s in stories])
            for t in leaves
        ],
        [CoverageRow(q.key, q.question, [_serves(s, q) for s in stories]) for q in questions],
    )


def _serves(story: Story, question: Question) -> str:
    if question.id in story.questions:
        return "full"
    return "part" if set(question.topics) & set(story.competencies) else ""
