"""Searches a site for private texts, in one pass over its files.

What public texts of the book say too, or the theme says by itself, is no finding: nobody could tell where it came from.
A secret from the file of secrets is one wherever it stands.

A site says mostly what public texts say, word by word. So these are put aside at once, and private texts are looked for
in what is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from ..yaml_nodes import uncollected
from .files import SiteFile, is_text
from .forms import spaced
from .known import Known
from .needles import Needles, is_title, may_tell
from .places import Machine
from .reading import GRADE, MARKED, Reader, Reading, read
from .report import Finding, Report
from .said import Said, Suspect
from .texts import Private, Text

_KEY = re.compile(r"[^>]*\bdata-key=[\"']?([^\"'\s>]+)")


def audit(private: Private, files: Iterable[SiteFile], folders: Sequence[Path] = ()) -> Report:
    """Search a site for what is private. `folders` are of the theme and the engine, which say by themselves what their
    files say.
    """
    return Audit(private, folders).report(files)


class Audit:
    """The audit of one site. All that can be known without it is known before it is read."""

    @uncollected()
    def __init__(self, private: Private, folders: Sequence[Path] = ()) -> None:
        """The arguments are those of `audit`."""
        self._private, self._folders = private, folders
        self.reader = Reader(folders)
        self._suspects: list[Suspect] = []
        self._has_grades = self._has_marked = False
        self._known = Known(private.public, private.public_files, folders)
        self._secrets = [text for text in private.texts if text.always]
        self._needles = Needles.of((text for text in private.texts if not text.always), self._known.book.parts)
        self._needles.prepare()
        self._known.book.prepare()
        self._shared = self._said_in_public()
        self._files: list[SiteFile] = []
        self._findings: list[Finding] = []
        self._copies: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for uri, path in private.files.items():
            if path.is_file():
                self._copies[path.stat().st_size].append((uri, path))

    @uncollected()
    def search(self) -> Reading:
        """Search what was read since the last time. A match lies within one text, so each can be searched by itself."""
        site = self.reader.take()
        self._suspects += self._suspected(site)
        self._has_grades |= site.has_grades
        self._has_marked |= site.has_marked
        return site

    @uncollected()
    def report(self, files: Iterable[SiteFile]) -> Report:
        """What the site says, whose files these are, once."""
        self._files = list(files)
        sizes = self.reader.read(self._files)
        site = self.search()
        if self._suspects and not self.reader.is_exact:
            self.reader, self._suspects = Reader(self._folders), []
            self.reader.read(self._files)
            site = self.search()
        self._locate(self._suspects)
        self._look_for_copies(sizes, site.embedded)
        if self._private.grades_are_private and self._has_grades:
            self._look_for_grades()
        if self._has_marked:
            self._look_for_marked()
        return Report(
            files=len(self._files),
            bytes=sum(sizes),
            things=self._private.things,
            texts=self._needles.count + len(self._secrets),
            secrets=len(self._secrets) + len(self._private.patterns),
            findings=sorted(set(self._findings)),
            shared=self._shared,
        )

    def _look_for_copies(self, sizes: list[int], embedded: list[bytes]) -> None:
        """Private files that are files of the site, or stand in one."""
        for file, size in zip(self._files, sizes, strict=True):
            if size in self._copies:
                self._look_for_copy(file, file.read())
        if any(len(data) in self._copies for data in embedded):
            for file in self._files:
                for data in read([file], self._folders).embedded:
                    self._look_for_copy(file, data)

    def _look_for_copy(self, file: SiteFile, data: bytes) -> None:
        for uri, path in self._copies.get(len(data), ()):
            if data and sha256(path.read_bytes()).digest() == sha256(data).digest():
                self._findings.append(Finding(file.name, 0, "copy of a private file", f"docs file {uri}"))

    def _look_for_grades(self) -> None:
        """A table's row that says how well the owner knows a thing. What a mock came to is the mock's own to tell."""
        for file in self._files:
            for row in file.read().decode("utf-8", "replace").split("<tr")[1:]:
                key = _KEY.match(row)
                if key and not key[1].startswith("mocks/") and GRADE.search(row.partition("</tr>")[0]):
                    self._findings.append(Finding(file.name, 0, "level of mastery", "the reviews are private"))

    def _look_for_marked(self) -> None:
        """A block that is marked private, whatever it says: what cuts such passages has not known it for one."""
        for file in self._files:
            written = file.read().decode("utf-8", "replace")
            for match in MARKED.finditer(written) if file.name.endswith(".html") else ():
                line = written.count("\n", 0, match.start()) + 1
                self._findings.append(Finding(file.name, line, "block that is marked private", "a page of the book"))

    # -- what it means -----------------------------------------------------------------------------------------------

    def _suspected(self, site: Reading) -> list[Suspect]:
        """All that is to be found in what was read."""
        said = Said.of(site.texts, site.spaced)
        rest = said.without(self._known.book.parts, numbers=self._needles.has_numbers)
        return [*self._patterns(said), *self._secret_ones(said), *self._private_ones(rest)]

    def _private_ones(self, said: Said) -> Iterator[Suspect]:
        """Of what a site says beside whole public texts, that which is private and which nothing public explains."""
        needles = self._needles
        strange = frozenset(word for word in said.words if may_tell(word) and not self._known.book_has_word(word))
        pieces = {piece.letters: piece for piece in said.pieces(needles)}
        for letters in sorted(pieces.keys() - self._known.said(pieces)):
            if not self._known.is_composed(pieces[letters].words):
                yield Suspect(pieces[letters].text, letters=letters)
        found = {needles.name(letters): at for letters, at in said.names(needles.machine).items()}
        in_book = self._known.book.names(b" ".join(name.words) for name in found)
        names = {
            name: at
            for name, at in found.items()
            if b" ".join(name.words) not in in_book
            and (said.has_name(name, at, is_rare=True) or said.has_name(name, at, is_rare=False))
        }
        told = needles.words(strange)
        words = {*told, *(word for name in names for word in (*name.words, name.letters))}
        public = self._known.words(words)
        yield from (Suspect(text, word=word) for word, text in told.items() if word not in public)
        asked = {b" ".join(name.words) for name in names if public.issuperset(name.words)}
        in_theme = self._known.theme.names(asked) if asked else set()
        for name, at in names.items():
            apart = name._replace(apart=name.letters in public)
            is_rare = any(not word.isdigit() and word not in public for word in name.words)
            if (
                b" ".join(name.words) not in in_theme
                and said.has_name(apart, at, is_rare=is_rare)
                and (is_rare or not self._known.is_composed(name.words))
                and not self._known.sets(name.letters)
            ):
                yield Suspect(name.text, name=apart, is_rare=is_rare)

    def _secret_ones(self, said: Said) -> Iterator[Suspect]:
        """The secrets that a site says, whatever else says them."""
        needles = Needles.of(self._secrets)
        words = {words for _, words, _ in needles.texts if b" " not in words}
        said = said.holding({*needles.openings, *needles.names, *words})
        yield from (Suspect(text, word=word) for word, text in needles.words(said.words).items())
        yield from (Suspect(piece.text, letters=piece.letters) for piece in said.pieces(needles))
        for letters, at in said.names(needles.machine).items():
            name = needles.name(letters)
            if said.has_name(name, at, is_rare=True):
                yield Suspect(name.text, name=name, is_rare=True)

    def _patterns(self, said: Said) -> Iterator[Suspect]:
        """Patterns from the file of secrets that match."""
        for expression, place in self._private.patterns:
            if any(expression.search(text) for text in said.texts):
                yield Suspect(Text("", "secret pattern", place), expression=expression)

    def _said_in_public(self) -> list[Text]:
        """The names of private things that the book says in public, too."""
        titles = [text for text in self._private.texts if is_title(text.kind)]
        names = dict(zip(spaced([text.text for text in titles]), titles, strict=True))
        said = self._known.book.names(names.keys() - {b""})
        return [text for words, text in names.items() if words in said]

    def _locate(self, suspects: list[Suspect]) -> None:
        """Every file that holds a suspect, and the line in it where that can be told."""
        machine = Machine({suspect.name.letters if suspect.name else suspect.letters for suspect in suspects} - {b""})
        for file in self._files if suspects else ():
            data = file.read()
            written = data.decode("utf-8", "replace").casefold() if is_text(data) else ""
            one = read([file], self._folders)
            said = Said.of(one.texts, one.spaced)
            found = machine.places(said.letters)
            told: set[Text] = set()
            for suspect in suspects:
                if suspect.text not in told and suspect.is_in(said, found):
                    told.add(suspect.text)
                    wanted, kind, place, _ = suspect.text
                    self._findings.append(Finding(file.name, _line(written, wanted), kind, place, wanted))


def _line(written: str, wanted: str) -> int:
    """The line of a file, in lower case, in which a text, or its first words, stand; 0 if they are not to be seen."""
    start = " ".join(wanted.split()[:4]).casefold()
    at = written.find(start) if start else -1
    return written.count("\n", 0, at) + 1 if at >= 0 else 0
