"""Debriefs → cards: what was asked in an interview is a question of the book, and how it went is a review.

Nothing is copied: the debrief (or the mock) in YAML is the only place where it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .book import Origin
from .model import Asked, Debrief, Entry, Mock, Question, Round, Visibility, slug
from .review_log import LogLine

Entries = Mapping[str, Mapping[str, Entry]]
KIND = {"people": "behavioural", "design": "design", "coding": "coding", "screen": "screen"}
"""A round's category → what its questions probe."""


def interviews(entries: Entries) -> Iterator[Debrief | Mock]:
    """The real rounds and the practice ones of which the book knows what was asked."""
    for tracker in ("debriefs", "mocks"):
        for entry in entries[tracker].values():
            if isinstance(entry, (Debrief, Mock)):
                yield entry


def key_of(asked: Asked, entries: Entries) -> str:
    """The key of what was asked: an entry that there is already, or the card that it becomes."""
    tracker, slash, name = asked.question.partition("/")
    if slash and name in entries.get(tracker, {}):
        return asked.question
    if asked.question in entries["questions"]:
        return f"questions/{asked.question}"
    return f"questions/{asked.id or slug(asked.question)}"


def asked_questions(entries: Entries, origins: Mapping[str, Origin]) -> list[tuple[Question, Origin]]:
    """A question for each that was asked and that the book does not have, with where it is written."""
    found: dict[str, tuple[Question, Origin]] = {}
    for interview in interviews(entries):
        page = entries["rounds"].get(interview.round)
        kind = KIND.get(page.category, "breadth") if isinstance(page, Round) else "breadth"
        company = interview.company if isinstance(interview, Debrief) else None
        for i, asked in enumerate(interview.asked):
            key = key_of(asked, entries)
            tracker, _, name = key.partition("/")
            if name in entries[tracker] or key in found:
                continue
            seen = asked.visibility or Visibility.PRIVATE
            question = Question(
                id=name, question=asked.question, answer=asked.answer, topics=asked.topics, round=interview.round,
                kind=kind, added=interview.date, visibility=seen, example=interview.example,
                companies=[company] if company and seen is Visibility.PRIVATE else [],
            )  # fmt: skip
            origin = origins[interview.key]
            prefix = (*origin.prefix, "asked", i)
            line = origin.parsed.at(prefix)[0] if origin.parsed else origin.line
            found[key] = question, Origin(origin.path, line, origin.parsed, prefix)
    return list(found.values())


def asked_reviews(entries: Entries, origins: Mapping[str, Origin]) -> Iterator[LogLine]:
    """A review for each question that was asked and of which somebody said how it went."""
    for interview in interviews(entries):
        for asked in interview.asked:
            if asked.grade:
                path = origins[interview.key].path
                yield LogLine(interview.date, "", key_of(asked, entries), asked.grade, path=path)
