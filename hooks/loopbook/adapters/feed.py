"""The Atom feed of a published site: the owner's newest pages, those whose front matter has a `date` or `updated`."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin
from xml.etree import ElementTree

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from ..book import Book
from ..markdown_text import plain_text
from ..notes import Note
from ..pages.latest import latest

FEED = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
MOST = 20


def add_feed(config: MkDocsConfig, book: Book, files: Files) -> bool:
    """Put the feed among the files, if the site is public, has an address, and has a page with a date.

    To be called when all pages were read: plugins may have moved or dropped some by then. Says whether there is a feed;
    the owner's own file of that name is one too.
    """
    if files.get_file_from_path(FEED):
        return True
    if not book.is_public or not config.site_url:
        return False
    entries = [(when, note, file) for when, note in latest(book) if (file := built(files, note.uri))][:MOST]
    if entries:
        files.append(File.generated(config, FEED, content=_feed(config, book, entries)))
    return bool(entries)


def built(files: Files, uri: str) -> File | None:
    """The file of a page, if the site is to have it: a draft stays out."""
    file = files.get_file_from_path(uri)
    return file if file and file.inclusion.value > InclusionLevel.DRAFT.value else None


def _feed(config: MkDocsConfig, book: Book, entries: list[tuple[dt.date, Note, File]]) -> str:
    base = config.site_url or ""
    feed = ElementTree.Element("feed", xmlns=ATOM)
    _add(feed, "title", config.site_name)
    _add(feed, "id", base)
    _add(feed, "updated", _moment(entries[0][0]))
    _add(feed, "link", href=base)
    _add(feed, "link", href=urljoin(base, FEED), rel="self", type="application/atom+xml")
    _add(_add(feed, "author"), "name", book.settings.owner or config.site_author or config.site_name)
    for when, note, file in entries:
        address = urljoin(base, file.url)
        entry = _add(feed, "entry")
        _add(entry, "title", plain_text(note.title))
        _add(entry, "id", address)
        _add(entry, "link", href=address)
        _add(entry, "updated", _moment(when))
        if note.meta.get("description"):
            _add(entry, "summary", str(note.meta["description"]))
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, "unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = text
    return made


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
