"""What to look for, of private texts:

- a piece of a longer text, at least 24 letters of whole words, from each of its words on: it is found by its letters in
  their order, whatever stands between them;
- a shorter text (a name, a title, an id, a file's name): whole words, joined as it joins them, or as an address does;
- a word of five letters or more, unless some public text has it; of running prose only one that looks like a name.

A date by itself is no evidence: something public may be due on the day by which an offer wants an answer.
"""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from .forms import INLINE, PIECE, WINDOW, pattern, spaced, stands_in, words_of
from .places import Machine
from .texts import Text

NAME_LETTERS = 4
"""How many letters a name has at least; a shorter one is looked for only as a secret."""
WORD_LETTERS = 5
_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")


class Piece(NamedTuple):
    """Words of a longer private text, in their order."""

    words: tuple[bytes, ...]
    text: Text

    @property
    def letters(self) -> bytes:
        """Its letters in their order."""
        return b"".join(self.words)


class Name(NamedTuple):
    """A short private text of several words."""

    words: tuple[bytes, ...]
    text: Text
    """Only this name, as it is written."""
    apart: bool = False
    """Whether its words in one are a word that is public, and so no evidence: Ji Lin, and the city of Jilin."""

    @property
    def letters(self) -> bytes:
        """Its letters in their order."""
        return b"".join(self.words)

    @property
    def joined(self) -> str:
        """Its words as an address joins them."""
        return "-".join(word.decode() for word in self.words)

    @property
    def is_joined(self) -> bool:
        """Whether it is written so: an id, not words."""
        return bool(_JOINED.fullmatch(self.text.text))

    def stands_in(self, text: str) -> bool:
        """Whether a folded text says it, as whole words."""
        return stands_in(pattern(self.text.text, apart=self.apart), text)


class Needles:
    """What to look for, and what it is of."""

    def __init__(self) -> None:
        self.count = 0
        """Of how many texts these are, those that the public says as a whole among them."""
        self.texts: list[tuple[str, bytes, Text]] = []
        """What stands for itself: as it is written, its words, and what it is of."""
        self._long: list[tuple[bytes, Text]] = []
        """The words of those that are looked for in pieces."""
        self._names: dict[bytes, tuple[str, bytes, Text]] = {}
        """Of those that are looked for as a whole: their letters, as they are written, their words."""

    @classmethod
    def of(cls, texts: Iterable[Text], public: frozenset[bytes] = frozenset()) -> Needles:
        """The needles of private texts; not of those whose words, as a whole, are `public` anyway. Of the same text in
        several places the first is named.
        """
        needles = cls()
        found: dict[str, Text] = {}
        for text in texts:
            for unit in units(text.text):
                if text.always or not _DATE.fullmatch(unit):
                    found.setdefault(unit.strip(), text)
        needles.count = len(found)
        for (unit, text), words in zip(found.items(), spaced(found), strict=True):
            if words not in public:
                needles._add(unit, words, text)
        return needles

    def _add(self, unit: str, words: bytes, text: Text) -> None:
        self.texts.append((unit, words, text))
        size = len(words) - words.count(b" ")
        if size >= WINDOW and (size < len(words) or _is_unspaced(words)) and not _JOINED.fullmatch(unit):
            self._long.append((words, text))
        elif size < len(words):
            letters = words.replace(b" ", b"")
            if _is_long_enough(letters, text, NAME_LETTERS):
                self._names.setdefault(letters, (unit, words, text))

    def prepare(self) -> None:
        """Bring them into the forms in which they are looked for."""
        _ = self.openings, self.machine, self.has_numbers, self._all_words

    @property
    def names(self) -> Collection[bytes]:
        """The letters of each name."""
        return self._names.keys()

    @cached_property
    def machine(self) -> Machine:
        """What looks for the letters of all names."""
        return Machine(self._names)

    @cached_property
    def has_numbers(self) -> bool:
        """Whether one of the names, or the beginning of a piece, is nothing but numbers."""
        return any(map(bytes.isdigit, self._names)) or any(map(bytes.isdigit, self._openings))

    def name(self, letters: bytes) -> Name:
        """The name with these letters."""
        unit, words, text = self._names[letters]
        return Name(tuple(words.split()), text._replace(text=unit))

    @cached_property
    def openings(self) -> frozenset[bytes]:
        """The first letters of each piece. Those that run across the end of a text stand nowhere."""
        return frozenset(self._openings) - {b""}

    @cached_property
    def _openings(self) -> list[bytes]:
        """For each word the letters from there on, as many as tell a piece."""
        run = b"".join(self._words)
        return [run[start : start + WINDOW] for start in accumulate(map(len, self._words), initial=0)]

    @cached_property
    def _words_of_texts(self) -> list[list[bytes]]:
        """Of each its words."""
        return [words.split() for _, words, _ in self.texts]

    @cached_property
    def _all_words(self) -> frozenset[bytes]:
        """Every word of theirs."""
        return frozenset(chain.from_iterable(self._words_of_texts))

    @cached_property
    def _words(self) -> list[bytes]:
        """The words of all that is looked for in pieces, and what ends each of these texts."""
        found: list[bytes] = []
        for words, _ in self._long:
            found += words.split() if words.isascii() else _with_characters(words.split())
            found.append(_END)
        return found

    def pieces(self, openings: Collection[bytes]) -> Iterator[Piece]:
        """The pieces that begin so."""
        ends = [i for i, word in enumerate(self._words) if word == _END] if openings else []
        for i, opening in enumerate(self._openings) if openings else ():
            if opening in openings:
                of = bisect(ends, i)
                words = _beginning(self._words[i : min(i + WINDOW, ends[of])])
                if words:
                    yield Piece(tuple(words), self._long[of][1])

    def words(self, strange: frozenset[bytes]) -> dict[bytes, Text]:
        """Of words that a site has and that are strange there, those that give a text away, and which."""
        told: dict[bytes, Text] = {}
        strange &= self._all_words
        for (unit, _, text), words in zip(self.texts, self._words_of_texts, strict=True) if strange else ():
            if strange.isdisjoint(words) or (text.always and len(words) > 1):
                continue
            found = strange.intersection(words)
            if not text.always and _is_prose(unit, text):
                found &= set(_names_in(unit))
            for word in found - told.keys():
                if _is_long_enough(word, text, NAME_LETTERS if len(words) == 1 else WORD_LETTERS):
                    shown = unit if len(words) == 1 else word.decode()
                    told[word] = Text(shown, text.kind, text.place, text.always)
        return told


_END = b"\x03"


def _is_unspaced(word: bytes) -> bool:
    """Whether a word is as long as only those of scripts without spaces are."""
    return len(word) > 3 * PIECE and not word.isascii()


def _with_characters(words: list[bytes]) -> list[bytes]:
    """The words, but characters for those without spaces: a site may cut these in another way."""
    found: list[bytes] = []
    for word in words:
        found += [character.encode() for character in word.decode()] if _is_unspaced(word) else [word]
    return found


def _beginning(words: list[bytes]) -> list[bytes]:
    """As many words as a piece takes; none if these are too few. In scripts without spaces, twelve characters do."""
    size = 0
    for i, word in enumerate(words, 1):
        size += 2 if len(word) <= 4 and not word.isascii() and len(word.decode()) == 1 else len(word)
        if size >= WINDOW:
            return words[:i]
    return []


def may_tell(word: bytes) -> bool:
    """Whether a word by itself may give away what is no secret: it is more than chance puts together."""
    return not word.isascii() or len(word) >= (WORD_LETTERS if word.isdigit() else NAME_LETTERS)


def _is_long_enough(letters: bytes, text: Text, least: int) -> bool:
    """Whether letters are more than chance puts together. A number needs five digits, a secret only two letters."""
    if letters.isascii() and not text.always:
        return len(letters) >= (max(least, 5) if letters.isdigit() else least)
    size = len(letters.decode())
    return size >= (2 if text.always or _UNSPACED.search(letters.decode()) else least)


NAME_WORDS = 3
"""How many words a tag in a list of tags has at most: between two commas of a sentence are more somewhere."""
_NO_SENTENCE = ("title", "name", "titles", "names", "file name", "title in the navigation")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_NAME_SIGNS = re.compile(r"[@_\d\\]|://|\w\.\w")
_CASED = re.compile(r"[^\W\d_]+")


def is_title(kind: str) -> bool:
    """Whether a text of this kind is what a thing is called."""
    return kind in ("title", "name") or kind.endswith((": title", ": name"))


def _is_prose(unit: str, text: Text) -> bool:
    """Whether a text is sentences: no title or heading, no short value, no list of tags."""
    if text.kind.rpartition(": ")[2] in _NO_SENTENCE or text.text.lstrip().startswith("#"):
        return False
    if len(b"".join(words_of(unit))) < WINDOW or _JOINED.fullmatch(unit):
        return False
    return any(len(stretch.split()) > NAME_WORDS for stretch in re.split(r"[,;]", unit))


def _names_in(prose: str) -> Iterator[bytes]:
    """The words of prose that are like names. A word in lower case is anybody's, and so is the first of a sentence:
    of a thousand abstracts some have a word that no public text has but a page composes, or the theme says.
    """
    begins = True
    for token in prose.split():
        letters = "".join(_CASED.findall(token))
        inner = letters if not begins else letters[1:]
        if inner != inner.lower() or letters.lower() == letters.upper() or _NAME_SIGNS.search(token):
            yield from words_of(token)
        begins = bool(_SENTENCE_END.search(token)) or (begins and not letters)


_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts in which two characters may be a name."""


_JOINED = re.compile(r"[^\s-]+(?:[-_][^\s-]+)+")
"""Names as ids, files and addresses write them."""
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)(?:\s+([\"'])(.*?)\3)?\s*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_VALUE = re.compile(r"=\s*(\"[^\"]*\"|'[^']*')")
_MARKS = re.compile(r"\*\**|~~|==|\^\^|``*|<!--|-->")
_BEFORE_A_LINE = re.compile(r"\n[ \t>]+")
_MARKED = re.compile(r"[*~=^`<>&|\n\]]")
"""What all texts with marks have: most have none. These expressions begin with letters of a few, to be found fast."""


def units(markdown: str) -> Iterable[str]:
    """The texts in a Markdown text that may stand for themselves: its words, and the ends and titles of its links."""
    return _units(markdown) if _MARKED.search(markdown) or markdown[:1] in ("", " ", "\t") else (markdown,)


def _units(markdown: str) -> Iterator[str]:
    if "](" in markdown:
        for match in _LINK.finditer(markdown):
            yield from filter(None, (match[2].rsplit("#")[0].rsplit("/")[-1].rsplit(".", 1)[0], match[4]))
        markdown = _LINK.sub(r"\1", markdown)
    if "<" in markdown:
        for tag in _TAG.findall(markdown):
            yield from (value[1:-1] for value in _VALUE.findall(tag))
        markdown = _TAG.sub(lambda tag: "" if INLINE.match(tag[0]) else " ", markdown)
    words = _MARKS.sub("", html.unescape(markdown)).lstrip(" \t>")
    yield from _BEFORE_A_LINE.sub("\n", words).split("|")
