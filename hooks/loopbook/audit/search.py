"""Searches a site for private texts, in one pass over its files.

What public texts of the book say too, or the theme says by itself, is no finding: nobody could tell where it came from.
A secret from the file of secrets is one wherever it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from ahocorasick_rs import BytesAhoCorasick, Implementation

from .files import SiteFile, is_text, texts_of
from .forms import BARRIER, INLINE, WITHIN_A_LINE, folded, pattern, squeezed, stands_in, unescaped, words_of
from .known import Known
from .needles import Needles
from .private import Private, Text
from .report import Finding, Report

GRADES = re.compile(
    r"<tr\b[^<>]*\bdata-key=\"(?!mocks/)[^<>]*>(?:(?!</tr>).)*?\bdata-(?:grade|mastery)=\"(?:no-clue|bugs|slow|solid)\"",
    re.S,
)
"""A row of a table that says how well the owner knows a thing. What a mock came to is the mock's own to tell."""


def audit(private: Private, site: Iterable[SiteFile], known: Sequence[Path] = (), own: Iterable[str] = ()) -> Report:
    """Search a site for what is private. `known` are folders of the theme and the engine, whose files are nobody's
    notes; `own` are public texts from mkdocs.yml.
    """
    return _Audit(private, list(site), known, [*private.public, *own]).run()


_TAG = re.compile(r"(<[^<>]*>)")


def views(text: str, seen: set[str]) -> list[str]:
    """A text without its tags, and those of its tags that were not seen before; of both, the lines with escapes once
    more with these undone. A tag within a word leaves the word whole, one within a line a space, others a barrier.
    """
    if "<" not in text:
        return list(unescaped(text))
    parts = _TAG.split(text)
    tags = parts[1::2]
    parts[1::2] = ["" if INLINE.match(tag) else " " if WITHIN_A_LINE.match(tag) else BARRIER for tag in tags]
    new = set(tags) - seen
    seen |= new
    return [*unescaped("".join(parts)), *unescaped(BARRIER.join(new).replace('"', BARRIER))]


def wholes(text: str, view: list[str]) -> set[bytes]:
    """The texts of a file that stand for themselves: a block, what is between two tags, an attribute's value, a string
    of JSON, as words with a space between them; and names as addresses and ids write them, joined by hyphens.
    """
    found: set[bytes] = set()
    for part in (*view, *unescaped(text.replace("<", f"{BARRIER}<").replace(">", f">{BARRIER}"))):
        plain = folded(part)
        found |= {b" ".join(words_of(end)) for end in _ENDS.split(plain)}
        found |= {name.encode() for name in _JOINED.findall(plain)}
    return found


_ENDS = re.compile(r"[\x01\"<>]")
_JOINED = re.compile(r"\w+(?:-\w+)+")


def fresh(data: bytes, seen: set[bytes]) -> str:
    """The lines of a page that no page before had, each with its neighbours: a site says most things on every page."""
    lines = data.replace(b"<tr", b"\n<tr").split(b"\n")
    new = set(lines) - seen
    seen |= new
    around = zip([b"", *lines], lines, [*lines[1:], b""], strict=False)
    return b"\n".join([b for a, b, c in around if b in new or a in new or c in new]).decode("utf-8", "replace")


class _Audit:
    def __init__(self, private: Private, site: list[SiteFile], known: Sequence[Path], public: list[str]) -> None:
        self.private, self.site, self.folders = private, site, known
        self.known = Known(public, private.public_files, known)
        self.needles = Needles.of(private.texts)
        self.patterns = [*self.needles.pieces, *self.needles.names]
        self.machine = BytesAhoCorasick(self.patterns, implementation=Implementation.ContiguousNFA)
        self.words: set[bytes] = set()
        self.tags: set[str] = set()
        self.hits: set[int] = set()
        self.findings: list[Finding] = []
        self.bytes = 0
        self.copies: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for uri, path in private.files.items():
            if path.is_file():
                self.copies[path.stat().st_size].append((uri, path))

    def run(self) -> Report:
        seen: set[bytes] = set()
        for file in self.site:
            data = file.read()
            self.bytes += len(data)
            self.look_at_name(file)
            if self.is_the_themes(file.name, data):
                continue
            self.look_for_copy(file, data)
            html_page = file.name.endswith((".html", ".htm")) and is_text(data)
            for text in [fresh(data, seen)] if html_page else texts_of(file.name, data):
                self.look_at(text, file)
        self.judge()
        return Report(
            files=len(self.site),
            bytes=self.bytes,
            things=self.private.things,
            texts=len(self.patterns) + len(self.needles.words),
            secrets=sum(text.always for text in self.private.texts) + len(self.private.patterns),
            findings=sorted(set(self.findings)),
            shared=self.shared,
        )

    # -- the pass ----------------------------------------------------------------------------------------------------

    def look_at(self, text: str, file: SiteFile) -> None:
        view = views(text, self.tags)
        self.hits |= self.matches(view)
        for part in view:
            self.words.update(words_of(part))
        for expression, place in self.private.patterns:
            if any(expression.search(part) for part in view):
                self.findings.append(Finding(file.name, 0, "secret pattern", place))
        if self.private.grades_are_private and GRADES.search(text):
            self.findings.append(Finding(file.name, 0, "level of mastery", "the reviews are private"))

    def matches(self, view: list[str]) -> set[int]:
        haystack = b"\n".join(map(squeezed, view))
        return {i for i, _, _ in self.machine.find_matches_as_indexes(haystack, overlapping=True)}

    def look_at_name(self, file: SiteFile) -> None:
        self.look_at(file.name.replace("/", " / "), file)

    def look_for_copy(self, file: SiteFile, data: bytes) -> None:
        for uri, path in self.copies.get(len(data), ()):
            if data and sha256(path.read_bytes()).digest() == sha256(data).digest():
                self.findings.append(Finding(file.name, 0, "copy of a private file", f"docs file {uri}"))

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

    def judge(self) -> None:
        """Of what was found, that which no public text explains; then, where it stands."""
        self.shared: list[Text] = []
        suspects: list[tuple[bytes, Text, str]] = []
        for i in sorted(self.hits):
            letters = self.patterns[i]
            is_name = letters in self.needles.names
            text = self.needles.names[letters] if is_name else self.needles.pieces[letters]
            kind = "name" if is_name else "piece"
            if text.always or not self.is_explained(letters, text, is_name=is_name):
                suspects.append((letters, text, kind))
        for word in sorted(self.words & self.needles.words.keys()):
            text = self.needles.words[word]
            if text.always or not self.known.has_word(word):
                suspects.append((word, text, "word"))
            elif text.kind in ("title", "name") or text.kind.endswith((": title", ": name")):
                self.shared.append(text)
        if suspects:
            self.locate(suspects)

    def is_explained(self, letters: bytes, text: Text, *, is_name: bool) -> bool:
        name = text.text if is_name else None
        if self.known.is_in_book(letters, name):
            if is_name:
                self.shared.append(text)
            return True
        return self.known.is_in_theme(letters, name) or self.known.is_composed(self.needles.words_in[letters])

    def locate(self, suspects: list[tuple[bytes, Text, str]]) -> None:
        """Every file that holds a suspect, and the line in it where that can be told."""
        names = {letters: pattern(text.text) for letters, text, kind in suspects if kind == "name"}
        for file in self.site:
            data = file.read()
            if self.is_the_themes(file.name, data):
                data = b""
            for text in (file.name.replace("/", " / "), *texts_of(file.name, data)):
                self.locate_in(file, text, suspects, names)

    def locate_in(
        self, file: SiteFile, text: str, suspects: list[tuple[bytes, Text, str]], names: dict[bytes, re.Pattern[str]]
    ) -> None:
        view = views(_CLASSES.sub(" ", text), set())
        letters = b"\n".join(map(squeezed, view))
        plain = [folded(part) for part in view]
        words = {word for part in plain for word in words_of(part)}
        whole = wholes(text, view)
        for needle, found, kind in suspects:
            if kind == "word":
                there = needle in words
            elif kind == "piece":
                there = needle in letters
            else:
                there = needle in letters and (
                    any(stands_in(names[needle], part) for part in plain)
                    if found.always or self.has_rare_word(needle)
                    else self.needles.whole[needle] in whole
                )
            if there:
                self.findings.append(Finding(file.name, _line(text, found.text), found.kind, found.place, found.text))

    def has_rare_word(self, letters: bytes) -> bool:
        """Whether a name has a word that nothing public has: other names are made of words that meet by chance."""
        return any(not word.isdigit() and not self.known.has_word(word) for word in self.needles.words_in[letters])


_CLASSES = re.compile(r"\s(?:class|style|d|viewBox|rel|type|role|xmlns)=\"[^\"]*\"")
"""Attributes that the theme and the engine write, and no note."""


def _line(text: str, wanted: str) -> int:
    """The line of a file in which a text, or its first words, stand; 0 if it is not to be seen as it is."""
    start = " ".join(wanted.split()[:4]).casefold()
    at = text.casefold().find(start) if start else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0
