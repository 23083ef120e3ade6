"""Searches a site for private texts, in one pass over its files.

What public texts of the book say too, or the theme says by itself, is no finding: nobody could tell where it came from.
A secret from the file of secrets is one wherever it stands.

A site says mostly what public texts say, word by word. So these are put aside at once, and private texts are looked for
in what is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from ..yaml_nodes import uncollected
from .files import SiteFile, is_text
from .forms import spaced
from .known import Known
from .needles import Needles, is_title, may_tell
from .places import Machine
from .reading import GRADE, Reading, Site, read
from .report import Finding, Report
from .said import Said, Suspect
from .texts import Private, Text

_KEY = re.compile(r"[^>]*\bdata-key=[\"']?([^\"'\s>]+)")


@uncollected()
def audit(private: Private, site: Site, own: Iterable[str] = ()) -> Report:
    """Search a site for what is private. `own` are public texts from mkdocs.yml."""
    return _Audit(private, site, [*private.public, *own]).run()


class _Audit:
    def __init__(self, private: Private, site: Site, public: list[str]) -> None:
        self.private, self.site = private, site
        self.known = Known(public, private.public_files, site.folders)
        self.findings: list[Finding] = []
        self.copies: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for uri, path in private.files.items():
            if path.is_file():
                self.copies[path.stat().st_size].append((uri, path))

    def run(self) -> Report:
        # while another process reads the site, what can be known without it
        secrets = [text for text in self.private.texts if text.always]
        public = self.known.book.parts
        needles = Needles.of((text for text in self.private.texts if not text.always), public)
        needles.prepare()
        self.known.book.prepare()
        shared = self.shared()
        site = self.site.read()
        said = Said.of(site.texts, site.spaced)
        self.look_for_copies(site)
        if self.private.grades_are_private and site.has_grades:
            self.look_for_grades()
        rest = said.without(public, numbers=needles.has_numbers)
        suspects = [*self.patterns(said), *self.secrets(said, secrets), *self.suspects(rest, needles)]
        self.locate(suspects)
        return Report(
            files=len(self.site.files),
            bytes=sum(site.sizes),
            things=self.private.things,
            texts=needles.count + len(secrets),
            secrets=len(secrets) + len(self.private.patterns),
            findings=sorted(set(self.findings)),
            shared=shared,
        )

    def look_for_copies(self, site: Reading) -> None:
        """Private files that are files of the site, or stand in one."""
        for file, size in zip(self.site.files, site.sizes, strict=True):
            if size in self.copies:
                self.look_for_copy(file, file.read())
        if any(len(data) in self.copies for data in site.embedded):
            for file in self.site.files:
                for data in read([file], self.site.folders).embedded:
                    self.look_for_copy(file, data)

    def look_for_copy(self, file: SiteFile, data: bytes) -> None:
        for uri, path in self.copies.get(len(data), ()):
            if data and sha256(path.read_bytes()).digest() == sha256(data).digest():
                self.findings.append(Finding(file.name, 0, "copy of a private file", f"docs file {uri}"))

    def look_for_grades(self) -> None:
        """A table's row that says how well the owner knows a thing. What a mock came to is the mock's own to tell."""
        for file in self.site.files:
            for row in file.read().decode("utf-8", "replace").split("<tr")[1:]:
                key = _KEY.match(row)
                if key and not key[1].startswith("mocks/") and GRADE.search(row.partition("</tr>")[0]):
                    self.findings.append(Finding(file.name, 0, "level of mastery", "the reviews are private"))

    # -- what it means -----------------------------------------------------------------------------------------------

    def suspects(self, said: Said, needles: Needles) -> Iterator[Suspect]:
        """Of what a site says beside whole public texts, that which is private and which nothing public explains."""
        strange = frozenset(word for word in said.words if may_tell(word) and not self.known.book_has_word(word))
        pieces = {piece.letters: piece for piece in said.pieces(needles)}
        for letters in sorted(pieces.keys() - self.known.said(pieces)):
            if not self.known.is_composed(pieces[letters].words):
                yield Suspect(pieces[letters].text, letters=letters)
        found = {needles.name(letters): at for letters, at in said.names(needles.machine).items()}
        in_book = self.known.book.names(b" ".join(name.words) for name in found)
        names = {
            name: at
            for name, at in found.items()
            if b" ".join(name.words) not in in_book
            and (said.has_name(name, at, is_rare=True) or said.has_name(name, at, is_rare=False))
        }
        told = needles.words(strange)
        words = {*told, *(word for name in names for word in (*name.words, name.letters))}
        public = self.known.words(words)
        yield from (Suspect(text, word=word) for word, text in told.items() if word not in public)
        asked = {b" ".join(name.words) for name in names if public.issuperset(name.words)}
        in_theme = self.known.theme.names(asked) if asked else set()
        for name, at in names.items():
            apart = name._replace(apart=name.letters in public)
            is_rare = any(not word.isdigit() and word not in public for word in name.words)
            if (
                b" ".join(name.words) not in in_theme
                and said.has_name(apart, at, is_rare=is_rare)
                and (is_rare or not self.known.is_composed(name.words))
                and not self.known.sets(name.letters)
            ):
                yield Suspect(name.text, name=apart, is_rare=is_rare)

    def secrets(self, said: Said, secrets: list[Text]) -> Iterator[Suspect]:
        """The secrets that a site says, whatever else says them."""
        needles = Needles.of(secrets)
        words = {words for _, words, _ in needles.texts if b" " not in words}
        said = said.holding({*needles.openings, *needles.names, *words})
        yield from (Suspect(text, word=word) for word, text in needles.words(said.words).items())
        yield from (Suspect(piece.text, letters=piece.letters) for piece in said.pieces(needles))
        for letters, at in said.names(needles.machine).items():
            name = needles.name(letters)
            if said.has_name(name, at, is_rare=True):
                yield Suspect(name.text, name=name, is_rare=True)

    def patterns(self, said: Said) -> Iterator[Suspect]:
        """Patterns from the file of secrets that match."""
        for expression, place in self.private.patterns:
            if any(expression.search(text) for text in said.texts):
                yield Suspect(Text("", "secret pattern", place), expression=expression)

    def shared(self) -> list[Text]:
        """The names of private things that the book says in public, too."""
        titles = [text for text in self.private.texts if is_title(text.kind)]
        names = dict(zip(spaced([text.text for text in titles]), titles, strict=True))
        said = self.known.book.names(names.keys() - {b""})
        return [text for words, text in names.items() if words in said]

    def locate(self, suspects: list[Suspect]) -> None:
        """Every file that holds a suspect, and the line in it where that can be told."""
        machine = Machine({suspect.name.letters if suspect.name else suspect.letters for suspect in suspects} - {b""})
        for file in self.site.files if suspects else ():
            data = file.read()
            written = data.decode("utf-8", "replace").casefold() if is_text(data) else ""
            said = Said.of(*read([file], self.site.folders)[1:3])
            found = machine.places(said.letters)
            told: set[Text] = set()
            for suspect in suspects:
                if suspect.text not in told and suspect.is_in(said, found):
                    told.add(suspect.text)
                    wanted, kind, place, _ = suspect.text
                    self.findings.append(Finding(file.name, _line(written, wanted), kind, place, wanted))


def _line(written: str, wanted: str) -> int:
    """The line of a file, in lower case, in which a text, or its first words, stand; 0 if they are not to be seen."""
    start = " ".join(wanted.split()[:4]).casefold()
    at = written.find(start) if start else -1
    return written.count("\n", 0, at) + 1 if at >= 0 else 0
