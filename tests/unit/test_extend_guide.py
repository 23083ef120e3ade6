"""docs/guide/extend.md is done as it says, on a copy of the engine, and does what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import books

GUIDE = books.ROOT / "docs" / "guide" / "extend.md"
FENCE = re.compile(r'^```(?P<kind>\w+) title="(?P<path>[^"]+)"\n(?P<code>.*?)^```$', re.S | re.M)


def apply(root: Path, kind: str, path: str, code: str) -> None:
    """Write a file, or change one as a diff without line numbers says."""
    file = root / path
    if kind != "diff":
        assert not file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, encoding="utf-8")
        return
    lines = code.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"the guide's context is not in {path}:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("extended")
    shutil.copytree(books.ROOT / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__", "starter"))
    blocks = list(FENCE.finditer(GUIDE.read_text("utf-8")))
    assert len(blocks) == 7
    for block in blocks:
        apply(root, block["kind"], block["path"], block["code"])
    return root


def python(engine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(map(str, (engine / "hooks", books.ROOT / "tests")))
    environment = {**os.environ, "PYTHONPATH": path, "LOOPBOOK_TODAY": books.TODAY.isoformat()}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=engine, env=environment, capture_output=True, text=True, check=False)


def test_the_guides_own_test_passes(engine: Path) -> None:
    done = python(engine, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_contacts.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_the_commands_know_the_new_kind(engine: Path, tmp_path: Path) -> None:
    hunt = {"mkdocs.yml": "site_name: x\n", "data/companies.yml": "- name: Northwind\n"}
    yaml = re.search(r"```yaml\n# data/contacts.yml\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    assert yaml
    books.write(tmp_path, books.MINIMAL | hunt | {"data/contacts.yml": yaml[1]})
    steps = [
        "add contact 'Grace Example' --role recruiter --works-at northwind --spoken today".replace("'", ""),
        "check",
        "list contacts --where role=referrer --sort spoken",
    ]
    outputs = []
    for step in steps:
        run = "import sys; from loopbook.cli import main; main(sys.argv[1:])"
        done = python(engine, "-c", run, "-C", str(tmp_path), *step.split())
        assert done.returncode == 0, done.stdout + done.stderr
        outputs.append(done.stdout)
    assert outputs[0].startswith("data/contacts.yml:6: contacts/grace-example added; private")
    assert "ada-example" in outputs[2]
    assert "grace-example" not in outputs[2]
