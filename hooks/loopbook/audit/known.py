"""What the world may read anyway: the public texts of the book, and what the theme and the engine say by themselves.

A private text that they hold is no evidence: nobody could tell where it came from. Nor is one that is made of whole
public values and the engine's own words, since a page puts these together: `loopbook add round --company` and `acme`.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from ..adapters.maths import mathml
from ..audience.files import MAX_TEXT
from ..passages import without_passages
from .files import is_text
from .forms import BARRIER, PART, loose, spaced, words_of, words_without_signs
from .needles import units
from .places import Machine, places

LONGEST_VALUE, SHORTEST_VALUE = 80, 3
"""How many characters a text has at most, and how many letters at least, that a page sets into another."""


class _Said:
    """What some texts say, in the forms in which they are asked for it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = list(texts)

    @cached_property
    def parts(self) -> frozenset[bytes]:
        """The words of each part of a text."""
        return frozenset(map(bytes.strip, _EDGE.join(self._spaced).replace(_PART, _EDGE).split(_EDGE)))

    @cached_property
    def letters(self) -> bytes:
        """Letters and digits alone."""
        return _EDGE.join(self._spaced).translate(None, b" " + _PART)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Each word once."""
        return frozenset(self._in_spaces.split())

    def names(self, names: Iterable[bytes]) -> set[bytes]:
        """The names of which they have the words in this order; of each its words, with a space between two."""
        asked = [b" %b " % name for name in names]
        return {run[1:-1] for run in places(asked, self._in_spaces)} if asked else set()

    def prepare(self) -> None:
        """Bring them into all forms, before these are asked."""
        _ = self.parts, self.letters, self.words

    @cached_property
    def _spaced(self) -> list[bytes]:
        return spaced(self.texts, in_parts=True)

    @cached_property
    def _in_spaces(self) -> bytes:
        return b" %b " % (b" %b " % _EDGE).join(self._spaced).replace(_PART + b" ", b"")


class Known:
    """What is public: texts of the book, files of docs/ that are public as they are, folders of the theme's files."""

    def __init__(self, texts: Sequence[str], files: Sequence[Path], folders: Sequence[Path]) -> None:
        self.texts, self.files = texts, files
        self._read: list[tuple[str, str]] = []
        self._unread = _files_of(folders)

    def said(self, pieces: Iterable[bytes]) -> set[bytes]:
        """The pieces that any public text says, by their letters."""
        asked = set(pieces)
        found = {*places(asked, self.book.letters)} if asked else set()
        return found | {*places(asked - found, self.theme.letters)} if asked - found else found

    def words(self, asked: Iterable[bytes]) -> set[bytes]:
        """Which of these words any of them has."""
        asked = set(asked)
        found = set(filter(self.book_has_word, asked))
        found |= self._said_by_the_theme(asked - found)
        return found | ((asked - found) & self._changed_words if asked - found else set())

    def book_has_word(self, word: bytes) -> bool:
        """Whether the book has a word, or it is one of every book's."""
        return word in self.book.words or word in _CALENDAR

    def is_composed(self, words: Sequence[bytes]) -> bool:
        """Whether words are nothing but values and phrases of the engine, one after the other. The first may be an
        end of one, the last a beginning.
        """
        count = len(words)
        reached = {0}
        for end in range(1, count + 1):
            for start in sorted(reached):
                before = b" " if start == 0 and end < count else b"\n"
                after = b" " if end == count and start > 0 else b"\n"
                run = b" ".join(words[start:end])
                if any(a + run + b in self._values for a in {before, b"\n"} for b in {after, b"\n"}):
                    reached.add(end)
                    break
        return count in reached

    def sets(self, letters: bytes) -> bool:
        """Whether a formula says this, by its letters."""
        return letters in self._formulas.letters

    @cached_property
    def book(self) -> _Said:
        """What the book says: its public texts, and each with and without its Markdown."""
        found = dict.fromkeys((*self.texts, *map(_text_of, self.files)))
        marked = [text for text in found if _MARKED.search(text)]
        found |= dict.fromkeys(unit for text in marked for unit in units(text))
        parted = [text for text in found if "\n" in text or "|" in text]
        whole = found.keys() - parted
        return _Said([*whole, *_PARTS.sub(rf" {PART} \1 {PART} ", BARRIER.join(parted)).split(BARRIER)])

    @cached_property
    def theme(self) -> _Said:
        """What the theme and the engine say."""
        return _Said(text for _, text in self._theme_files())

    def _theme_files(self) -> Iterator[tuple[str, str]]:
        """The files of the theme and the engine, each read when it is wanted: the first few answer most questions."""
        yield from self._read
        for file in self._unread:
            self._read.append(file)
            yield file

    def _said_by_the_theme(self, words: set[bytes]) -> set[bytes]:
        """Which of these words the theme has."""
        asked = {b" %b " % word for word in words}
        wanted, left = Machine(asked), set(asked)
        for _, text in self._theme_files():
            if not left:
                break
            left -= wanted.places(b" %b " % loose([text])).keys()
        return {word[1:-1] for word in asked - left}

    @cached_property
    def _formulas(self) -> _Said:
        """The formulas as they are set: a search reads the logarithm to base 10 as `log10`."""
        found = (next(filter(None, match.groups())) for text in self.texts for match in _FORMULA.finditer(text))
        return _Said(html.unescape(_TAG.sub("", mathml(tex.strip(), block=False))) for tex in found)

    @cached_property
    def _changed_words(self) -> set[bytes]:
        """Words of formulas, and words as anchors write them: what is Adam's is `adams` there."""
        return {*self._formulas.words, *words_without_signs(BARRIER.join(self.book.texts))}

    @cached_property
    def _values(self) -> bytes:
        """A line for each."""
        short = (text for text in self.texts if len(text) <= LONGEST_VALUE)
        phrases = (phrase for name, text in self._theme_files() for phrase in _phrases(name, text))
        values = {b" ".join(words_of(text)) for text in (*short, *phrases)}
        return b"\n".join(
            [b"", *sorted(value for value in values if len(value.replace(b" ", b"")) >= SHORTEST_VALUE), b""]
        )


def _text_of(path: Path) -> str:
    """A public file of text, without what is only for those who look into it."""
    data = path.read_bytes() if path.is_file() and path.stat().st_size < MAX_TEXT else b""
    if not data or not is_text(data):
        return ""
    text = without_passages(data.decode("utf-8", "replace"))
    return re.sub(r"(?s)<!--.*?-->|<metadata\b.*?</metadata>", "", text)


_NOT_READ = ("lunr", "__pycache__", "starter")
"""Folders of a theme in which are no words of a page."""
_LANGUAGE = "en.html"
"""Of the theme's sixty languages the one that pages are in: "Initializing search" is in each of them."""


def _files_of(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """What the theme and the engine say by themselves: templates, styles, scripts, and the engine's own words."""
    for folder in folders:
        for place, inner, files in os.walk(folder):
            inner[:] = sorted(name for name in inner if name not in _NOT_READ and not name.startswith("."))
            for name in sorted(files) if Path(place).name != "languages" else [_LANGUAGE]:
                if name.endswith((".html", ".css", ".js", ".py", ".md")):
                    yield name, (Path(place) / name).read_text("utf-8", "replace")


_EDGE, _PART = BARRIER.encode(), PART.encode()
_MARKED = re.compile(r"[\]<*`|~=^]")
_PARTS = re.compile(r"\n[ \t]*(?:\n|[-*+>#]+[ \t]|(\d+)[.)][ \t])|\|")
"""Where a paragraph, an item or a cell ends: a page shows each in a block of its own."""
_TAG = re.compile(r"<[^<>]*>")
_FORMULA = re.compile(r"(?s)\$\$(.+?)\$\$|\$([^$\n]+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]")
_CONSTANT = re.compile(r"\"((?:[^\"\\\n]|\\.)+)\"")
_SLOTS = re.compile(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[^{}]*\}|<[^<>]*>|\\n")


def _phrases(name: str, text: str) -> Iterator[str]:
    """The texts in a file that are set beside others: constants of a program, what is between a template's slots."""
    for constant in _CONSTANT.findall(text) if name.endswith(".py") else [text]:
        yield from _SLOTS.split(constant)


_CALENDAR = frozenset(
    words_of(
        "January February March April May June July August September October November December "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    )
)
