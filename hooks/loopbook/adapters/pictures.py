"""How large a page's pictures are, said in its HTML, so that no text moves when they arrive.

Sizes are read from the first bytes of the files: SVG, PNG, GIF, JPEG and WebP. (`imagesize` knows more kinds, but no
size of half of the SVG files that were tried.) A picture whose size is stated, unknown or elsewhere stays as it is.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkPage

Size = tuple[int, int]
"""Width and height in CSS pixels."""

_TAG = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.I)
_SOURCE = re.compile(r"""\ssrc\s*=\s*["']([^"']*)["']""", re.I)
_STATED = re.compile(r"\s(?:width|height|style|srcset)\s*=", re.I)
_FIRST = 65_536
"""As many bytes of a file are looked at: the size stands there unless a photograph carries a large preview."""


def set_sizes(page_html: str, page: MkPage, files: Files) -> str:
    """The HTML of a page with the width and height of each picture that is a file of the site."""
    if "<img" not in page_html:
        return page_html
    return _TAG.sub(lambda match: _sized(match[0], page, files), page_html)


def _sized(tag: str, page: MkPage, files: Files) -> str:
    source = _SOURCE.search(tag)
    if source is None or _STATED.search(tag):
        return tag
    address = urlsplit(html.unescape(source[1]))
    if address.scheme or address.netloc or address.path.startswith("/"):
        return tag
    file = files.get_file_from_path(unquote(urljoin(page.file.url, address.path)))
    size = _size_of(Path(file.abs_src_path)) if file is not None and file.abs_src_path else None
    return f'<img width="{size[0]}" height="{size[1]}"{tag[4:]}' if size else tag


def _size_of(path: Path) -> Size | None:
    try:
        known = path.stat()
        return _read(path, known.st_mtime_ns, known.st_size)
    except OSError:
        return None


@lru_cache(4096)
def _read(path: Path, _changed: int, _bytes: int) -> Size | None:
    """The size of a file as it is now: read once for as long as its time and length stay. Raises OSError."""
    with path.open("rb") as file:
        return size_of(file.read(_FIRST))


def size_of(head: bytes) -> Size | None:
    """The size of a picture that begins with these bytes; None if they do not say."""
    if head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR":
        found = _number(head[16:20], "big"), _number(head[20:24], "big")
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        found = _number(head[6:8], "little"), _number(head[8:10], "little")
    elif head[:3] == b"\xff\xd8\xff":
        found = _jpeg(head)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = _webp(head)
    else:
        found = _svg(head)
    return found if min(found) > 0 else None


def _number(part: bytes, order: Literal["big", "little"]) -> int:
    return int.from_bytes(part, order)


def _jpeg(head: bytes) -> Size:
    """From the frame's header. A camera may have laid the picture on its side (Exif): then nothing is said."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        kind, length = head[at + 1], _number(head[at + 2 : at + 4], "big")
        if kind == 0xE1 and head[at + 4 : at + 8] == b"Exif":
            return 0, 0
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return _number(head[at + 7 : at + 9], "big"), _number(head[at + 5 : at + 7], "big")
        at += 2 + length
    return 0, 0


def _webp(head: bytes) -> Size:
    """From the header of each of the format's three kinds (RFC 9649)."""
    kind, data = head[12:16], head[20:]
    if kind == b"VP8X" and len(data) >= 10:
        return 1 + _number(data[4:7], "little"), 1 + _number(data[7:10], "little")
    if kind == b"VP8L" and len(data) >= 5 and data[0] == 0x2F:
        bits = _number(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and len(data) >= 10 and data[3:6] == b"\x9d\x01\x2a":
        return _number(data[6:8], "little") & 0x3FFF, _number(data[8:10], "little") & 0x3FFF
    return 0, 0


_ROOT = re.compile(rb"""<svg\b((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_SIDE = rb"""\s%s\s*=\s*["']\s*(\d+(?:\.\d+)?)(?:px)?\s*["']"""


def _svg(head: bytes) -> Size:
    """From the root's width and height in pixels: without both, a picture is as large as its place."""
    root = _ROOT.search(head)
    width, height = (root and re.search(_SIDE % side, root[1]) for side in (b"width", b"height"))
    return (round(float(width[1])), round(float(height[1]))) if width and height else (0, 0)
