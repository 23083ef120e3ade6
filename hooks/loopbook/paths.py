"""Addresses within a book. A `uri` is a page's path below docs/, with `/` and `.md`: `topics/attention.md`."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote

_ABSOLUTE = re.compile(r"^([a-z][a-z0-9+.-]*:|//|/|#)", re.I)


def page_uri(tracker: str, entry_id: str) -> str:
    """Where the page of an entry is: `problems/two-sum.md`."""
    return f"{tracker}/{entry_id}.md"


def index_uri(tracker: str) -> str:
    """Where the list of a tracker is: `problems/index.md`."""
    return f"{tracker}/index.md"


def pack_uri(company: str, company_round: str) -> str:
    """Where the pack of a company's round is."""
    return f"companies/{company}/{company_round}.md"


def deck_uri(group: str) -> str:
    """Where the questions of a round are."""
    return f"questions/{group}.md"


def address(uri: str) -> str:
    """What a page's address is told apart by: `topics/a.md` and `topics/A/index.md` would be one file of the site."""
    folder, _, name = uri.removesuffix(".md").rpartition("/")
    path = folder if name in ("index", "README") else f"{folder}/{name}".lstrip("/")
    return unicodedata.normalize("NFC", path).casefold()


_PLAIN = re.compile(r"[a-zA-Z0-9/._~-]*")
_ODD_STEPS = frozenset(("", ".", ".."))


def is_relative(target: str) -> bool:
    """Whether a link's target is a path within the book, not another site, an anchor or an absolute path."""
    return bool(target) and not _ABSOLUTE.match(target)


def resolve(page: str, target: str) -> tuple[str, str]:
    """The uri and the anchor that a relative link on `page` means: `("topics/attention.md", "rope")`."""
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)), anchor


def relative(page: str, target: str) -> str:
    """The link on `page` to the uri `target` (which may end in `?query` and `#anchor`), percent-encoded."""
    path, hash_sign, anchor = target.partition("#")
    path, mark, query = path.partition("?")
    if path == page and anchor:
        return f"#{anchor}"
    way = _way(page, path)
    if not _PLAIN.fullmatch(way):
        way = quote(way, safe="/.-_~!$&'*+,;=:@")
    return way + mark + (query and quote(query, safe="=&/")) + hash_sign + anchor


def _way(page: str, path: str) -> str:
    """`posixpath.relpath` from a page, without asking the system where we are: uris are from one root."""
    start, steps = page.split("/")[:-1], path.split("/")
    if not _ODD_STEPS.isdisjoint((*start, *steps)):
        return posixpath.relpath(path, posixpath.dirname(page) or ".")
    same = 0
    while same < len(start) and same < len(steps) and start[same] == steps[same]:
        same += 1
    return "/".join((*[".."] * (len(start) - same), *steps[same:])) or "."


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or in it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")
