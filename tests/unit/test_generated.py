"""What is generated from models and commands is current, and editors' schemas accept what the engine accepts."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
import yaml

import books
from loopbook.schema import json_schema
from loopbook.sources import LISTS, MAPPINGS


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", books.ROOT / "scripts" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_files_are_current() -> None:
    files: dict[Path, str] = generator().generated()
    assert len(files) == len(LISTS) + len(MAPPINGS) + 2
    stale = [str(path) for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "run 'make schemas'"


class Plain(yaml.SafeLoader):
    """As editors read: YAML 1.2, where dates are text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if "timestamp" not in tag]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

FILES = [path for path in sorted((books.ROOT / "data").rglob("*.yml")) if ".schemas" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(books.ROOT).as_posix())
def test_the_starter_is_right_to_an_editor(path: Path) -> None:
    text = path.read_text("utf-8")
    stated = text.split("\n")[0].partition("$schema=")[2]
    assert (path.parent / stated).resolve().is_file(), "the first line names the schema"
    tracker = path.relative_to(books.ROOT / "data").parts[0].removesuffix(".yml")
    validator = jsonschema.Draft202012Validator(json.loads(json_schema(tracker)))
    wrong = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(yaml.load(text, Plain))]
    assert wrong == []
