"""The commands around publishing: what is public, what would change, what is not right yet, what a site holds."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

import books
from loopbook.cli import main

FILES: books.Files = books.MINIMAL | {
    "mkdocs.yml": """
        site_name: Mine
        site_url: https://me.example/
        hooks: [hooks/book_hooks.py]
        extra: {loopbook: {owner: Me, visibility: {docs/open: public, data/problems.yml: public}}}
    """,
    "hooks/book_hooks.py": "from loopbook.adapters.mkdocs import *\n",
    "docs/open/a.md": "# A\n\nWords.\n",
    "docs/secret.md": "# Zorbex onsite\n\nSix rounds, and the second one is a system design.\n",
    ".gitignore": "/site/\n/.cache/\n/secrets.txt\n",
    "secrets.txt": "Quixote\n",
    ".github/workflows/publish.yml": "run: make site\n",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOOPBOOK_TODAY", books.TODAY.isoformat())
    monkeypatch.delenv("LOOPBOOK_AUDIENCE", raising=False)
    return books.write(tmp_path, FILES)


def run(book: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(book), *arguments])
    assert result.exception is None or isinstance(result.exception, (SystemExit, click.ClickException)), result.exc_info
    return result


def git(book: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=Me", "-c", "user.email=me@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *settings, *arguments], cwd=book, check=True, capture_output=True)


# -- audit


def test_audit_of_a_site_with_nothing_private(book: Path) -> None:
    books.write(book, {"site/index.html": "<p>Words, and Two Sum.</p>"})
    result = run(book, "audit")
    assert (result.exit_code, "none of them is there" in result.output) == (0, True)


def test_audit_names_the_file_the_line_and_the_source_but_not_the_text(book: Path) -> None:
    books.write(book, {"site/x/index.html": "<p>a\nThe <b>Zor</b>bex onsite</p>", "site/y.txt": "don quixote"})
    result = run(book, "audit")
    assert result.exit_code == 1
    assert "x/index.html" in result.output
    assert "from docs/secret.md" in result.output
    assert "y.txt:1: secret 'Qu… (7 characters)', from secrets.txt:1" in result.output
    assert "Zorbex" not in result.output
    assert "Zorbex" in run(book, "audit", "--show").output
    found = json.loads(run(book, "audit", "--format", "json").output)
    assert found["clean"] is False
    assert {finding["file"] for finding in found["findings"]} == {"x/index.html", "y.txt"}


def test_audit_of_one_file_and_of_none(book: Path) -> None:
    books.write(book, {"site/a.html": "Zorbex onsite", "site/b.html": "nothing"})
    assert run(book, "audit", str(book / "site/b.html")).exit_code == 0
    assert run(book, "audit", str(book / "site/a.html")).exit_code == 1
    other = books.write(book / "other", {"mkdocs.yml": "site_name: x\n"})
    assert "Build the site first" in run(other, "audit").output


def test_a_pattern_of_secrets_that_is_none_is_said_and_nothing_is_audited(book: Path) -> None:
    books.write(book, {"site/a.html": "nothing", "secrets.txt": "word\n/zor(bex/\n"})
    result = run(book, "audit")
    assert result.exit_code == 2
    assert "secrets.txt:2: '/zor(bex/' is not a regular expression" in result.output


# -- visibility


def test_visibility_counts_and_lists(book: Path) -> None:
    output = run(book, "visibility").output
    assert re.search(r"^problems +2 +-$", output, re.M)
    assert re.search(r"^pages in docs/open +1 +-$", output, re.M)
    assert "Nothing is known of an earlier publication" in output
    assert run(book, "visibility", "--list", "public").output.split() == [
        "open/a.md", "problems/course-schedule", "problems/two-sum",
    ]  # fmt: skip
    assert "secret.md" in run(book, "visibility", "--list", "private").output


def test_visibility_says_what_changed_since_it_was_noted(book: Path) -> None:
    run(book, "visibility", "--record")
    assert "Nothing public has changed since the publication of 2026-11-20" in run(book, "visibility").output
    more: books.Files = {
        "docs/open/a.md": "# A\n\nOther words.\n",
        "docs/secret.md": "---\nvisibility: public\n---\n# Zorbex onsite\n",
        "data/problems.yml": "- {title: Two Sum}\n- {title: Course Schedule, visibility: private}\n",
    }
    books.write(book, more)
    changes = json.loads(run(book, "visibility", "--format", "json").output)["changes"]
    assert changes == {
        "new": ["secret.md"], "changed": ["open/a.md", "problems/two-sum"], "gone": ["problems/course-schedule"],
    }  # fmt: skip
    assert "would be public: 1\n    secret.md" in run(book, "visibility").output


def test_visibility_compares_with_a_commit(book: Path) -> None:
    for arguments in (("init",), ("add", "-A"), ("commit", "-m", "one")):
        git(book, *arguments)
    books.write(book, {"docs/open/b.md": "# B\n"})
    assert "would be public: 1\n    open/b.md" in run(book, "visibility", "--since", "HEAD").output
    assert "git cannot give the book of 'nowhere'" in run(book, "visibility", "--since", "nowhere").output
    assert "no name of a commit" in run(book, "visibility", "--since=--output=x").output


# -- doctor


def test_doctor_is_content(book: Path) -> None:
    git(book, "init")
    result = run(book, "doctor")
    assert "todo" not in result.output
    assert result.exit_code == 0
    assert "ok    secrets.txt is there, and stays out of git" in result.output


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".gitignore": ""}, "git does not ignore secrets.txt"),
        ({".gitignore": "/secrets.txt\n/.cache/\n"}, "git does not ignore site/"),
        ({"hooks/book_hooks.py": "from loopbook.adapters.mkdocs import on_config\n"}, "names events one by one"),
        ({"mkdocs.yml": "site_name: x\nhooks: [hooks/book_hooks.py]\n"}, "site_url is not set"),
        ({"mkdocs.yml": "site_name: x\nsite_url: https://me.example/book\n"}, "set site_url"),
        ({"mkdocs.yml": "extra: {loopbook: {visibility: {docs/opne: public}}}\n"}, "did you mean 'docs/open'"),
        ({".github/workflows/publish.yml": "LOOPBOOK_AUDIENCE: private\nrun: mkdocs build\n"}, "builds for the owner"),
        ({"docs/open/a.md": "<!-- private -->"}, "the book has 1 errors"),
    ],
)
def test_doctor_finds_what_is_not_right(files: books.Files, expected: str, book: Path) -> None:
    git(books.write(book, files), "init")
    result = run(book, "doctor")
    assert expected in result.output
    assert result.exit_code == 1


def test_doctor_names_what_public_pages_take_from_other_hosts(book: Path) -> None:
    away = "![a](https://pictures.example/a.png) and [a link](https://pictures.example/)\n"
    git(books.write(book, {"docs/open/remote.md": f"# R\n\n{away}", "docs/closed/remote.md": away}), "init")
    result = run(book, "doctor")
    assert "asked for things: docs/open/remote.md:3 takes https://pictures.example/a.png\n" in result.output
    (book / "docs/open/remote.md").write_text('# R\n\n<img src="//pictures.example/b.png" alt="">\n')
    assert "docs/open/remote.md:3 takes //pictures.example/b.png" in run(book, "doctor").output
    (book / "docs/open/remote.md").unlink()
    assert "public pages take nothing from other hosts" in run(book, "doctor").output


def test_check_public_warns_of_each_in_pages_and_entries(book: Path) -> None:
    away = "![a](https://pictures.example/a.png)"
    question = f"- question: What is it?\n  answer: See {away}.\n  visibility: public\n"
    books.write(book, {"docs/open/remote.md": f"# R\n\n{away}\n", "data/questions/away.yml": question})
    assert "another host" not in run(book, "check").output
    said = run(book, "check", "--public").output
    assert (
        "docs/open/remote.md:3:1: warning: takes https://pictures.example/a.png from another host; keep a copy" in said
    )
    assert "data/questions/away.yml:2:11: warning: takes https://pictures.example/a.png" in said


def test_doctor_finds_secrets_that_git_keeps(book: Path) -> None:
    git(book, "init")
    git(book, "add", "-f", "secrets.txt")
    assert "git rm --cached secrets.txt" in run(book, "doctor").output


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_a_workflow_builds_audits_and_publishes_what_is_public(host: str, book: Path) -> None:
    (book / ".github/workflows/publish.yml").unlink()
    assert "loopbook workflow github" in run(book, "doctor").output
    done = run(book, "workflow", host)
    assert done.exit_code == 0, done.output
    place = book / (".gitlab-ci.yml" if host == "gitlab" else ".github/workflows/publish.yml")
    steps = yaml.safe_load(place.read_text("utf-8"))
    job = steps["pages"]["script"] if host == "gitlab" else steps["jobs"]["publish"]["steps"]
    commands = [step if host == "gitlab" else step.get("run", step.get("uses", "")) for step in job]
    build, audit = (next(i for i, c in enumerate(commands) if name in c) for name in ("mkdocs build", "loopbook audit"))
    assert build < audit
    if host == "github":
        assert audit < next(i for i, command in enumerate(commands) if "deploy-pages" in command)
    assert "LOOPBOOK_AUDIENCE" not in place.read_text("utf-8")
    assert "publishes" in run(book, "doctor").output
    again = run(book, "workflow", host)
    assert again.exit_code == 2
    assert "is there already" in again.output
