"""`example remove`: the example hunt goes, what is the owner's stays, and nothing names what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
from loopbook.cli import main

HUNT: books.Files = books.MINIMAL | {
    "mkdocs.yml": """
        site_name: Mine
        extra:
          loopbook:
            example_week: 2026-11-16  # when it plays
            visibility:  # who sees what
              docs/rounds: public
              data/reviews/example.yml: public
    """,
    "data/companies/example.yml": """
        - name: Northwind
          rounds: [{round: coding}]
    """,
    "data/companies/mine.yml": """
        # Mine.
        - name: Contoso

        # Of the example, but written here.
        - name: Tailspin
          example: true  # for now

        - name: Fabrikam
    """,
    "data/problems.yml": """
        - {title: Two Sum, companies: [northwind, contoso]}
        - title: Course Schedule  # asked twice
          companies: northwind
    """,
    "data/stories.yml": """
        - title: Stopped a launch
          told:
            - {company: northwind}
            - {company: contoso}  # went well
          project: sorter
    """,
    "data/reviews/example.yml": "- {date: 2026-11-01, item: problems/two-sum, grade: bugs}\n",
    "data/reviews.yml": """
        # The log.
        - {date: 2026-11-02, item: problems/two-sum, grade: solid}
        - {date: 2026-11-02, item: companies/northwind, grade: solid}
        - {date: 2026-11-03, item: cards/what-is-it, grade: solid}
    """,
    "docs/companies/northwind.md": "---\nexample: true\n---\n![a](../assets/a.svg) ![b](../assets/b.svg)\n",
    "docs/projects/sorter.md": """
        ---
        title: Sorter
        example: true
        ---

        ??? question "What is it?"

            A sorter.
    """,
    "docs/notes/mine.md": "# Mine\n\n![b](../assets/b.svg)\n",
    "docs/assets/a.svg": "<svg/>",
    "docs/assets/b.svg": "<svg/>",
}


def remove(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["-C", str(folder), "example", "remove", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_example_goes_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    books.write(tmp_path, HUNT)
    before = names(tmp_path)
    result = remove(tmp_path, "--yes")
    assert result.exit_code == 0, result.output
    assert before - names(tmp_path) == {
        "data/companies/example.yml",
        "data/reviews/example.yml",
        "docs/companies/northwind.md",
        "docs/projects/sorter.md",
        "docs/assets/a.svg",
    }
    assert not (tmp_path / "data/reviews").exists()
    read = {path: (tmp_path / path).read_text() for path in names(tmp_path)}
    assert read["data/companies/mine.yml"] == "# Mine.\n- name: Contoso\n\n- name: Fabrikam\n"
    assert read["data/problems.yml"] == (
        "- {title: Two Sum, companies: [contoso]}\n- title: Course Schedule  # asked twice\n"
    )
    assert read["data/stories.yml"] == "- title: Stopped a launch\n  told:\n    - company: contoso\n"
    assert read["data/reviews.yml"] == "# The log.\n- {date: 2026-11-02, item: problems/two-sum, grade: solid}\n"
    assert read["mkdocs.yml"].endswith("  loopbook:\n    visibility:  # who sees what\n      docs/rounds: public\n")
    assert books.messages(tmp_path) == []
    assert remove(tmp_path, "--yes").stdout == "there is no example in this book\n"


def test_it_says_what_will_go_and_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books.write(tmp_path, HUNT)
    before = {path: (tmp_path / path).read_bytes() for path in names(tmp_path)}
    result = remove(tmp_path)
    assert result.exit_code == 2
    assert "say --yes" in result.stderr
    assert "To go: 1 project, 2 companies" in result.stdout
    assert "  delete docs/assets/a.svg\n" in result.stdout
    assert "  change data/stories.yml\n" in result.stdout
    monkeypatch.setattr("loopbook.cli.example.is_interactive", lambda: True)
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "example", "remove"], input="n\n")
    assert result.exit_code == 1
    assert {path: (tmp_path / path).read_bytes() for path in names(tmp_path)} == before


def test_what_still_names_the_example_is_reported(tmp_path: Path) -> None:
    books.write(tmp_path, HUNT | {"docs/notes/mine.md": "# Mine\n\nSee [it](../companies/northwind.md).\n"})
    result = remove(tmp_path, "--yes")
    assert result.exit_code == 1
    assert "docs/notes/mine.md:3:5: warning: a link to 'companies/northwind.md', which is not there" in result.stdout
    assert "1 warning left to look at" in result.stdout


def test_the_starter_without_its_example(tmp_path: Path) -> None:
    """What `example remove` leaves of a tour is the book that `new` makes."""
    for name, arguments in {"tour": ["--example"], "mine": []}.items():
        CliRunner().invoke(main, ["new", str(tmp_path / name), *arguments])
    tour, mine = tmp_path / "tour", tmp_path / "mine"
    assert "data/companies/example.yml" in names(tour)
    gone = remove(tour, "--yes")
    assert gone.exit_code == 0
    assert gone.stdout.endswith("the example is gone\n")
    assert names(tour) == names(mine)
    assert {name for name in names(tour) if (tour / name).read_bytes() != (mine / name).read_bytes()} == set()
    left = "".join(path.read_text() for path in [*(tour / "data").rglob("*.yml"), tour / "mkdocs.yml"])
    assert "example: true" not in left
    assert "example_week" not in left
