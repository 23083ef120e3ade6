"""Pictures say in the page how large they are, so that no text moves when they arrive."""

from __future__ import annotations

import re
import shutil
import struct
from pathlib import Path

import pytest

import books
import sites
from loopbook.adapters.pictures import size_of

pytestmark = pytest.mark.site

SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="{}" height="{}"></svg>'


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int, before: bytes = b"") -> bytes:
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9) + before + frame


def segment(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(data) + 2) + data


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind + struct.pack("<I", len(data)) + data


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (png(640, 48), (640, 48)),
        (b"GIF89a" + struct.pack("<HH", 300, 20), (300, 20)),
        (jpeg(1200, 800), (1200, 800)),
        (jpeg(70, 80, segment(0xC4, b"a table") + segment(0xFE, b"a word")), (70, 80)),
        (jpeg(70, 80, segment(0xE1, b"Exif\0\0 which side is up")), None),
        (webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 176, 144 | 0x4000)), (176, 144)),
        (webp(b"VP8L", b"\x2f" + struct.pack("<I", 386 - 1 | 395 - 1 << 14)), (386, 395)),
        (webp(b"VP8X", bytes(4) + (1919).to_bytes(3, "little") + (1079).to_bytes(3, "little")), (1920, 1080)),
        (SVG.format(740, "300.4px").encode(), (740, 300)),
        (b"<!-- <a> --><svg data-note='a > b' height = '20' width='10'>", (10, 20)),
        (SVG.format("100%", "20").encode(), None),
        (SVG.format("10em", "5em").encode(), None),
        (b'<svg viewBox="0 0 9 9" stroke-width="3">', None),
        (png(0, 20), None),
        (png(640, 48)[:18], None),
        (jpeg(1200, 800)[:24], None),
        (b"\xff\xd8\xff", None),
        (webp(b"VP8X", b""), None),
        (b"<svg", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_the_first_bytes_of_a_picture_say_its_size(head: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(head) == size


NOTE = """
# Figures

![A flow](../assets/a%20flow.svg) ![Not ours](https://example.org/x.png) ![No picture](../assets/none.png)

![A picture](../assets/p.png){ width="50" } <img alt="a>b" src="../../assets/p.png"> <img alt="Gone" src="gone.png">
"""


def test_pages_say_it_and_hear_of_changes(book: Path, tmp_path: Path) -> None:
    books.write(book, {"docs/notes/figures.md": NOTE.lstrip()})
    assets = book / "docs" / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    (assets / "a flow.svg").write_text(SVG.format(740, 300))
    (assets / "p.png").write_bytes(png(64, 48))
    (assets / "none.png").write_text("a text")

    def tags(site: str) -> list[str]:
        sites.build(book, tmp_path / site, "private")
        return re.findall(r"<img.*?/?>(?= |<|\n)", (tmp_path / site / "notes/figures/index.html").read_text())

    first = tags("site")
    assert first == [
        '<img width="740" height="300" alt="A flow" src="../../assets/a%20flow.svg" />',
        '<img alt="Not ours" src="https://example.org/x.png" />',
        '<img alt="No picture" src="../../assets/none.png" />',
        '<img alt="A picture" src="../../assets/p.png" width="50" />',
        '<img width="64" height="48" alt="a>b" src="../../assets/p.png">',
        '<img alt="Gone" src="gone.png">',
    ]
    (assets / "p.png").write_bytes(png(640, 480))
    changed = tags("site")
    assert changed == [*first[:4], first[4].replace('width="64" height="48"', 'width="640" height="480"'), first[5]]
    shutil.rmtree(book / ".cache")
    assert tags("cold") == changed
