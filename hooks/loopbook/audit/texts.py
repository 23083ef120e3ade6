"""The texts of a book, private and public, as the audit takes them: what `entries`, `pages` and `assets` gather."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..audience.hidden import Hidden
from ..checking import Checked
from ..diagnostics import Diagnostic
from ..markdown_text import links, replace
from ..model import Visibility
from ..paths import is_relative, resolve
from .values import strings


class Text(NamedTuple):
    """A private text: what it is, where it is written, and whether it is looked for whatever the public texts say."""

    text: str
    kind: str
    place: str
    always: bool = False


@dataclass
class Private:
    """Everything private of a book, and everything public."""

    texts: list[Text] = field(default_factory=list)
    patterns: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    """Regular expressions from the file of secrets, with their places."""
    files: dict[str, Path] = field(default_factory=dict)
    """Private files of docs/: uri → path."""
    public: list[str] = field(default_factory=list)
    public_files: list[Path] = field(default_factory=list)
    """Files of text that are public as they are: their words are public too."""
    grades_are_private: bool = True
    things: int = 0
    """How many entries, pages, passages, fields and files these texts come from."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Gathering:
    """What is gathered of a checked book."""

    def __init__(self, checked: Checked, hidden: Hidden) -> None:
        self.checked, self.site, self.settings = checked, checked.site, checked.site.settings
        self.hidden = hidden
        self.found = Private()

    def is_public(self, name: str) -> bool:
        """Whether an entry or a page is marked public."""
        return self.checked.visibility.get(name) is Visibility.PUBLIC

    def keep(self, text: str, kind: str, place: str, *, always: bool = False) -> None:
        """A private text."""
        if text and not text.isspace():
            self.found.texts.append(Text(text, kind, place, always))

    def hide(self, value: Any, kind: str, place: str) -> None:
        """Every text in a private value."""
        self.found.texts += [
            Text(text, f"{kind}: {name}" if name else kind, place)
            for name, text in strings(value)
            if not text.isspace()
        ]

    def hide_path(self, uri: str, place: str) -> None:
        """The parts of a private file's path; those that public paths have too are public by that."""
        for segment in uri.rsplit(".", 1)[0].split("/"):
            if segment not in ("index", "README"):
                self.keep(segment, "file name", place)

    def open_text(self, text: str, page: str, place: str) -> str:
        """A text without the links in it that do not lead to something public for certain: their words stay, but not
        pictures and tags. What is known to be private is kept as such.
        """
        if not _ADDRESSES.search(text):
            return text
        edits = []
        for link in links(text, text):
            if self._is_public_target(page, link.target):
                continue
            if link.inline and not link.image:
                start, end = link.target_start, link.end
            elif link.inline or text[link.start] in "[ ":
                start, end = link.start, max(link.end, text.find("\n", link.end))
                end = link.end if link.inline else end
            else:
                start, end = text.rfind("<", 0, link.start), text.find(">", link.end) + 1
            edits.append((max(start, 0), max(start, end), " "))
            if self.hidden.has_target(page, link.target):
                for piece in _LABELS.findall(text[max(start, 0) : end]):
                    self.keep(" ".join(piece), "link to a private page", place)
        return _VALUES.sub(r"\1", replace(text, edits))

    def _is_public_target(self, page: str, target: str) -> bool:
        if not is_relative(target):
            own = self.site.url.rstrip("/")
            return bool(re.match(r"(?:https?:|mailto:)", target)) and not (own and target.startswith(own))
        if "?" in target or self.hidden.has_target(page, target) or self.hidden.has_place(page, target):
            return False
        uri, anchor = resolve(page, target)
        return uri in self.checked.notes or uri in self.checked.assets or (uri.endswith(".md") and not anchor)


_ADDRESSES = re.compile(r"\]\(|\]:|<\w")
_LABELS = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|!\[([^\]\n]*)\]")
_VALUES = re.compile(r"((?:href|src|data|poster|srcset|action)\s*=\s*)[^\s\"'>]+")
