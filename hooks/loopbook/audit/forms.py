"""Forms of a text in which only its letters count: not markup, case, accents, escapes or how its words are joined."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import unquote

BARRIER, PART = "\x01", "\x02"
"""The first stands between two texts: what is looked for lies within one of them. The second parts one of them."""
_KEPT = bytes((*range(48, 58), *range(97, 123)))
_LETTERS = (*_KEPT, *range(65, 91))
_SPACED = bytes(c + 32 if 65 <= c <= 90 else c if c in _KEPT or c >= 128 else 32 for c in range(256))
_BARRIER = BARRIER.encode()
_APART = bytes(c if c == ord(BARRIER) else _SPACED[c] for c in range(256))
_PARTED = bytes(c if c == ord(PART) else _APART[c] for c in range(256))
_NOT_LETTERS = re.compile(r"[\W_]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

INLINE = re.compile(
    r"<?/?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b",
    re.I,
)
"""Tags that may stand within a word."""
WITHIN_A_LINE = re.compile(
    r"<?/?(?:br|img|tspan|math|m[inos]|mrow|msub|msup|msubsup|mfrac|msqrt|mtext|mspace|mover|munder|munderover)\b", re.I
)
"""Tags that may stand between two words of one text."""
WINDOW = 24
"""How many letters a piece of a longer text has at least: long enough to stand nowhere by chance."""
PIECE = 12
"""How many characters of a run without spaces make a piece, for scripts that write without them."""


_FOREIGN = re.compile(r"[^\x00-\x7f]+")


@lru_cache(maxsize=100_000)
def _folded_run(run: str) -> str:
    """Characters beyond ASCII: without accents and invisible ones; one form for all that Unicode takes for the same."""
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", run)).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def _words_of_run(run: str) -> str:
    return _NOT_LETTERS.sub(" ", _folded_run(run))


def folded(text: str) -> str:
    """Lower case, without accents and invisible characters."""
    return text.lower() if text.isascii() else _FOREIGN.sub(lambda m: _folded_run(m[0]), text).lower()


def spaced(texts: Collection[str], *, in_parts: bool = False) -> list[bytes]:
    """Of each text its words, folded, in order, with one space between two; and, if asked, what parts it."""
    joined = _joined(texts)
    if joined.count(_BARRIER) >= len(texts) > 0:
        return spaced([text.replace(BARRIER, " ") for text in texts], in_parts=in_parts)
    found = joined.translate(_PARTED if in_parts else _APART).split(_BARRIER)
    return [b" ".join(words.split()) for words in found] if texts else []


def loose(texts: Collection[str]) -> bytes:
    """The words of texts, folded, in order, with one space or more between two."""
    return _joined(texts).translate(_SPACED)


def _joined(texts: Collection[str]) -> bytes:
    joined = BARRIER.join([text if text.isascii() else _ascii_signs(text) for text in texts])
    return joined.encode("utf-8", "replace")


def _ascii_signs(text: str) -> str:
    return _FOREIGN.sub(lambda match: _words_of_run(match[0]), text)


def words_of(text: str) -> list[bytes]:
    """The words of a text, folded, in order."""
    return (text if text.isascii() else _ascii_signs(text)).encode("utf-8", "replace").translate(_SPACED).split()


_SIGNS = bytes(c for c in range(33, 127) if c not in _LETTERS and c != ord("_"))
_FOREIGN_SIGNS = re.compile(r"[^\w\s]+")


def words_without_signs(text: str) -> list[bytes]:
    """The words of a text from which all signs are gone: `Adam's` is `adams`."""
    if not text.isascii():
        text = _ascii_signs(_FOREIGN.sub(lambda m: _FOREIGN_SIGNS.sub("", m[0]), text))
    return text.encode("utf-8", "replace").translate(_SPACED, _SIGNS).split()


_JSON = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\"\\/])|([bfnrt]))")


def _json_undone(text: str) -> str:
    text = _JSON.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3] or " ", text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_ESCAPED = re.compile(r"\\[ux\"\\/bfnrt]|%[0-9a-fA-F]{2}|&(?:amp|#38|#x26);")


def unescaped(texts: set[str]) -> set[str]:
    """Texts without HTML's entities; those with other escapes (JSON's, percent signs) also with these undone."""
    marked = [text for text in texts if "&" in text or "%" in text or "\\" in text]
    with_entities = [text for text in marked if "&" in text]
    found = texts.difference(with_entities)
    found.update(html.unescape(BARRIER.join(with_entities)).split(BARRIER))
    escaped = [text for text in marked if _ESCAPED.search(text)]
    found.update(undone(BARRIER.join(escaped)).split(BARRIER))
    return found


def undone(text: str) -> str:
    """A text with all escapes undone, those of escapes too."""
    for _ in range(4):
        before, text = text, unquote(_json_undone(html.unescape(text)))
        if text == before:
            break
    return text


_TOGETHER = re.compile(r"[\s\-_./]*")


def pattern(name: str, *, apart: bool = False) -> re.Pattern[str]:
    """Finds a name in folded text, joined as in the name or as in an address; `stands_in` looks for whole words.

    `apart`: not as one word.
    """
    text = folded(name)
    found = list(re.finditer(r"[^\W_]+", text))
    parts, least = [], 1 if apart else 0
    for i, match in enumerate(found):
        if i:
            between = text[found[i - 1].end() : match.start()]
            parts.append(
                rf"[\s_\-./+–—]{{{least},3}}" if _TOGETHER.fullmatch(between) else rf"(?:[^\w\x01]|_){{{least},5}}"
            )
        parts.append(re.escape(match[0]))
    return re.compile(rf"{''.join(parts)}(?![^\W_])")


def stands_in(wanted: re.Pattern[str], text: str) -> bool:
    """Whether a name stands in folded text, not as the end of a longer word."""
    return any(not m.start() or not text[m.start() - 1].isalnum() for m in wanted.finditer(text))
