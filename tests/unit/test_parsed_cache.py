"""What is read from the cache is what would be read from the text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from loopbook import parsed_cache
from loopbook.kept import CACHE
from loopbook.parsed_cache import parse_once
from loopbook.yaml_nodes import Parsed, Piece, parse

ENTRIES = (
    "- title: One # cut\n  topics: [a, b]\n", "- {title: Two, id: 1e3}\n", "- a\n", "-\n", "- \n",
    "- - a\n  - b # x\n", "- text: |\n    folded\n\n    - not an entry\n\n", "- text: |+\n    kept\n\n\n",
    "- text: >-\n    one\n  # two\n", "\n\n", "- plain text\n  goes on\n\n  and on # cut\n",
    "- 'quoted\n  over lines'\n", "# a comment\n", "- &x {a: 1}\n", "- *x\n", "- [open\n", "]\n", "- 'open\n",
    "- {id: 1, id: 2}\n", "---\n", "...\n", "%YAML 1.1\n", "at: the margin\n", "  indented\n", "- \u2028x\n",
    "- a\tb\n", "-\ta\n", "- A & *B* &c\n", "- key: *x\n", "- ä € 😀\n", "- no end", "- !tag x\n", "-x\n", "- ? a\n",
    '- "a\n', '- b"\n', "- |\n x\n", "- |\n- x\n", "- a: \n  - b\n", "- a:\n  # c #d\n", "- <<: {a: 1}\n  b: 2 #\n",
)  # fmt: skip
SOUND = (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 29)
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


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has read nothing yet."""
    monkeypatch.setattr(parsed_cache, "_lately", {})


def seen(parsed: Parsed) -> object:
    return (parsed.value, parsed.items, parsed.diagnostics, list(parsed.cuts()), parsed.at((3, "title")), parsed.text)


@pytest.mark.parametrize("name", TEXTS)
def test_as_it_would_be_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[name]
    assert len(text) > parsed_cache.SMALLEST
    wanted = seen(parse(text, "data/x.yml"))
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted
    monkeypatch.setattr(parsed_cache, "parse", lambda *_: pytest.fail("read again"))
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted, "by this process"
    parsed_cache._lately.clear()
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted, "by another one, from the disk"


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
    parsed_cache._lately.clear()
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


@pytest.mark.parametrize("part", range(4))
def test_entry_by_entry_or_whole_it_is_the_same(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed_cache, "SMALLEST", 0)
    rng, by_entry, find = random.Random(part), 0, parsed_cache._by_entry

    def counted(text: str, path: str, place: Path) -> Parsed | None:
        nonlocal by_entry
        found = find(text, path, place)
        by_entry += found is not None
        return found

    monkeypatch.setattr(parsed_cache, "_by_entry", counted)
    for _ in range(150):
        entries = [ENTRIES[i] for i in rng.choices(SOUND, k=rng.randint(1, 6))]
        for _ in range(4):
            text = "".join(entries)
            assert seen(parse_once(text, "data/x.yml", tmp_path)) == seen(parse(text, "data/x.yml")), repr(text)
            entries.insert(rng.randint(0, len(entries)), rng.choice(ENTRIES))
            if rng.random() < 0.3:
                entries.pop(rng.randrange(len(entries)))
    assert 150 < by_entry < 500


def test_an_edit_costs_the_entries_that_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"- {{title: Title {i}, insight: 'A *text* & more'}}\n" for i in range(200)]
    parse_once("# yaml-language-server\n\n" + "".join(lines), "data/x.yml", tmp_path)
    lines[7], lines[100] = "- title: Other # cut\n  id: x\n", ""
    text, read = "".join(lines), []
    wanted = seen(parse(text, "data/x.yml"))
    monkeypatch.setattr(parsed_cache, "parse", lambda text, path: read.append(text) or parse(text, path))
    assert seen(parse_once(text, "data/x.yml", tmp_path)) == wanted
    assert read == [lines[7]]
    assert len(list((tmp_path / CACHE / "parsed").iterdir())) == 1


def test_what_was_read_before_it_was_written_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [f"- {{title: Title {i}, insight: 'A *text* & more'}}\n" for i in range(200)]
    old, new = "".join(entries[:100]), "".join(entries)
    parse_once(old, "data/x.yml", tmp_path)
    pieces = [(text, piece) for text in entries[100:] if (piece := parsed_cache.read_entry(text, "data/x.yml"))]
    assert len(pieces) == 100
    parsed_cache.remember(pieces, "data/x.yml", tmp_path)
    wanted = seen(parse(new, "data/x.yml"))
    monkeypatch.setattr(parsed_cache, "parse", lambda *_: pytest.fail("read again"))
    found = parse_once(new, "data/x.yml", tmp_path)
    assert seen(found) == wanted
    assert [piece for _, piece in pieces] == (found.pieces or [])[100:]
    parsed_cache._lately.clear()
    assert seen(parse_once(new, "data/x.yml", tmp_path)) == wanted, "the next process has it from the disk"


def test_one_process_keeps_the_files_that_it_read_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed_cache, "MOST", 3)
    for i in range(10):
        parse_once("- {title: One}\n" * 300, f"data/{i}.yml", tmp_path)
    assert len(parsed_cache._lately) == 3
    assert all(len(lately.pieces) == 1 for lately in parsed_cache._lately.values())


def test_with_the_cache_off_nothing_is_kept_in_memory_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBOOK_CACHE", "off")
    parse_once("- {title: One}\n" * 300, "data/x.yml", tmp_path)
    parsed_cache.remember([("- a: b\n", Piece({"a": "b"}))], "data/x.yml", tmp_path)
    assert not parsed_cache._lately
