"""A page of Markdown that the owner wrote: its front matter, links, cards, blocks and private passages."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from . import markdown_text
from .diagnostics import Diagnostic, Severity
from .fields import CONTROL, slug
from .front_matter import checked
from .markdown_text import Link
from .passages import Problem, has_marker, indented, private_passages
from .yaml_nodes import Parsed, parse

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)

_OUTSIDE = re.compile(
    r"\A\s*(?:(?:-{3}|\+{3})[ \t]*\n)?(?:[ \t]*[\w-]+[ \t]*[:=][^\n]*\n)*?"
    r"[ \t]*(?:visibility[ \t]*[:=][ \t]*[\"']?private|private[ \t]*[:=][ \t]*[\"']?(?:true|yes))\b",
    re.I,
)
"""What would make a page private, if it stood in front matter: it is below a blank line, in TOML, in a second one."""


@dataclass(frozen=True)
class Card:
    """A question with its answer, in a note: `??? question "…"`, the answer indented below it."""

    id: str
    """Made of the question, unless the answer begins with `<!-- card: its-name -->`. Its page plays no part in it."""
    question: str
    answer: str
    line: int
    start: int = 0
    """Where it begins in the page's body."""

    @property
    def key(self) -> str:
        """Its name in the review log."""
        return f"cards/{self.id}"


@dataclass(frozen=True)
class Block:
    """A fenced `loopbook` block: the offsets of the fence in the body, its indent and its YAML."""

    start: int
    end: int
    indent: str
    parsed: Parsed
    closed: bool


@dataclass
class Note:
    """One page. Offsets count in `body`, the text behind the front matter; lines count in the file."""

    uri: str
    path: str
    body: str
    meta: dict[str, Any] = field(default_factory=dict)
    front_matter: Parsed | None = None
    first_line: int = 1
    """The file's line in which `body` begins."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @cached_property
    def plain(self) -> str:
        """The body with spaces for code, as long as the body."""
        return markdown_text.without_code(self.body)

    @cached_property
    def title(self) -> str:
        """As MkDocs finds it: front matter, else the first heading, else the file's name."""
        if isinstance(self.meta.get("title"), str):
            return str(self.meta["title"])
        heading = re.search(r"^# +(.+?)(?: #*)?$|^(\S.*)\n=+[ \t]*$", self.plain, re.M)
        if heading:
            group = 1 if heading[1] else 2
            return markdown_text.plain_text(self.body[heading.start(group) : heading.end(group)])
        name = self.uri.rsplit("/", 1)[-1][: -len(".md")]
        if name in ("index", "README") and "/" in self.uri:
            name = self.uri.rsplit("/", 2)[-2]
        words = name.replace("-", " ").replace("_", " ")
        return words.capitalize() if words.lower() == words else words

    @property
    def tags(self) -> list[str]:
        """The tags in its front matter."""
        stated = self.meta.get("tags")
        return [tag for tag in stated if isinstance(tag, str)] if isinstance(stated, list) else []

    @property
    def topics(self) -> list[str]:
        """The names of what it is about: the topics of its front matter, and its tags, which may name topics too."""
        stated = self.meta.get("topics")
        own = [stated] if isinstance(stated, str) else [str(name) for name in stated or ()]
        return [*own, *self.tags]

    @cached_property
    def links(self) -> list[Link]:
        """Its links, images and HTML addresses, in order."""
        return markdown_text.links(self.body, self.plain)

    @cached_property
    def blocks(self) -> list[Block]:
        """Its `loopbook` blocks; one inside another fence only shows the syntax and is not among them."""
        if "loopbook" not in self.body:
            return []
        return [
            Block(
                fence.start,
                fence.end,
                fence.indent,
                parse(
                    textwrap.dedent(self.body[fence.body_start : fence.body_end]),
                    self.path,
                    self.line(fence.body_start),
                ),
                fence.closed,
            )
            for fence in markdown_text.fences(self.body)
            if re.fullmatch(r"loopbook|\{\s*\.loopbook\s*\}", fence.info)
        ]

    @cached_property
    def cards(self) -> list[Card]:
        """Its collapsed question blocks."""
        return [
            Card(name or slug(question), question, answer, self.line(start), start)
            for name, question, answer, start in _cards(self.body, self.plain)
        ]

    @cached_property
    def passages(self) -> tuple[list[tuple[int, int]], list[Problem]]:
        """The passages that only the owner may see, as offsets into its body, and what is wrong with their markers."""
        return private_passages(self.body)

    def line(self, offset: int) -> int:
        """The file's line that holds an offset of the body."""
        return self.first_line + self.body.count("\n", 0, offset)

    def column(self, offset: int) -> int:
        """The column, counted from 1, of an offset of the body."""
        return offset - self.body.rfind("\n", 0, offset)

    def with_body(self, body: str) -> Note:
        """The same page with another text."""
        return replace(self, body=body)


def read_note(uri: str, path: str, text: str) -> Note:
    """Take a page apart. Front matter that does not parse is a diagnostic, and the page then has none."""
    found = CONTROL.search(text)
    if found:
        note = read_note(uri, path, CONTROL.sub(" ", text))
        place = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        message = f"a control character (0x{ord(found[0]):02x}), which no page can show"
        note.diagnostics.append(Diagnostic(path, *place, Severity.WARNING, message, "delete it"))
        return note
    note = _taken_apart(uri, path, text)
    outside = _OUTSIDE.match(note.body)
    if outside:
        line = note.line(outside.end())
        message = "this hides nothing outside of front matter, so the page is taken for private"
        remedy = "write it between two lines '---', the first of which is the file's first line"
        note.diagnostics.append(Diagnostic(path, line, 1, Severity.ERROR, message, remedy))
        note.meta = note.meta | {"visibility": "private"}
    return note


def _taken_apart(uri: str, path: str, text: str) -> Note:
    match = _FRONT_MATTER.match(text)
    if not match:
        note = Note(uri, path, text)
        if text.startswith("---\n") and re.match(r"---\n[\w-]+:", text):
            note.diagnostics.append(_front_matter_error(path, 1, "is never closed", "close it with a line '---'"))
        return note
    parsed = parse(match["yaml"], path, first_line=2)
    note = Note(uri, path, text[match.end() :], {}, parsed, text.count("\n", 0, match.end()) + 1)
    note.diagnostics += parsed.diagnostics
    if isinstance(parsed.value, dict):
        note.meta, wrong = checked(parsed.value, parsed, path)
        note.diagnostics += wrong
    elif not parsed.diagnostics and parsed.value is not None:
        note.diagnostics.append(_front_matter_error(path, 2, "is not a mapping", "write 'title: …' lines in it"))
    return note


def _front_matter_error(path: str, line: int, what: str, remedy: str) -> Diagnostic:
    return Diagnostic(path, line, 1, Severity.ERROR, f"the front matter {what}", remedy)


_CARD = re.compile(r"^(?P<indent> *)\?\?\?(?!\+) +question +(?P<quote>\")(?P<question>.+)\"[ \t]*$", re.M)


_NAME = re.compile(r"<!--\s*card:\s*([\w.+-]+)\s*-->\s*")


def _cards(body: str, plain: str) -> Iterator[tuple[str, str, str, int]]:
    """The name given to a card or "", its question, its answer, its offset."""
    if "???" not in plain:
        return
    for match in _CARD.finditer(plain):
        question = body[match.start("question") : match.end("question")].replace('\\"', '"')
        end = indented(body, match.end() + 1, len(match["indent"]) + 4)
        answer = textwrap.dedent(body[match.end() + 1 : end]).strip()
        name = _NAME.match(answer)
        yield name[1] if name else "", question, answer[name.end() :] if name else answer, match.start()


def marked_fields(note: Note) -> list[str]:
    """The fields of a page's front matter in which a private passage is marked. It cannot be cut out there: a title is
    in the navigation, a description in the head of the page.
    """
    if note.front_matter is None or not has_marker(note.front_matter.text):
        return []
    return [name for name, value in note.meta.items() if any(has_marker(text) for text in _texts(value))]


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else (value,):
        if isinstance(item, (list, dict)):
            yield from _texts(item)
        else:
            yield str(item)


def private_spans(note: Note) -> tuple[list[tuple[int, int]], list[Diagnostic]]:
    """The passages of a page that only the owner may see, as offsets into its body, and what is wrong with them."""
    spans, problems = note.passages
    return spans, [
        Diagnostic(note.path, note.line(p.start), note.column(p.start), Severity.ERROR, p.message, p.remedy)
        for p in problems
    ]
