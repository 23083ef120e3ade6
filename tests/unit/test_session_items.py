"""The session's items as HTML: set once, and remembered from build to build."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopbook.adapters.session import ItemSetter

EXTENSIONS = ["attr_list", "pymdownx.snippets"]
TEXTS = ["Some *Markdown* here", "A `second` text", "Taken in: --8<-- 'other.md'"]


def made(root: Path, monkeypatch: pytest.MonkeyPatch, **settings: object) -> list[str]:
    """The texts that one process has to set."""
    setter, found = ItemSetter(EXTENSIONS, {"pymdownx.snippets": {"check_paths": False, **settings}}, root), []
    set_anew = setter._set
    monkeypatch.setattr(setter, "_set", lambda text: found.append(text) or set_anew(text))  # type: ignore[func-returns-value]
    for text in (*TEXTS, TEXTS[0]):
        setter.convert(text, owned=True)
    setter.kept.save()
    return found


def test_a_text_is_set_once_whichever_process_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(tmp_path, monkeypatch) == TEXTS
    assert made(tmp_path, monkeypatch) == TEXTS[2:], "what takes in other files is set anew"
    # a public build has the files that pages include in a folder of its own, each time another
    assert made(tmp_path, monkeypatch, base_path=["docs"]) == TEXTS[2:], "only what takes them in asks for these"
    assert made(tmp_path, monkeypatch, encoding="latin-1") == TEXTS, "with other settings it may be other HTML"
    assert len(list((tmp_path / ".cache/loopbook/items").iterdir())) == 1


def test_a_spoilt_cache_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, monkeypatch)
    (file,) = (tmp_path / ".cache/loopbook/items").iterdir()
    for text in ("{", "[]", "", file.read_text().replace("second", "torn")):
        file.write_text(text)
        assert made(tmp_path, monkeypatch) == TEXTS


def test_extensions_that_may_look_elsewhere_are_not_remembered(tmp_path: Path) -> None:
    assert ItemSetter(["attr_list", "markdown.extensions.tables"], {}, tmp_path).kept.place is not None
    assert ItemSetter(["attr_list", "pymdownx.b64"], {}, tmp_path).kept.place is None
    appending = {"pymdownx.snippets": {"auto_append": ["words.md"], "check_paths": False}}
    assert ItemSetter(EXTENSIONS, appending, tmp_path).kept.place is None
