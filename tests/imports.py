"""Import something into a small book, as `loopbook import` does: `run(book, "leetcode", leetcode.read, folder)`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import books
from loopbook import library
from loopbook.exchange.archives import read_files
from loopbook.exchange.found import Harvest, InFile, Request
from loopbook.exchange.merging import Options
from loopbook.exchange.plan import Plan, plan_import
from loopbook.settings import Settings, Site

Read = Callable[[list[InFile], Request], Harvest]


def plan(
    book: Path,
    kind: str,
    read: Read,
    *paths: Path,
    settings: Mapping[str, Any] | None = None,
    dates: str = "",
    **options: Any,
) -> Plan:
    """What an import would do."""
    site = Site(root=book, settings=Settings.model_validate(settings or {}))
    book_now = library.load(site)
    chosen = Options(**options)
    harvest = Harvest()
    request = Request(chosen.names, dates=dates, book=book_now)
    harvest += read(read_files(paths, harvest), request)
    return plan_import(site, book_now, kind, harvest, chosen)


def run(book: Path, kind: str, read: Read, *paths: Path, **given: Any) -> Plan:
    """Import, write, and check that the book is sound and that importing again changes nothing."""
    done = plan(book, kind, read, *paths, **given)
    done.write()
    assert [m for m in books.messages(book) if ": error: " in m] == []
    again = plan(book, kind, read, *paths, **given)
    assert again.is_empty, "\n".join(again.diff())
    return done


def files(folder: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Put files below a folder, exactly as given. Returns the folder."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def entry(book: Path, key: str) -> dict[str, Any]:
    """What the book says of an entry: the fields that are set."""
    found = books.load(book).find(key)
    assert found is not None, f"no {key}"
    return found.model_dump(exclude_defaults=True, by_alias=True, mode="json")
