"""What is read from the cache is what would be read from the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopbook import parsed_cache
from loopbook.kept import CACHE
from loopbook.parsed_cache import parse_once
from loopbook.yaml_nodes import Parsed, parse

LONG = "".join(
    f"- &a{i}\n  title: Title {i} # cut\n  topics: [a, {{b: no}}]\n  id: 1e3\n  id: 4\n- *a{i}\n" for i in range(100)
)
TEXTS = {
    "list": LONG,
    "torn": LONG + "- [\n",
    "mapping": "a: 1\n" * 2000,
    "empty": "# nothing\n" * 1000,
    "surrogates": "- 'ä € 😀'\n" * 1000,
}


def seen(parsed: Parsed) -> object:
    return (parsed.value, parsed.items, parsed.diagnostics, list(parsed.cuts()), parsed.at((3, "title")), parsed.text)


@pytest.mark.parametrize("name", TEXTS)
def test_as_it_would_be_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[name]
    assert len(text) > parsed_cache.SMALLEST
    wanted = seen(parse(text, "data/x.yml"))
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted
    monkeypatch.setattr(parsed_cache, "parse", lambda *_: pytest.fail("read again"))
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted


def test_another_path_or_text_is_read(tmp_path: Path) -> None:
    parse_once(LONG, "data/x.yml", tmp_path)
    assert parse_once(LONG, "data/y.yml", tmp_path).diagnostics[0].path == "data/y.yml"
    assert len(parse_once(LONG + "- one more\n", "data/x.yml", tmp_path).value) == 201


def test_a_torn_file_is_read_anew(tmp_path: Path) -> None:
    parse_once(LONG, "data/x.yml", tmp_path)
    (path,) = (tmp_path / CACHE / "parsed").iterdir()
    raw = bytearray(path.read_bytes())
    raw[-100] ^= 1
    path.write_bytes(raw)
    assert seen(parse_once(LONG, "data/x.yml", tmp_path)) == seen(parse(LONG, "data/x.yml"))


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed_cache, "MOST", 3)
    for i in range(10):
        parse_once(f"{LONG}- {i}\n", "data/x.yml", tmp_path)
    assert len(list((tmp_path / CACHE / "parsed").iterdir())) <= 4


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".cache").write_text("a file where the folder would be")
    assert len(parse_once(LONG, "data/x.yml", tmp_path).value) == 200
    monkeypatch.setenv("LOOPBOOK_CACHE", "off")
    assert len(parse_once(LONG, "data/x.yml", tmp_path).value) == 200
