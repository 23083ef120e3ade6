"""Searches a site for private texts, in one pass over its files.

What public texts of the book say too, or the theme says by itself, is no finding: nobody could tell where it came from.
A secret from the file of secrets is one wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from .files import SiteFile, embedded, texts_of
from .forms import BARRIER, folded, squeezed, words_of
from .known import Known
from .needles import Name, Needles, is_title
from .places import places
from .private import Private, Text
from .report import Finding, Report
from .site_texts import SiteTexts

_GRADE = re.compile(r"\bdata-(?:grade|mastery)=\"(?:no-clue|bugs|slow|solid)\"")
_EDGE = BARRIER.encode()


def audit(private: Private, site: Iterable[SiteFile], known: Sequence[Path] = (), own: Iterable[str] = ()) -> Report:
    """Search a site for what is private. `known` are folders of the theme and the engine, whose files are nobody's
    notes; `own` are public texts from mkdocs.yml.
    """
    return _Audit(private, list(site), known, [*private.public, *own]).run()


@dataclass(frozen=True)
class Said:
    """What some files say: their texts, the same as letters with a barrier between two, and their words."""

    texts: list[str]
    letters: bytes
    words: frozenset[bytes]

    @classmethod
    def of(cls, found: SiteTexts) -> Said:
        """What was gathered of files."""
        texts = found.texts()
        joined = BARRIER.join(("", *texts, ""))
        return cls(texts, squeezed(joined), frozenset(words_of(joined)))

    def has_name(self, name: Name, places: Collection[int], *, is_rare: bool) -> bool:
        """Whether a text says a name: anywhere if it has a rare word, else only as a text or an address by itself.
        `places` are where its letters begin.
        """
        ends = len(name.letters)
        whole = not (is_rare or name.is_joined)
        if whole and any(
            self.letters[at - 1 : at] == self.letters[at + ends : at + ends + 1] == _EDGE for at in places
        ):
            return True
        texts = (folded(self.texts[i]) for i in {bisect(self._edges, place) - 1 for place in places})
        if is_rare:
            return any(map(name.stands_in, texts))
        joined = name.joined
        return any(_is_address(text, at, at + len(joined)) for text in texts for at in _all(joined, text))

    def places_of(self, letters: bytes) -> Iterator[int]:
        """Where letters follow each other."""
        at = self.letters.find(letters)
        while at >= 0:
            yield at
            at = self.letters.find(letters, at + 1)

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

    def is_in(self, said: Said) -> bool:
        """Whether a file says it."""
        if self.name:
            return said.has_name(self.name, [*said.places_of(self.name.letters)], is_rare=self.is_rare)
        if self.expression:
            return any(self.expression.search(text) for text in said.texts)
        return self.word in said.words if self.word else self.letters in said.letters


class _Audit:
    def __init__(self, private: Private, site: list[SiteFile], folders: Sequence[Path], public: list[str]) -> None:
        self.private, self.site, self.folders = private, site, folders
        self.known = Known(public, private.public_files, folders)
        self.findings: list[Finding] = []
        self.shared: list[Text] = []
        self.bytes = 0
        self.copies: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for uri, path in private.files.items():
            if path.is_file():
                self.copies[path.stat().st_size].append((uri, path))

    def run(self) -> Report:
        gathered = SiteTexts()
        for file in self.site:
            data = file.read()
            self.bytes += len(data)
            for whole in (data, *embedded(data)):
                self.look_for_copy(file, whole)
            for text in self.texts(file, data):
                gathered.add(text)
        said = Said.of(gathered)
        self.look_for_grades(gathered)
        rare = frozenset(word for word in said.words if not self.known.has_word(word))
        needles = Needles.of(self.private.texts, said.words, rare)
        self.locate([*self.suspects(said, needles), *self.patterns(said)])
        return Report(
            files=len(self.site),
            bytes=self.bytes,
            things=self.private.things,
            texts=needles.texts,
            secrets=sum(text.always for text in self.private.texts) + len(self.private.patterns),
            findings=sorted(set(self.findings)),
            shared=self.shared,
        )

    # -- the pass ----------------------------------------------------------------------------------------------------

    def texts(self, file: SiteFile, data: bytes) -> Iterator[str]:
        """The texts of a file and of its name, unless it is one of the theme's."""
        if not self.is_the_themes(file.name, data):
            yield from (part for name in file.name.split("/") for part in (name, name.rsplit(".", 1)[0]))
            yield from texts_of(file.name, data)

    def look_for_copy(self, file: SiteFile, data: bytes) -> None:
        for uri, path in self.copies.get(len(data), ()):
            if data and sha256(path.read_bytes()).digest() == sha256(data).digest():
                self.findings.append(Finding(file.name, 0, "copy of a private file", f"docs file {uri}"))

    def look_for_grades(self, gathered: SiteTexts) -> None:
        """A table's row that says how well the owner knows a thing. What a mock came to is the mock's own to tell."""
        if not self.private.grades_are_private or not any(map(_GRADE.search, gathered.tags)):
            return
        for file in self.site:
            for row in file.read().decode("utf-8", "replace").split("<tr")[1:]:
                key = row[: row.find(">")].partition(' data-key="')[2]
                if key and not key.startswith("mocks/") and _GRADE.search(row.partition("</tr>")[0]):
                    self.findings.append(Finding(file.name, 0, "level of mastery", "the reviews are private"))

    def is_the_themes(self, name: str, data: bytes) -> bool:
        """Whether a file is, byte by byte, one of the theme's or the engine's."""
        if name.endswith((".html", ".json", ".xml")):
            return False
        for folder in self.folders:
            path = folder / name
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return True
        return False

    # -- what it means -----------------------------------------------------------------------------------------------

    def suspects(self, said: Said, needles: Needles) -> Iterator[Suspect]:
        """Of what a site says, that which is private and which nothing public explains."""
        for word, text in needles.words.items():
            if text.always or not self.known.has_word(word):
                yield Suspect(text, word=word)
            elif is_title(text.kind):
                self.shared.append(text)
        found = places(list({**needles.pieces, **needles.names}), lambda: said.letters)
        known = self.known.said(found.keys() & needles.pieces.keys())
        for letters in sorted(found):
            piece = needles.pieces.get(letters)
            if piece and (piece.text.always or not (letters in known or self.known.is_composed(piece.words))):
                yield Suspect(piece.text, letters=letters)
        yield from self.suspected_names(said, {needles.names[a]: found[a] for a in found if a in needles.names})

    def suspected_names(self, said: Said, names: dict[Name, list[int]]) -> Iterator[Suspect]:
        """Of names and the places of their letters, those that are said and that nothing public explains."""
        asked = {name.words for name in names if not name.text.always}
        in_book = self.known.book.names(asked)
        in_theme = self.known.theme.names(asked - in_book)
        for name, at in names.items():
            if name.text.always:
                if said.has_name(name, at, is_rare=True):
                    yield Suspect(name.text, name=name, is_rare=True)
            elif name.words in in_book:
                self.shared.append(name.text)
            elif name.words not in in_theme:
                apart = replace(name, apart=self.known.has_word(name.letters))
                is_rare = any(not word.isdigit() and not self.known.has_word(word) for word in name.words)
                is_there = said.has_name(apart, at, is_rare=is_rare)
                if (
                    is_there
                    and (is_rare or not self.known.is_composed(name.words))
                    and not self.known.sets(name.letters)
                ):
                    yield Suspect(name.text, name=apart, is_rare=is_rare)

    def patterns(self, said: Said) -> Iterator[Suspect]:
        """Patterns from the file of secrets that match."""
        for expression, place in self.private.patterns:
            if any(expression.search(text) for text in said.texts):
                yield Suspect(Text("", "secret pattern", place), expression=expression)

    def locate(self, suspects: list[Suspect]) -> None:
        """Every file that holds a suspect, and the line in it where that can be told."""
        for file in self.site if suspects else ():
            gathered = SiteTexts()
            texts = list(self.texts(file, file.read()))
            for text in texts:
                gathered.add(text)
            said = Said.of(gathered)
            for suspect in suspects:
                if suspect.is_in(said):
                    found = suspect.text
                    line = next(filter(None, (_line(text, found.text) for text in texts)), 0)
                    self.findings.append(Finding(file.name, line, found.kind, found.place, found.text))


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


def _line(text: str, wanted: str) -> int:
    """The line of a file in which a text, or its first words, stand; 0 if it is not to be seen as it is."""
    start = " ".join(wanted.split()[:4]).casefold()
    at = text.casefold().find(start) if start else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0
