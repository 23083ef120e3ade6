"""What to look for, of private texts:

- a piece of a longer text, at least 24 letters of whole words: it is found by its letters in their order, whatever
  stands between them;
- a shorter text (a name, a title, an id, a file's name): whole words, joined as it joins them, or as an address does;
- a word of five letters or more, unless some public text has it.

A date by itself is no evidence: something public may be due on the day by which an offer wants an answer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .forms import INLINE, WINDOW, pieces, words_of
from .private import Text

NAME_LETTERS = 4
"""How many letters a name has at least; a shorter one is looked for only as a secret."""
WORD_LETTERS = 5
_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")


@dataclass
class Needles:
    """What to look for: letters → the text that they are of, and words → the text that they are in."""

    pieces: dict[bytes, Text] = field(default_factory=dict)
    names: dict[bytes, Text] = field(default_factory=dict)
    words: dict[bytes, Text] = field(default_factory=dict)
    words_in: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    """The words of each piece and name."""
    whole: dict[bytes, bytes] = field(default_factory=dict)
    """Each name as it would stand for itself."""

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Needles:
        """The needles of private texts. Of the same text in several places the first is named."""
        needles = cls()
        for text in texts:
            for unit in units(text.text):
                if text.always or not _DATE.fullmatch(unit):
                    needles.add(unit, text)
        return needles

    def add(self, unit: str, text: Text) -> None:
        """Add one text that may stand for itself, as it is written in `text`."""
        words = words_of(unit)
        letters = b"".join(words)
        is_joined = bool(_JOINED.fullmatch(unit.strip()))
        if len(words) > 1 and len(letters) >= WINDOW and not is_joined:
            for piece in pieces(words):
                letters = b"".join(piece)
                self.pieces.setdefault(letters, text)
                self.words_in[letters] = piece
        elif len(words) > 1 and _is_long_enough(letters, text, NAME_LETTERS):
            self._keep(self.names, letters, unit, text)
            self.words_in[letters] = tuple(words)
            self.whole[letters] = b"-".join(words) if is_joined else b" ".join(words)
        least = NAME_LETTERS if len(words) == 1 else WORD_LETTERS
        for word in words if not text.always or len(words) == 1 else ():
            if _is_long_enough(word, text, least):
                self._keep(self.words, word, unit if len(words) == 1 else word.decode(), text)

    @staticmethod
    def _keep(into: dict[bytes, Text], letters: bytes, words: str, text: Text) -> None:
        if letters not in into or text.always:
            into[letters] = Text(words.strip(), text.kind, text.place, text.always)


def _is_long_enough(letters: bytes, text: Text, least: int) -> bool:
    """Whether letters are more than chance puts together. A number needs five digits, a secret only two letters."""
    size = len(letters.decode())
    if text.always or _UNSPACED.search(letters.decode()):
        return size >= 2
    return size >= (max(least, 5) if letters.isdigit() else least)


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
