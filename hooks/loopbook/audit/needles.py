"""What to look for, of private texts:

- a piece of a longer text, at least 24 letters of whole words: it is found by its letters in their order, whatever
  stands between them;
- a shorter text (a name, a title, an id, a file's name): whole words, joined as it joins them, or as an address does;
- a word of five letters or more, unless some public text has it; of running prose only one that looks like a name.

A date by itself is no evidence: something public may be due on the day by which an offer wants an answer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .forms import INLINE, WINDOW, pattern, pieces, stands_in, words_of
from .private import Text

NAME_LETTERS = 4
"""How many letters a name has at least; a shorter one is looked for only as a secret."""
WORD_LETTERS = 5
_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")


@dataclass(frozen=True)
class Piece:
    """Words of a longer private text, in their order."""

    words: tuple[bytes, ...]
    text: Text


@dataclass(frozen=True)
class Name:
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


@dataclass
class Needles:
    """What to look for: letters → the piece or name that they are of, and words → the text that they are in."""

    pieces: dict[bytes, Piece] = field(default_factory=dict)
    names: dict[bytes, Name] = field(default_factory=dict)
    words: dict[bytes, Text] = field(default_factory=dict)
    texts: int = 0
    """How many private texts were asked."""

    @classmethod
    def of(cls, texts: Iterable[Text], site: frozenset[bytes], rare: frozenset[bytes]) -> Needles:
        """The needles of private texts that can be in a site of these words at all; `rare` are those of its words that
        are not public. Of the same text in several places the first is named.
        """
        needles = cls()
        asked: set[str] = set()
        for text in texts:
            for unit in units(text.text):
                if text.always or not (unit in asked or _DATE.fullmatch(unit)):
                    asked.add(unit)
                    needles.add(unit.strip(), text, site, rare)
        needles.texts = len(asked)
        return needles

    def add(self, unit: str, text: Text, site: frozenset[bytes], rare: frozenset[bytes]) -> None:
        """Add one text that may stand for itself, as it is written in `text`."""
        words = words_of(unit)
        letters = b"".join(words)
        if len(words) > 1 and len(letters) >= WINDOW and not _JOINED.fullmatch(unit):
            for run in runs(words, site):
                for piece in pieces(run):
                    found_at = b"".join(piece)
                    if text.always or found_at not in self.pieces:
                        self.pieces[found_at] = Piece(piece, text)
        elif (
            len(words) > 1
            and _is_long_enough(letters, text, NAME_LETTERS)
            and (letters not in self.names or text.always)
        ):
            self.names[letters] = Name(tuple(words), Text(unit, text.kind, text.place, text.always))
        if text.always and len(words) > 1:
            return
        least = NAME_LETTERS if len(words) == 1 else WORD_LETTERS
        found = (site if text.always or is_title(text.kind) else rare).intersection(words)
        if found and not text.always and _is_prose(unit, text):
            found &= set(_names_in(unit))
        for word in found:
            if (word not in self.words or text.always) and _is_long_enough(word, text, least):
                shown = unit if len(words) == 1 else word.decode()
                self.words[word] = Text(shown, text.kind, text.place, text.always)


def runs(words: list[bytes], site: frozenset[bytes]) -> Iterator[list[bytes]]:
    """The longest runs of words that a site all has; one that is long and not ASCII may be cut in another way there."""
    if site.issuperset(words):
        yield words
        return
    run: list[bytes] = []
    for word in words:
        if word in site or (len(word) > WINDOW and not word.isascii()):
            run.append(word)
        elif run:
            yield run
            run = []
    yield run


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
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)(?:\s+([\"'])(.*?)\3)?\s*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_VALUE = re.compile(r"=\s*(\"[^\"]*\"|'[^']*')")
_MARKS = re.compile(r"\*+|~~|==|\^\^|`+|<!--|-->|^\s*\*\[|^[ \t>]+", re.M)


def units(markdown: str) -> Iterator[str]:
    """The texts in a Markdown text that may stand for themselves: its words, and the ends and titles of its links."""
    if "](" in markdown:
        for match in _LINK.finditer(markdown):
            yield from filter(None, (match[2].rsplit("#")[0].rsplit("/")[-1].rsplit(".", 1)[0], match[4]))
        markdown = _LINK.sub(r"\1", markdown)
    if "<" in markdown:
        for tag in _TAG.findall(markdown):
            yield from (value[1:-1] for value in _VALUE.findall(tag))
        markdown = _TAG.sub(lambda tag: "" if INLINE.match(tag[0]) else " ", markdown)
    text = _MARKS.sub("", html.unescape(markdown))
    if "|" in text:
        yield from text.split("|")
    else:
        yield text
