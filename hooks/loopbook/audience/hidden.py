"""What the public may not see, by every name that a link could call it: key, page, address, anchor, filter."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from ..checking import Checked, folded, keys_of
from ..markdown_text import plain_text, replace
from ..model import TRACKERS, Visibility
from ..notes import private_spans
from ..paths import is_relative

FILTERS = {"topic": "topics", "competencies": "topics", "company": "companies", "round": "rounds", "tier": "tiers"}
"""Names in an address's query that mean entries of a tracker; a tracker's own name means its own."""


@dataclass(frozen=True)
class Hidden:
    """The private things of a book."""

    names: frozenset[str] = frozenset()
    """Keys of entries and uris of pages."""
    folded_names: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    """Files of docs/ in places that are stated to be private."""
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    """uri of a public page → anchors in its private passages."""
    site: str = ""
    """The address of the published site, to know links to oneself by."""

    @classmethod
    def of(cls, checked: Checked) -> Hidden:
        """What is private in a checked book."""
        names = frozenset(name for name, seen in checked.visibility.items() if seen is not Visibility.PUBLIC)
        settings, docs = checked.site.settings, checked.site.docs
        files = frozenset(
            asset for asset in checked.assets if settings.stated_visibility(f"{docs}/{asset}") is Visibility.PRIVATE
        )
        anchors = {}
        for uri, note in checked.notes.items():
            spans, _ = private_spans(note) if uri not in names else ([], [])
            if spans:
                gone = "\n\n".join(note.body[start:end] for start, end in spans)
                left = replace(note.body, [(start, end, "\n\n") for start, end in spans])
                anchors[uri] = frozenset(anchors_in(gone) - anchors_in(left))
        return cls(names, frozenset(map(folded, names)), files, anchors, checked.site.url)

    def __contains__(self, name: str) -> bool:
        return name in self.names or folded(name) in self.folded_names

    def has_page(self, uri: str) -> bool:
        """Whether a page, the owner's or a generated one, is private or about something that is."""
        return uri in self or any(key in self for key in keys_of(uri))

    def has_target(self, page: str, target: str) -> bool:
        """Whether a link on a page, however it is written, leads to something private."""
        path, _, anchor = self._local(target).partition("#")
        path = unquote(path.partition("?")[0])
        if not path:
            return False
        for uri in _readings(page, path):
            if self.has_page(uri) or uri in self.files or self._has_row(uri, unquote(anchor)):
                return True
        return False

    def has_place(self, page: str, target: str) -> bool:
        """Whether the part of a link behind the path names something private: an anchor, or a value to filter by."""
        path, _, anchor = self._local(target).partition("#")
        path, _, query = path.partition("?")
        places = [page] if not path else list(_readings(page, unquote(path)))
        if anchor and any(unquote(anchor) in self.anchors.get(uri, ()) for uri in places):
            return True
        pairs = (*parse_qsl(query), *(parse_qsl(anchor) if "=" in anchor else ()))
        return any(
            f"{FILTERS.get(name, name)}/{value}" in self
            for name, values in pairs
            for value in values.replace(",", " ").replace("+", " ").split()
        )

    def _local(self, target: str) -> str:
        """A link to the published site, or from its root, as one relative to docs/."""
        if self.site and target.startswith(self.site.rstrip("/") + "/"):
            return "/" + target[len(self.site.rstrip("/")) + 1 :]
        if not target.startswith("/") or target.startswith("//"):
            return target if is_relative(target) or target.startswith(("#", "?")) else ""
        base = urlsplit(self.site).path.rstrip("/")
        return target[len(base) :] if base and target.startswith(base + "/") else target

    def _has_row(self, uri: str, anchor: str) -> bool:
        """Whether an anchor on a generated page is that of a private entry's row or card."""
        folder, _, name = uri.partition("/")
        if not anchor:
            return False
        if folder == "process" and "-" in anchor:
            tracker, _, entry = anchor.partition("-")
            return f"{tracker}/{entry}" in self
        return (name == "index.md" or folder == "questions") and folder in TRACKERS and f"{folder}/{anchor}" in self


def _readings(page: str, path: str) -> Iterator[str]:
    """The uris that a path on a page may mean: beside its source, or beside its address, as a file or as an address."""
    bases = ("",) if path.startswith("/") else (posixpath.dirname(page), page.removesuffix(".md"))
    for base in dict.fromkeys(bases):
        whole = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
        while whole.startswith("../"):
            whole = whole[3:]
        yield whole
        stem = whole.removesuffix("/index.html").removesuffix(".html")
        yield f"{stem}.md"
        yield f"{stem}/index.md"


_HEADING = re.compile(
    r"^\s*#{1,6}[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\{[^}\n]*\})?[ \t]*$|^(?P<under>\S[^\n]*)\n(?:=+|-+)[ \t]*$", re.M
)
_ID = re.compile(r"\{[^}\n]*#(?P<list>[\w:.-]+)|\b(?:id|name)\s*=\s*[\"']?(?P<html>[^\s\"'>]+)")


def anchors_in(text: str) -> set[str]:
    """The anchors that a Markdown text makes: of its headings, and those that it names."""
    found = {m["list"] or m["html"] for m in _ID.finditer(text)}
    for match in _HEADING.finditer(text):
        words = plain_text(match["words"] or match["under"])
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
        found.add(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower()))
    return found - {""}
