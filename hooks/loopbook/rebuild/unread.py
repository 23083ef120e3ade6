"""Pages that nobody edited since the last build are not read: their rows say all that other pages ask of them."""

from __future__ import annotations

import functools
import marshal
import os
import sys
import time
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from .digest import digest
from .disk import Stat
from .keys import content_digest, toc_digest
from .markdown_cache import Converter
from .private import html, is_excluded, reading
from .rows import Rows
from .store import Store

SETTLED = 3_000_000_000
"""Nanoseconds after which a change of a file shows in its times, on any disk. A younger file is read again."""
HAS_CHANGE_TIME = sys.platform != "win32"
"""Whether the system notes each change of a file where no program can take it back."""


class Row(NamedTuple):
    """What is known of one page; as a plain tuple in the cache."""

    stat: Stat | None
    """The stat that its file had before it was read, None if that proves nothing."""
    text: str
    """The digest of its file's text."""
    url: str
    meta: bytes
    title: str | None
    """The title that it gives itself."""
    html: str
    """The key of its content in the store."""
    content: str
    toc: str
    links: dict[str, dict[str, str]]
    """What it links to in other files' anchors."""
    odd: list[tuple[str, str]]
    lookups: bytes
    anchors: bytes


class Unread:
    """The pages of one build that need not be read."""

    def __init__(self, store: Store, converter: Converter, config: MkDocsConfig, files: Files) -> None:
        self.converter, self.config, self.files, self.store = converter, config, files, store
        self._rows = Rows(store, "pages", converter.base)
        self._answers = digest(*(f"{f.src_uri} {f.url} {is_excluded(f)}" for f in files))
        """The digest of all that a link may be answered."""
        self.rows: dict[str, tuple[Any, ...]] = {}
        """What is known now."""
        self._stats: dict[str, Stat | None] = {}
        self._texts: dict[str, str] = {}

    def leave(self, page: Page) -> bool:
        """Leave a page unread, if it is as it was. What there was to say of its links is said again."""
        uri = page.file.src_uri
        self._stats[uri] = stat = _stat_of(page.file)
        known = self._rows.held.get(uri)
        if known is None or stat is None or not reading.is_ordinary(page):
            return False
        row = Row(*known[:-1])
        if row.url != page.file.url:
            return False
        if row.stat != stat:
            if not self._has_text(page.file, row.text):
                return False
            row = row._replace(stat=_settled(stat))
        if known[-1] != self._answers and not html.still_answers(marshal.loads(row.lookups), self.files):  # noqa: S302 - the store has looked at its sum
            return False
        linked = html.linked_files(row.links, self.files) if row.links else {}
        if linked is None or (row.odd and not html.still_odd(page, row.odd, self.config, self.files)):
            return False
        self.store.uses("markdown", row.html)
        self.rows[uri] = known if row.stat == known[0] and known[-1] == self._answers else (*row, self._answers)
        known_now = reading.Known(row.content, row.toc, row.anchors, functools.partial(self._read, row))
        reading.leave_unread(page, known_now, marshal.loads(row.meta), row.title, linked)  # noqa: S302 - as above
        return True

    def saw(self, page: Page, source: str) -> None:
        """Remember what a page's file held when it was read."""
        self._texts[page.file.src_uri] = digest(source)

    def note(self, page: Page) -> None:
        """Remember what a page is that was read and rendered just now."""
        uri, last = page.file.src_uri, self.converter.last
        stat, text = self._stats.get(uri), self._texts.get(uri)
        if stat is None or text is None or last is None or last.page is not page:
            return
        made = last.made
        try:
            meta = marshal.dumps(dict(page.meta))
        except ValueError:  # a date, and what else is not plain
            return
        row = Row(
            _settled(stat), text, page.file.url, meta, made.title, last.key, content_digest(page), toc_digest(page),
            made.links, made.odd, marshal.dumps(made.lookups), marshal.dumps(made.anchors),
        )  # fmt: skip
        self.rows[uri] = (*row, self._answers)

    def _read(self, row: Row, page: Page) -> None:
        page.markdown = reading.markdown_of(page.file.content_string)
        self.converter.restore(page, row.html, row.content)

    def save(self) -> None:
        """Keep what is known for the next build."""
        self._rows.save(self.rows)

    @staticmethod
    def _has_text(file: File, text: str) -> bool:
        try:
            return digest(file.content_string) == text
        except (OSError, ValueError):  # MkDocs says so
            return False


def _stat_of(file: File) -> Stat | None:
    """The stat of a page's file, None if it is no file that MkDocs found."""
    if type(file) is not File or file._content is not None or file.src_dir is None:
        return None
    try:
        found = os.stat(vars(file).get("abs_src_path") or f"{file.src_dir}{os.sep}{file.src_uri}")
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _settled(stat: Stat) -> Stat | None:
    """The stat, if a change of the file from now on must show in it."""
    return stat if HAS_CHANGE_TIME and stat[2] < time.time_ns() - SETTLED else None
