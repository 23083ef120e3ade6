"""Notion exports and Obsidian vaults: pages, databases, links, callouts, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import imports
from loopbook.exchange import notion, obsidian
from loopbook.exchange.markdown_mend import mend

A, B, C, D, GONE = ("a" * 31 + digit for digit in "12345")
PROJECTS, TASKS = "b" * 32, "c" * 32

NOTION = {
    f"top/Home {A}.md": (
        f"# Home\n\nSee [Child](Home%20{A}/Child%20{B}.md), [gone](Gone%20{GONE}.md) "
        f"and [Projects](Projects%20{PROJECTS}.csv).\n"
        f"Steps:\n- one\n  - deeper\n\n<aside>\n💡 Remember [this](Home%20{A}/Child%20{B}.md)\n\n</aside>\n\n"
        f"![pic](Home%20{A}/my%20pic.png)\n<script>alert(1)</script> `<script>`\n"
    ),
    f"top/Home {A}/Child {B}.md": "# Child\n\ntext\n",
    f"top/Home {A}/my pic.png": b"\x89PNG 1",
    f"top/Home {A}/unused.pdf": b"pdf",
    f"top/Projects {PROJECTS}.csv": "\ufeffName,Status\r\nFirst,Open\r\n",
    f"top/Projects {PROJECTS}_all.csv": (
        "\ufeffName,Owner,Dates,Done,Tasks,Empty\r\n"
        'First,Jo Doe,"April 23, 2024 → May 2, 2024",Yes,'
        f'"Write (Tasks%20{TASKS}/Write%20{D}.md), Gone (Tasks%20{TASKS}/Gone%20{GONE}.md)",\r\n'
        "Second,,,No,,\r\n"
    ),
    f"top/Projects {PROJECTS}/First {C}.md": (
        f"# First\n\nOwner: Jo Doe\nDone: Yes\n\nWhat it is: a [task](../Tasks%20{TASKS}/Write%20{D}.md).\n"
    ),
    f"top/Tasks {TASKS}/Write {D}.md": "# Write\n\nIt.\n",
    "__MACOSX/._x": b"x",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.write(tmp_path / "book", books.MINIMAL | {"mkdocs.yml": "site_name: Mine\n"})


def page(book: Path, uri: str) -> str:
    return (book / "docs" / uri).read_text("utf-8")


def test_notion_pages_links_callouts_and_pictures(book: Path, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(imports.zipped({"Export-Part-1.zip": imports.zipped(NOTION)}))
    done = imports.run(book, "notion", notion.read, tmp_path / "x.zip")
    home = page(book, "notes/notion/home.md")
    assert home.startswith(f"---\ntitle: Home\nvisibility: private\nnotion: {A}\n---\n")
    assert "See [Child](home/child.md), gone and [Projects](projects.md)." in home
    assert "Steps:\n\n- one\n    - deeper\n" in home
    assert "!!! tip\n\n    Remember [this](home/child.md)\n" in home
    assert "&lt;script>alert(1)&lt;/script> `<script>`" in home
    pictures = list((book / "docs/notes/notion/files").iterdir())
    assert [path.read_bytes() for path in pictures] == [b"\x89PNG 1"]
    assert f"![pic](files/{pictures[0].name})" in home
    assert any("1 file that no page uses" in note for note in done.notes)


def test_pictures_of_other_hosts_are_named_once(book: Path, tmp_path: Path) -> None:
    away = "# Far\n\n![a](https://pictures.example/a.png)\n\n![b][The  far one] [a link][c]\n\n"
    away += "[the far one]: https://pictures.example/b.png\n[c]: https://pages.example/c\n"
    done = imports.run(book, "notion", notion.read, imports.files(tmp_path / "x", {f"Far {A}.md": away}))
    assert [note for note in done.notes if "2 pictures in docs/notes/notion/far.md (2)" in note]
    again = imports.plan(book, "notion", notion.read, tmp_path / "x")
    assert not [note for note in again.notes if "pictures" in note]


def test_notion_databases(book: Path, tmp_path: Path) -> None:
    imports.run(book, "notion", notion.read, imports.files(tmp_path / "export", NOTION))
    table = page(book, "notes/notion/projects.md")
    assert "| Name | Dates | Done | Tasks |" in table
    assert "Jo Doe" not in table, "people are left out"
    row = "| [First](projects/first.md) | 2024-04-23 to 2024-05-02 | Yes | [Write](tasks/write.md), Gone |"
    assert row in table.replace("../", "")
    first = page(book, "notes/notion/projects/first.md")
    assert "What it is: a [task](../tasks/write.md)." in first
    assert "Owner" not in first


def test_a_notion_database_of_problems_becomes_entries_with_their_pages(book: Path, tmp_path: Path) -> None:
    rows = "Problem,Difficulty,Tags,Link,Reviewer,Mood\n"
    rows += 'Two Sum,Easy,"Arrays, Greedy",https://leetcode.com/problems/two-sum/,Jo,good\n'
    rows += "New One,Hard,Graphs,https://leetcode.com/problems/new-one/,Jo,bad\n"
    export = {
        f"Solved {PROJECTS}_all.csv": rows,
        f"Solved {PROJECTS}/New One {A}.md": (
            f"# New One\n\nDifficulty: Hard\nMood: bad\n\nUse [Two Sum](Two%20Sum%20{B}.md).\n"
        ),
        f"Solved {PROJECTS}/Two Sum {B}.md": "# Two Sum\n\nMood: good\n",
    }
    given = imports.files(tmp_path / "export", export)
    imports.run(book, "notion", notion.read, given)
    new = imports.entry(book, "problems/new-one")
    assert new["extra"] == {"notion": A, "Mood": "bad"}
    assert new["topics"] == ["graphs"]
    assert "Use [Two Sum](index.md)." in page(book, "problems/new-one.md")
    assert "visibility: private" in page(book, "problems/new-one.md")
    (given / f"Solved {PROJECTS}_all.csv").write_text(rows.replace("New One", "Newer Name").replace("bad", "fine"))
    (given / f"Solved {PROJECTS}/New One {A}.md").rename(given / f"Solved {PROJECTS}/Newer Name {A}.md")
    (given / f"Solved {PROJECTS}/Newer Name {A}.md").write_text("# Newer Name\n\nMood: fine\n\nNow longer.\n")
    imports.run(book, "notion", notion.read, given)
    new = imports.entry(book, "problems/new-one")
    assert (new["title"], new["extra"]["Mood"]) == ("Newer Name", "fine"), "the id says that it is the same"
    assert "Now longer." in page(book, "problems/new-one.md")


def test_a_page_that_the_owner_edited_stays(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "export", {f"Page {A}.md": "# Page\n\nfirst\n"})
    imports.run(book, "notion", notion.read, given)
    path = book / "docs/notes/notion/page.md"
    path.write_text(path.read_text().replace("first", "mine"))
    (given / f"Page {A}.md").write_text("# Page\n\nsecond\n")
    done = imports.plan(book, "notion", notion.read, given)
    assert done.is_empty
    assert [kept.yours for kept in done.kept] == ["as you have it"]


@pytest.mark.parametrize("contents", [{}, {"a/": ""}, {"a/.DS_Store": "x"}])
def test_an_empty_export(book: Path, tmp_path: Path, contents: dict[str, str]) -> None:
    (tmp_path / "x.zip").write_bytes(imports.zipped(contents))
    done = imports.plan(book, "notion", notion.read, tmp_path / "x.zip")
    assert done.is_empty
    assert done.notes == ["there is nothing in it"]


def test_very_long_paths_and_pages_of_one_name(book: Path, tmp_path: Path) -> None:
    long = "A very long title that goes on " * 6
    export = {f"{long[:150]} {A}/{long[:80]} {B}.md": "# x\n\none\n"}
    export |= {f"Untitled {own}.md": f"# Untitled\n\n{own}\n" for own in (C, D)}
    (tmp_path / "x.zip").write_bytes(imports.zipped(export))
    done = imports.run(book, "notion", notion.read, tmp_path / "x.zip")
    assert done.added == {"pages": 3}
    assert max(len(path) for path in done.files) < 160


VAULT = {
    "Arrays/0001-Two-Sum.md": (
        "---\nleetcode-id: 1\ndifficulty: hard\ntags: [arrays, neetcode-150]\nmemo: Use a map\ndg-publish: true\n---\n"
        "> [!tip]- Think\n> - a\n> - b\n\n==mark== and [[0207-Course-Schedule|that one]] `[[no link]]`\n%%a thought%%\n"
    ),
    "Arrays/0207-Course-Schedule.md": "---\nleetcode-id: 207\n---\nSee ![[graph.png|300]] and [[Ideas#Second part]].\n",
    "Arrays/pics/graph.png": b"\x89PNG",
    "Ideas.md": (
        "# Ideas\n\nStatus:: open\n\n## Second part\n\n#tag at the start, [[Nowhere]], [[Double]]\n\n"
        "```\n[[code]] ==x==\n```\n"
    ),
    "x/Double.md": "one",
    "y/Double.md": "two",
    "Bad.md": "---\ntitle: a: b: c\n---\ntext\n",
    ".obsidian/app.json": "{}",
}


def test_a_vault(book: Path, tmp_path: Path) -> None:
    done = imports.run(book, "obsidian", obsidian.read, imports.files(tmp_path / "vault", VAULT))
    two_sum = page(book, "problems/two-sum.md")
    assert "visibility: private" in two_sum, "whatever its own front matter publishes"
    assert '??? tip "Think"\n\n    - a\n    - b\n' in two_sum
    assert "<mark>mark</mark> and [that one](course-schedule.md) `[[no link]]`" in two_sum
    assert "<!-- private -->\na thought\n<!-- /private -->" in two_sum
    assert imports.entry(book, "problems/two-sum")["insight"] == "Use a map"
    assert imports.entry(book, "problems/two-sum")["difficulty"] == "easy"
    schedule = page(book, "problems/course-schedule.md")
    assert "![graph.png](../notes/files/graph-" in schedule
    assert "[Ideas › Second part](../notes/ideas.md#second-part)" in schedule
    ideas = page(book, "notes/ideas.md")
    assert "status: open" not in ideas.split("---")[2]
    assert "\\#tag at the start, Nowhere, [Double](x/double.md)" in ideas
    assert "[[code]] ==x==" in ideas
    assert "a: b: c" in page(book, "notes/bad.md")
    assert any("'Nowhere'" in note for note in done.notes)
    assert any("several are called 'Double'" in note for note in done.notes)


DRAWN = "https://render.githubusercontent.com/render/math?math="


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (rf'so <img src="{DRAWN}\beta = (X^{{T}}X)^{{-1}}y"> it is', r"so $\beta = (X^{T}X)^{-1}y$ it is"),
        (f"![]({DRAWN}%5Cfrac%7B1%7D%7B2%7D(a+b))", r"$\frac{1}{2}(a+b)$"),
        ("![x](https://latex.codecogs.com/svg.latex?x^2)", "$x^2$"),
        ("`<img src='https://latex.codecogs.com/svg.latex?x'>`", "`<img src='https://latex.codecogs.com/svg.latex?x'>`"),
        ('<img src="my pics/a (1).png" alt="A">', "![A](my%20pics/a%20%281%29.png)"),
        ('<a href="https://x.org/a b{c}">go</a>', "[go](https://x.org/a%20b%7Bc%7D)"),
        ('<a href="javascript:alert(1)">go</a>', "go"),
    ],
)  # fmt: skip
def test_pictures_of_formulas_and_links_in_html(text: str, wanted: str) -> None:
    assert mend(text) == wanted
