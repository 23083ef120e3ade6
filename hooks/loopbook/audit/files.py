"""A site's files as texts: what is packed is unpacked, and of a picture what is written in it beside the picture."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from .forms import BARRIER

MAX_UNPACKED = 256_000_000
"""How many bytes of one packed file are looked at."""
MAX_DEPTH = 3


class Version(NamedTuple):
    """What tells a file from any other, and from itself after a change."""

    device: int
    number: int
    size: int
    """Bytes."""
    changed: int
    """Nanoseconds since 1970, UTC."""


@dataclass(frozen=True)
class SiteFile:
    """One file of a site: its path below the site's folder, with `/`, and what gives its bytes."""

    name: str
    read: Callable[[], bytes]
    version: Callable[[], Version | None] = lambda: None
    """Which file it is now; None where that cannot be told."""

    @classmethod
    def at(cls, name: str, path: str) -> SiteFile:
        """A file on the disk."""
        return cls(name, partial(_read, path), partial(_version, path))


def files_of(folder: Path) -> Iterator[SiteFile]:
    """Every file below a folder, in the order of their names; or the one file that it is."""
    if folder.is_file():
        yield SiteFile.at(folder.name, str(folder))
    for place, inner, files in os.walk(folder):
        inner.sort()
        below = "" if place == str(folder) else f"{os.path.relpath(place, folder)}/".replace(os.sep, "/")
        for name in sorted(files):
            yield SiteFile.at(below + name, f"{place}{os.sep}{name}")


def _version(path: str) -> Version | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return Version(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def texts_of(name: str, data: bytes, depth: int = 0) -> Iterator[str | bytes]:
    """The texts that are in a file; one that is a text as it is comes as its bytes."""
    if depth > MAX_DEPTH:
        return
    if data[:2] == b"\x1f\x8b":
        yield from texts_of(name.removesuffix(".gz"), _unzipped(data), depth + 1)
    elif data[:4] == b"PK\x03\x04":
        yield from _members(data, depth)
    elif is_text(data):
        yield _text(name, data)
    else:
        for note in _metadata(data):
            yield from _readings(note)
            if depth < MAX_DEPTH and note[:2] == b"\x1f\x8b":
                yield from texts_of(name, note, depth + 1)


_EMBEDDED = re.compile(r"data:[^,;\"'<>\s]*(?:;[^,;\"'<>\s]*)*;base64,([\w+/%=-]+)")


def embedded(text: str) -> Iterator[bytes]:
    """The files that stand in a text as `data:` addresses. What others say in such an address is read as it is."""
    for match in _EMBEDDED.finditer(text) if ";base64," in text else ():
        packed = unquote_to_bytes(match[1]).rstrip(b"=")
        try:
            yield base64.b64decode(
                packed + b"=" * (-len(packed) % 4), altchars=b"-_" if b"-" in packed or b"_" in packed else None
            )
        except ValueError:
            continue


def is_text(data: bytes) -> bool:
    """Whether a file is text, as far as its beginning tells."""
    return b"\0" not in data[:4096] and (not data[:4] or data[0] not in (0x89, 0xFF)) and not data.startswith(b"%PDF")


def _text(name: str, data: bytes) -> str | bytes:
    if name.endswith((".json", ".js")) and len(data) > 2:
        text = data.decode("utf-8", "replace")
        body = re.sub(r"\A\s*(?:var|const|let)?\s*[\w.$]+\s*=\s*|;\s*\Z", "", text) if name.endswith(".js") else text
        found = strings_of(body)
        return text if found is None else BARRIER.join(found)
    if name.endswith(".ics"):
        return re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    return data


def strings_of(text: str) -> list[str] | None:
    """Every text in a JSON text, names and numbers too; None if it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        level = [json.loads(text)]
    except (ValueError, RecursionError):
        return None
    found: dict[str, None] = {}
    while level:
        found |= dict.fromkeys([value for value in level if type(value) is str])
        found |= dict.fromkeys([str(value) for value in level if type(value) in (int, float)])
        inner = [value for value in level if type(value) is dict]
        found |= dict.fromkeys(chain.from_iterable(inner))
        lists = [value for value in level if type(value) is list]
        level = [*chain.from_iterable(map(dict.values, inner)), *chain.from_iterable(lists)]
    return list(found)


def _unzipped(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(MAX_UNPACKED)
    except (OSError, EOFError, zlib.error):
        return b""


def _members(data: bytes, depth: int) -> Iterator[str | bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename
                if info.file_size <= MAX_UNPACKED and not info.flag_bits & 1:
                    yield from texts_of(info.filename, archive.read(info), depth + 1)
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, RuntimeError):
        yield from _readings(data)


# -- pictures and other binary files ---------------------------------------------------------------------------------


def _metadata(data: bytes) -> Iterator[bytes]:
    """What is written in a binary file: of formats that are known, all but the picture itself; of others, all."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png(data)
    elif data.startswith(b"\xff\xd8"):
        yield from _jpeg(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        yield from _webp(data)
    elif data.startswith(b"wOF"):
        return  # a font: its names are the theme's or its maker's, and the rest is packed
    else:
        yield data
        for match in re.finditer(rb"stream\r?\n", data):
            yield _inflated(data[match.end() :])


def _png(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IEND":
            yield data[at + 12 :]
            return
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            name, _, rest = body.partition(b"\0")
            yield name
            yield rest
            packed = rest[2:].split(b"\0", 2)[-1] if kind == b"iTXt" else rest[1:]
            yield _inflated(packed)
        elif kind != b"IDAT":
            yield body
        at += 12 + size


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xDA:
            break
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if kind >= 0xE0:
            yield data[at + 4 : at + 2 + size]
        at += 2 + size
    end = data.rfind(b"\xff\xd9")
    yield data[end + 2 :] if end > 0 else b""


def _webp(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind[:3] not in (b"VP8", b"ALP", b"ANM"):
            yield data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_UNPACKED)
    except zlib.error:
        return b""


_RUN = re.compile(rb"[\x20-\x7e\x80-\xff\t\n\r]{4,}")
_WIDE = (re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){4,}"), re.compile(rb"(?:\x00[\x20-\x7e\xa0-\xff]){4,}"))
"""Either byte of a letter may come first; a letter before such a run makes it look like one of the other order."""


def _readings(data: bytes) -> Iterator[str]:
    """What bytes may say: as UTF-8 where they are, else as Latin letters; and what is written two bytes a letter."""
    for run in _RUN.findall(data):
        try:
            yield run.decode("utf-8")
        except UnicodeDecodeError:
            yield run.decode("latin-1")
    for run in (run for order in _WIDE for run in order.findall(data)):
        yield run.replace(b"\0", b"").decode("latin-1")
