"""Cards that are written in notes, as entries beside those of the trackers, so that all study treats them alike."""

from __future__ import annotations

from collections.abc import Iterator

from ..book import Book
from ..model import Entry, Line, Rounds, Text
from ..notes import Card, Note

ABOUT = ("topics", "problems", "papers", "projects")
"""Trackers whose entries may have a page of notes: a page that names no topics has those of its entry."""


class NoteCard(Entry):
    """A collapsed `??? question "…"` block of a note. Its topics, companies and rounds are the note's."""

    tracker, noun, title_field = "cards", "card", "question"

    question: Line
    answer: Text | None = None
    rounds: Rounds = []
    uri: str = ""
    """The page that it is on."""


_BLANK = NoteCard.model_construct(question="")


def note_cards(book: Book) -> Iterator[NoteCard]:
    """The cards in the notes that the audience may see; of two with one name, the first."""
    about: dict[str, Entry] = {}
    seen: set[str] = set()
    for note, card in book.cards():
        if not about:
            about = {n.uri: e for t in ABOUT for e in book.entries[t].values() if (n := book.note_of(e))}
        if card.key not in seen:
            seen.add(card.key)
            yield _card(book, note, card, about.get(note.uri))


def _card(book: Book, note: Note, card: Card, about: Entry | None) -> NoteCard:
    topics = [topic for name in note.topics if (topic := book.taxonomy.find(name))]
    if not topics and about:
        topics = [about.id] if about.tracker == "topics" else list(about.topics)
    return _BLANK.model_copy(  # quicker than to construct one, and nothing here is in need of a check
        update={
            "id": card.id,
            "question": " ".join(card.question.split()),
            "answer": card.answer or None,
            "uri": note.uri,
            "topics": topics,
            "companies": [name for name in _words(note, "companies") if name in book.entries["companies"]],
            "rounds": [name for name in _words(note, "rounds") if name in book.entries["rounds"]],
        }
    )


def _words(note: Note, field: str) -> list[str]:
    value = note.meta.get(field)
    if isinstance(value, str):
        return [value]
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
