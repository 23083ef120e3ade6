"""What some files of a site say, in the forms in which private texts are looked for in it."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from .forms import BARRIER, WINDOW, folded
from .needles import NAME_LETTERS, Name, Needles, Piece
from .places import of_one_length, places
from .texts import Text

_EDGE = BARRIER.encode()
ONE_WORD = 16
"""Letters that follow each other without a break are one word only if they are no more than these."""


@dataclass(frozen=True)
class Said:
    """The texts of some files, and of each its words, folded, with a space between two."""

    texts: list[str]
    spaced: list[bytes]

    def without(self, known: frozenset[bytes]) -> Said:
        """The texts of which the words are none of these, and are as many letters as the shortest name."""
        left = [i for i, words in enumerate(self.spaced) if len(words) >= NAME_LETTERS and words not in known]
        return Said([self.texts[i] for i in left], [self.spaced[i] for i in left])

    def holding(self, wanted: Collection[bytes]) -> Said:
        """The texts that hold some of these letters."""
        letters = _EDGE.join((b"", *self.spaced)).replace(b" ", b"")
        found = places(wanted, letters) if wanted else {}
        edges = [match.start() for match in re.finditer(_EDGE, letters)] if found else []
        left = sorted({bisect(edges, start) - 1 for starts in found.values() for start in starts})
        return Said([self.texts[i] for i in left], [self.spaced[i] for i in left])

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
        long = Said([], [words for words in self.spaced if len(words) >= WINDOW])
        letters = long.letters
        for opening, starts in of_one_length(needles.openings, WINDOW, letters, long._beginnings()).items():
            for piece in needles.pieces(opening):
                if any(letters.startswith(piece.letters, start) for start in starts):
                    yield piece

    def names(self, names: Mapping[bytes, Name]) -> dict[Name, list[int]]:
        """The names of which a text has the letters, from the beginning of a word to the end of one, and where."""
        found = places(names, self.letters) if names else {}
        whole = {
            name: [at for at in starts if self._is_start(at) and self._is_start(at + len(name))]
            for name, starts in found.items()
        }
        return {names[letters]: at for letters, at in whole.items() if at}

    def _is_start(self, place: int) -> bool:
        """Whether a word or a barrier begins there, in the letters."""
        return self._starts[bisect_left(self._starts, place)] == place

    def has_name(self, name: Name, places: Collection[int], *, is_rare: bool) -> bool:
        """Whether a text says a name: anywhere if it has a rare word, else only as a text or an address by itself.
        `places` are where its letters begin.
        """
        ends = len(name.letters)
        if not (is_rare or name.is_joined) and any(
            self.letters[at - 1 : at] == self.letters[at + ends : at + ends + 1] == _EDGE for at in places
        ):
            return True
        texts = (folded(self.texts[i]) for i in {bisect(self._edges, place) - 1 for place in places})
        if is_rare:
            return any(map(name.stands_in, texts))
        joined = name.joined
        return any(_is_address(text, at, at + len(joined)) for text in texts for at in _all(joined, text))

    @cached_property
    def _tokens(self) -> list[bytes]:
        """The words of the texts, and a barrier around each text."""
        return (b" %b " % _EDGE).join((b"", *self.spaced, b"")).split()

    @cached_property
    def _starts(self) -> list[int]:
        """Where words and barriers begin, in the letters, and where these end."""
        return list(accumulate(map(len, self._tokens), initial=0))

    def _beginnings(self) -> list[int]:
        """Where a piece may begin, in the letters: with a word, and anywhere in one that may be several."""
        starts = self._starts
        several = [i for i, word in enumerate(self._tokens) if len(word) > ONE_WORD or not word.isascii()]
        return [*starts, *(start for i in several for start in range(starts[i] + 1, starts[i + 1]))]

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
