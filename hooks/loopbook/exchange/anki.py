"""Entries as cards of an Anki package.

A note's GUID comes from its entry's key, and the ids of the model and the decks are fixed, so that importing a newer
package updates the cards, with their schedule, and doubles none.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import markdown

from ..book import Book
from ..markdown_text import embed, links, plain_text
from ..model import Entry, Paper, Problem, Question, Round, Story
from ..pages.columns import source_url
from ..paths import is_relative, resolve
from ..study.desk import Desk
from ..study.packs import packs
from .found import needs

MODEL_ID = 1_607_392_319
DECK = "Loopbook"
_EXTENSIONS = ["tables", "sane_lists", "def_list", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex"]
_CONFIGS: dict[str, Any] = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.highlight": {"use_pygments": False},
}
_BACK = '{{FrontSide}}<hr id="answer">{{Back}}<p class="topics">{{Topics}}</p><p class="source">{{Source}}</p>'
_CSS = """
.card { font: 18px/1.5 system-ui, sans-serif; text-align: left; max-width: 42em; margin: 0 auto; }
.topics, .source { color: #777; font-size: 14px; }
pre { background: rgba(127, 127, 127, .12); padding: .7em; overflow: auto; font-size: 15px; }
code { font-family: ui-monospace, monospace; }
table { border-collapse: collapse; } td, th { border: 1px solid #999; padding: .2em .5em; }
img { max-width: 100%; }
"""


@dataclass(frozen=True)
class Flashcard:
    """A card: its key in the book, the deck below `Loopbook`, both sides as Markdown, and where it links to."""

    key: str
    deck: str
    front: str
    back: str
    tags: tuple[str, ...]
    url: str = ""


def flashcards(desk: Desk, company: str | None = None) -> list[Flashcard]:
    """A card for each question, problem, paper with a tl;dr, story and note's card; of a company, what bears on it."""
    wanted = _of_company(desk, company) if company else None
    made = [card for card in _all(desk) if wanted is None or card.key in wanted]
    return list({card.key: card for card in made}.values())


def _of_company(desk: Desk, company: str) -> set[str]:
    """The keys of what a company's packs put first: what it asks, its focus topics, its rounds' questions, stories."""
    keys = {e.key for entries in desk.book.entries.values() for e in entries.values() if company in e.companies}
    for pack in packs(desk):
        if pack.company.id != company:
            continue
        keys |= {story.story.key for story in pack.stories}
        for section in pack.sections:
            is_deck = section.tracker == "questions"
            close = [item for item in section.items if is_deck or item.reason != "round"]
            keys |= {item.entry.key for item in close}
    return keys


def _all(desk: Desk) -> Iterator[Flashcard]:
    book = desk.book
    for question in book.all(Question):
        asked = book.get(Round, question.round)
        deck = f"Questions::{plain_text(asked.title) if asked else 'Other'}"
        if question.answer:
            yield Flashcard(question.key, deck, question.question, question.answer, _tags(book, question))
    for problem in book.all(Problem):
        back, tags = _solution(book, problem), _tags(book, problem)
        yield Flashcard(problem.key, "Problems", _blind(problem), back, tags, problem.url or "")
    for paper in book.all(Paper):
        if paper.tldr:
            by = ", ".join([*paper.authors[:3], *(["et al."] if len(paper.authors) > 3 else [])])
            front = f"**{paper.title}**" + (f"\n\n{by}" if by else "") + (f" ({paper.year})" if paper.year else "")
            yield Flashcard(paper.key, "Papers", front, paper.tldr, _tags(book, paper), source_url(paper))
    for story in book.all(Story):
        parts = [(name.capitalize(), getattr(story, name)) for name in _STAR]
        told = "\n\n".join(f"**{name}**: {text}" for name, text in parts if text)
        if told:
            yield Flashcard(story.key, "Stories", f"**{story.title}**", told, _tags(book, story))
    for note, card in book.cards():
        if card.answer:
            tags = tuple(map(_tag, _named(note.meta.get("topics"))))
            yield Flashcard(card.key, "Notes", card.question, card.answer, tags)


_STAR = ("situation", "task", "action", "result", "reflection")


def _blind(problem: Problem) -> str:
    """A problem without what gives it away: no difficulty, topic or company."""
    number = f"LC {problem.number}. " if problem.number else ""
    return f"**{number}{problem.title}**"


def _solution(book: Book, problem: Problem) -> str:
    topics = ", ".join(book.taxonomy.topics[t].title for t in problem.topics if t in book.taxonomy.topics)
    facts = " · ".join(filter(None, (problem.difficulty or "", topics)))
    return (
        "\n\n".join(filter(None, (problem.insight or "", f"*{facts}*" if facts else ""))) or "*No insight written yet.*"
    )


def _tags(book: Book, entry: Entry) -> tuple[str, ...]:
    """The entry's topics as Anki's hierarchical tags, from the root of the tree."""
    known = [topic for topic in entry.topics if topic in book.taxonomy.topics]
    companies = [f"company::{_tag(company)}" for company in entry.companies]
    return tuple(dict.fromkeys(["::".join(map(_tag, book.taxonomy.path(topic))) for topic in known] + companies))


def _tag(name: str) -> str:
    return re.sub(r"[\s\"]+", "-", name)


def _named(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value or ()]


def guid(key: str) -> str:
    """The GUID of a card: its key's, for good."""
    return f"lb-{sha256(key.encode()).hexdigest()[:16]}"


def package(cards: Iterable[Flashcard], docs: Path, assets: frozenset[str], stamp: float) -> bytes:
    """The cards as an .apkg. Pictures come along if they are among the `assets` of the book."""
    genanki: Any = needs("genanki", "an Anki package")
    model = genanki.Model(
        MODEL_ID,
        "Loopbook",
        fields=[{"name": name} for name in ("Front", "Back", "Topics", "Source")],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": _BACK,
            }
        ],
        css=_CSS,
    )
    decks: dict[str, Any] = {}
    media: dict[str, Path] = {}
    for card in cards:
        name = f"{DECK}::{card.deck}"
        deck = decks.setdefault(name, genanki.Deck(_deck_id(name), name))
        front, back = (_html(text, docs, assets, media) for text in (card.front, card.back))
        source = f'<a href="{escape(card.url)}">{escape(card.url)}</a>' if card.url else ""
        topics = ", ".join(tag.rsplit("::", 1)[-1] for tag in card.tags)
        fields = [front, back, escape(topics), source]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=list(card.tags), guid=guid(card.key)))
    made = genanki.Package(list(decks.values()))
    with tempfile.TemporaryDirectory() as folder:
        made.media_files = []
        for name, path in media.items():
            copy = Path(folder) / name
            copy.write_bytes(path.read_bytes())
            made.media_files.append(str(copy))
        target = Path(folder) / "loopbook.apkg"
        with _temporary_files_in(folder):
            made.write_to_file(str(target), timestamp=stamp)
        return target.read_bytes()


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    """Have temporary files made in a folder: genanki leaves one behind, with all that the cards say."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before


def _deck_id(name: str) -> int:
    return 1_000_000_000 + int(sha256(name.encode()).hexdigest()[:8], 16) % 1_000_000_000


def _html(text: str, docs: Path, assets: frozenset[str], media: dict[str, Path]) -> str:
    """Markdown as Anki shows it: formulas for its MathJax, code as such, pictures by their names."""
    text = embed(text)
    edits = []
    for link in links(text):
        if not is_relative(link.target):
            continue
        uri, _ = resolve("", link.target)
        if link.image and uri in assets and (docs / uri).is_file():
            name = f"loopbook-{sha256(uri.encode()).hexdigest()[:8]}-{Path(uri).name.replace(' ', '-')}"
            media[name] = docs / uri
            edits.append((link.target_start, link.target_end, name))
        elif link.inline:
            edits.append((link.start, link.end, "" if link.image else link.words))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    made: str = markdown.markdown(text, extensions=_EXTENSIONS, extension_configs=_CONFIGS)
    return re.sub(r'<(?:span|div) class="arithmatex">(.*?)</(?:span|div)>', r"\1", made, flags=re.S)
