"""The wheel, installed as an owner installs it: a book made in an empty folder builds, and nothing is wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import books

pytestmark = pytest.mark.site


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as if no checkout were anywhere near."""
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    variables |= {"NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_TODAY": books.TODAY.isoformat()}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(books.ROOT, sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a virtual environment with the wheel in it, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(folder.parent, sys.executable, "-m", "venv", "--without-pip", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    packages = Path(run(folder, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(folder, sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    where = run(folder, python, "-c", "import loopbook; print(loopbook.__file__)").stdout.strip()
    assert Path(where).is_relative_to(packages)
    return programs


def test_the_wheel_holds_the_engine_the_starter_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("mkdocs.yml", "hooks/book_hooks.py", "docs/guide/start.md", "data/topics.yml"):
        assert f"loopbook/starter/{part}" in names
    for part in (
        "templates/tracker.md",
        "schemas/problems.json",
        "cli/fresh/gitignore",
        "cli/workflows/github.yml",
        "py.typed",
    ):
        assert f"loopbook/{part}" in names
    assert [name for name in names if not name.startswith(("loopbook/", "loopbook-"))] == []
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", "secrets.txt"))] == []


def test_a_new_book_from_the_wheel_builds_strictly(installed: Path, tmp_path: Path) -> None:
    assert "is your book now" in run(tmp_path, installed / "loopbook", "new", "my-book").stdout
    book = tmp_path / "my-book"
    assert "nothing wrong" in run(book / "docs", installed / "loopbook", "check").stdout
    run(book, installed / "loopbook", "add", "company", "Contoso", "--tier", "big-tech", "--public")
    round_options = ("--company", "contoso", "--round", "coding", "--date", "2026-12-04", "--public")
    run(book, installed / "loopbook", "add", "round", *round_options)
    done = run(book, installed / "python", "-m", "mkdocs", "build", "--strict", "-q")
    assert (done.stdout, done.stderr) == ("", "")
    built = {path.relative_to(book / "site").as_posix() for path in (book / "site").rglob("*.html")}
    assert {"index.html", "problems/index.html", "companies/contoso/coding/index.html"} <= built
    assert not [page for page in built if page.startswith("guide/")], "the guide is the owner's alone"
    assert "up to loopbook" in run(book, installed / "loopbook", "upgrade").stdout
