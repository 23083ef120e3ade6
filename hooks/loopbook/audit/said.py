"""What some files of a site say, in the forms in which private texts are looked for in it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from .forms import BARRIER, WINDOW, folded
from .needles import NAME_LETTERS, WORD_LETTERS, Name, Needles, Piece
from .places import Machine, of_one_length, places
from .texts import Text

_EDGE = BARRIER.encode()
_DIGITS = b"0123456789 "
_LARGE_NUMBER = re.compile(rb"\d{%d}" % WORD_LETTERS)
ONE_WORD = 16
"""Letters that follow each other without a break are one word only if they are no more than these."""


@dataclass(frozen=True)
class Said:
    """The texts of some files, of each its words, folded, with a space between two, and which of these are asked."""

    texts: Sequence[str]
    spaced: Sequence[bytes]
    asked: Sequence[bytes]
    """Each once."""

    @classmethod
    def of(cls, texts: Sequence[str], spaced: Sequence[bytes]) -> Said:
        """All that they say."""
        return cls(texts, spaced, [*dict.fromkeys(spaced)])

    def without(self, known: frozenset[bytes], *, numbers: bool) -> Said:
        """Texts of which the words are none of these, and are as many letters as the shortest name; and, unless asked,
        none that are small numbers alone, as tables have thousands of.
        """
        left = [words for words in frozenset(self.asked).difference(known) if len(words) >= NAME_LETTERS]
        if not numbers:
            left = [words for words in left if words.strip(_DIGITS) or _LARGE_NUMBER.search(words)]
        return Said(self.texts, self.spaced, left)

    def holding(self, wanted: Collection[bytes]) -> Said:
        """The texts that hold some of these letters."""
        letters = _EDGE.join((b"", *self.asked)).replace(b" ", b"")
        found = places(wanted, letters) if wanted else {}
        edges = [match.start() for match in re.finditer(_EDGE, letters)] if found else []
        left = sorted({bisect(edges, start) - 1 for starts in found.values() for start in starts})
        return Said(self.texts, self.spaced, [self.asked[i] for i in left])

    @cached_property
    def letters(self) -> bytes:
        """The letters of the texts, with a barrier around each."""
        return b"".join(self._tokens)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Each word once."""
        return frozenset(self._tokens) - {_EDGE}

    def pieces(self, needles: Needles) -> Iterator[Piece]:
        """The pieces that a text says, by their letters."""
        if not needles.openings:
            return
        letters = self.letters
        found = of_one_length(needles.openings, WINDOW, letters, self._beginnings())
        for piece in needles.pieces(found) if found else ():
            if any(letters.startswith(piece.letters, start) for start in found[piece.letters[:WINDOW]]):
                yield piece

    def names(self, names: Machine) -> dict[bytes, list[int]]:
        """Of these letters of names those that a text has, from the start of a word to the end of one, and where."""
        found = names.places(self.letters)
        starts = frozenset(self._starts) if found else frozenset()
        whole = {name: [i for i in at if i in starts and i + len(name) in starts] for name, at in found.items()}
        return {name: at for name, at in whole.items() if at}

    def has_name(self, name: Name, places: Collection[int], *, is_rare: bool) -> bool:
        """Whether a text says a name: anywhere if it has a rare word, else only as a text or an address by itself.
        `places` are where its letters begin.
        """
        ends = len(name.letters)
        if not (is_rare or name.is_joined) and any(
            self.letters[at - 1 : at] == self.letters[at + ends : at + ends + 1] == _EDGE for at in places
        ):
            return True
        saying = {self.asked[bisect(self._edges, place) - 1] for place in places}
        texts = (folded(text) for words in saying for text in self._by_words[words])
        if is_rare:
            return any(map(name.stands_in, texts))
        joined = name.joined
        return any(_is_address(text, at, at + len(joined)) for text in texts for at in _all(joined, text))

    @cached_property
    def _tokens(self) -> list[bytes]:
        """The words of the texts, and a barrier around each text."""
        return (b" %b " % _EDGE).join((b"", *self.asked, b"")).split()

    @cached_property
    def _by_words(self) -> dict[bytes, list[str]]:
        """The texts that have these words."""
        found: dict[bytes, list[str]] = {words: [] for words in self.asked}
        for words, text in zip(self.spaced, self.texts, strict=True):
            if words in found:
                found[words].append(text)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        """Where words and barriers begin, in the letters, and where these end."""
        return list(accumulate(map(len, self._tokens), initial=0))

    def _beginnings(self) -> list[int]:
        """Where a piece may begin, in the letters: with a word, and anywhere in one that may be several."""
        starts = self._starts
        several = {word for word in self.words if len(word) > ONE_WORD or not word.isascii()}
        within = [i for i, word in enumerate(self._tokens) if word in several] if several else []
        return [*starts, *(start for i in within for start in range(starts[i] + 1, starts[i + 1]))]

    @cached_property
    def _edges(self) -> list[int]:
        return [match.start() for match in re.finditer(_EDGE, self.letters)]


@dataclass(frozen=True)
class Suspect:
    """A private text that a site says, and how: one of a word, a piece's letters, a name and a pattern."""

    text: Text
    word: bytes = b""
    letters: bytes = b""
    name: Name | None = None
    is_rare: bool = False
    expression: re.Pattern[str] | None = None

    def is_in(self, said: Said, found: Mapping[bytes, Collection[int]]) -> bool:
        """Whether files say it; `found` are the places of letters in what they say."""
        if self.name:
            return said.has_name(self.name, found.get(self.name.letters, ()), is_rare=self.is_rare)
        if self.expression:
            return any(self.expression.search(text) for text in said.texts)
        return self.word in said.words if self.word else self.letters in found


def _all(wanted: str, text: str) -> Iterator[int]:
    """Where a text stands in another."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether a part of a text is a whole part of an address or an id, not a piece of a longer one."""
    around = text[start - 1 : start] + text[end : end + 1]
    return not any(character.isalnum() or character in "-_" for character in around)
