"""Coding problems from the files that people have, with the oddities that those have."""

from __future__ import annotations

import gc
import json
import tracemalloc
from pathlib import Path

import pytest

import books
import imports
from loopbook.exchange import leetcode
from loopbook.exchange.found import Names
from loopbook.exchange.problem_names import asked_from
from loopbook.model import Company, Visibility
from loopbook.yaml_nodes import uncollected

A = """Difficulty,Title,Frequency,Acceptance Rate,Link,Topics
MEDIUM,Course  Schedule ,100.0,0.48,https://leetcode.com/problems/course-schedule,"Array, Graph"
EASY,Two Sum,40.0,0.5578,https://leetcode.com/problems/two-sum,"Array, Hash Table"
HARD,Read N Characters\u202fII\u2011b,20,0.1,https://leetcode.com/problems/read-n,
"""
HEADER_ONLY = "Difficulty,Title,Frequency,Acceptance Rate,Link\n"
B = "ID,Title,Acceptance,Difficulty,Frequency,Leetcode Question Link\r\n" + (
    "1,Two Sum,45.6%,Hard,4.2, https://leetcode.com/problems/two-sum\r\n"
    "1167.0,Sticks; Stones; Bricks,46.8%,Medium,2.1, https://leetcode.com/problems/connect-sticks\r\n"
    "1167,Minimum Cost to Connect Sticks,46.8%,Medium,2.1, https://leetcode.com/problems/minimum-cost\r\n"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.write(tmp_path / "book", books.MINIMAL)


@pytest.mark.parametrize(
    ("path", "company", "window"),
    [
        ("lists/Google/5. All.csv", "Google", "all"),
        ("J.P. Morgan/1. Thirty Days.csv", "J.P. Morgan", "30-days"),
        ("x/Meta/4. More Than Six Months.csv", "Meta", "older"),
        ("b/akuna-capital_6months.csv", "akuna capital", "6-months"),
        ("b/uber_2year.csv", "uber", "2-years"),
        ("b/uber_alltime.csv", "uber", "all"),
    ],
)
def test_company_and_window_are_in_the_path(path: str, company: str, window: str) -> None:
    assert asked_from(path) == (company, window)


ROWS_OF_TWO = "Title,Link\nA,https://leetcode.com/problems/aaa\nB,https://leetcode.com/problems/bbb\n"


@pytest.mark.parametrize("path", ["problems.csv", "my_list.csv", "x/Blind 75.csv"])
def test_other_paths_name_no_company(path: str) -> None:
    assert asked_from(path) is None


def test_company_lists(book: Path, tmp_path: Path) -> None:
    lists = {
        "Acme/1. Thirty Days.csv": A.split("EASY")[0],
        "Acme/5. All.csv": A,
        "Acme/2. Three Months.csv": "Difficulty,Title,Frequency,Acceptance Rate,Link\n",
    }
    given = imports.files(tmp_path / "lists", lists)
    done = imports.run(book, "leetcode", leetcode.read, given)
    assert done.added == {"companies": 1, "problems": 1}
    assert done.changed == {"problems": 2}
    schedule = imports.entry(book, "problems/course-schedule")
    assert schedule["companies"] == ["acme"]
    assert schedule["asked"] == [{"company": "acme", "window": "30-days", "frequency": 1.0, "scale": 100.0}]
    assert schedule["acceptance"] == 0.48
    assert schedule["topics"] == ["graphs"], "the owner's topics stay, `Graph` is `graphs`"
    assert imports.entry(book, "problems/read-n")["title"] == "Read N Characters II-b"
    assert imports.entry(book, "problems/read-n")["visibility"] == "private"
    assert imports.entry(book, "companies/acme") == {"id": "acme", "name": "Acme", "visibility": "private"}


def test_a_list_given_by_itself_is_of_the_company_whose_folder_it_is_in(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"Acme/5. All.csv": A})
    imports.run(book, "leetcode", leetcode.read, given / "Acme/5. All.csv")
    assert [asked["company"] for asked in imports.entry(book, "problems/read-n")["asked"]] == ["acme"]
    assert imports.plan(book, "leetcode", leetcode.read, given).is_empty, "from its folder it is the same list"


def test_numbers_scales_commas_and_renamed_problems(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"acme_alltime.csv": b"\xef\xbb\xbf" + B.encode()})
    done = imports.run(book, "leetcode", leetcode.read, given)
    two_sum = imports.entry(book, "problems/two-sum")
    assert two_sum["difficulty"] == "easy", "what the owner says stays"
    assert [(k.field, k.yours, k.theirs) for k in done.kept] == [
        ("difficulty", "easy", "hard"),
        ("title", "Sticks, Stones, Bricks", "Minimum Cost to Connect Sticks"),
    ]
    assert two_sum["asked"][0]["frequency"] == 1.0
    assert two_sum["asked"][0]["scale"] == 4.2
    sticks = imports.entry(book, "problems/connect-sticks")
    assert (sticks["number"], sticks["acceptance"], sticks["was"]) == (1167, 0.468, ["minimum-cost"])
    assert books.load(book).find("problems/minimum-cost") is None


def test_two_names_of_a_company_are_joined_for_good(book: Path, tmp_path: Path) -> None:
    first = imports.files(tmp_path / "one", {"meta_alltime.csv": B})
    second = imports.files(tmp_path / "two", {"facebook_1year.csv": B})
    imports.run(book, "leetcode", leetcode.read, first)
    imports.run(book, "leetcode", leetcode.read, second, names=Names.of(["facebook=Meta"]))
    assert [c.aliases for c in books.load(book).all(Company)] == [["Facebook"]]
    assert imports.plan(book, "leetcode", leetcode.read, second).is_empty, "the alias is remembered without --map"


def test_lookalikes_are_pointed_out(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"akuna_alltime.csv": B, "akuna-capital_1year.csv": B})
    done = imports.run(book, "leetcode", leetcode.read, given)
    assert any("'Akuna' may be 'Akuna Capital'" in note for note in done.notes)


def test_companies_can_be_left_out(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"acme_alltime.csv": B})
    done = imports.run(book, "leetcode", leetcode.read, given, add_companies=False)
    assert "companies" not in imports.entry(book, "problems/two-sum")
    assert any("Acme" in note for note in done.notes)


def test_site_data_with_wrong_codes_and_absent_flags(book: Path, tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"problem": "Two Sum ", "link": "two-sum/", "difficulty": "Easy", "code": "0001-two-sum", "video": "x"},
        {"problem": "Text Justification", "link": "text-justification/", "code": "0068-naming-a-company"},
        {"problem": "Candy", "link": "candy/", "difficulty": "Hard", "code": "135-candy"},
    ]
    records[0] |= {"pattern": "Arrays & Hashing", "neetcode150": True, "blind75": True, "python": True}
    records[1] |= {"pattern": "Arrays & Hashing", "difficulty": "Hard", "premium": True}
    records[2] |= {"pattern": "Greedy"}
    given = imports.files(tmp_path / "n", {"site.json": json.dumps(records)})
    done = imports.run(book, "leetcode", leetcode.read, given)
    assert imports.entry(book, "problems/two-sum")["lists"] == ["neetcode-150", "blind-75", "neetcode-all"]
    justification = imports.entry(book, "problems/text-justification")
    assert "number" not in justification
    assert justification["premium"] is True
    assert imports.entry(book, "problems/candy")["number"] == 135
    assert imports.entry(book, "problems/candy")["extra"] == {"tags": "Greedy"}
    assert any("naming-a-company" in note for note in done.notes)


def test_lines_and_links_in_markdown(book: Path, tmp_path: Path) -> None:
    text = "## Graphs\n* 207 Course schedule\n* 75 Sort Colors\n* I solve 3 a day\n"
    text += "* [Sqrt](https://leetcode.com/problems/sqrtx/submissions/)\n"
    imports.run(book, "leetcode", leetcode.read, imports.files(tmp_path / "m", {"lines.md": text}))
    assert imports.entry(book, "problems/sort-colors")["topics"] == ["graphs"]
    assert imports.entry(book, "problems/sqrtx")["url"] == "https://leetcode.com/problems/sqrtx/"
    assert len(books.load(book).entries["problems"]) == 4


def test_a_list_that_first_says_the_number_and_then_the_address_means_one_problem(book: Path, tmp_path: Path) -> None:
    text = "* 979 Distribute Coins in Binary Tree\n"
    text += "* [Coins in tree](https://leetcode.com/problems/distribute-coins-in-binary-tree/)\n"
    imports.run(book, "leetcode", leetcode.read, imports.files(tmp_path / "m", {"lines.md": text}))
    assert books.load(book).find("problems/distribute-coins-in-binary-tree-2") is None
    assert imports.entry(book, "problems/distribute-coins-in-binary-tree")["number"] == 979


def test_a_change_at_the_source_comes_in_and_a_change_of_the_owners_stays(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"Acme/5. All.csv": A})
    imports.run(book, "leetcode", leetcode.read, given)
    file = book / "data/problems/from-leetcode.yml"
    file.write_text(file.read_text().replace("difficulty: hard", "difficulty: easy  # not hard at all"))
    imports.files(given, {"Acme/5. All.csv": A.replace("0.1,", "0.2,").replace("HARD", "MEDIUM")})
    done = imports.plan(book, "leetcode", leetcode.read, given)
    done.write()
    read_n = imports.entry(book, "problems/read-n")
    assert (read_n["difficulty"], read_n["acceptance"]) == ("easy", 0.2)
    assert "# not hard at all" in file.read_text()


def test_what_the_owner_took_away_stays_away(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"Acme/5. All.csv": A})
    imports.run(book, "leetcode", leetcode.read, given)
    file = book / "data/problems/from-leetcode.yml"
    file.write_text("".join(line for line in file.read_text().splitlines(True) if "difficulty" not in line))
    assert imports.plan(book, "leetcode", leetcode.read, given).is_empty


def test_an_entry_that_the_owner_deleted_stays_out_until_it_is_wanted(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "l", {"Acme/5. All.csv": ROWS_OF_TWO})
    imports.run(book, "leetcode", leetcode.read, given)
    path = book / "data/problems/from-leetcode.yml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("- id: bbb")], encoding="utf-8")
    again = imports.plan(book, "leetcode", leetcode.read, given)
    assert again.is_empty
    assert again.notes == ["you took these out, and they stay out: problems/bbb; --deleted brings them"]
    assert imports.plan(book, "leetcode", leetcode.read, given, deleted=True).added == {"problems": 1}


def test_what_comes_to_a_public_entry_is_not_published(book: Path, tmp_path: Path) -> None:
    given = imports.files(tmp_path / "b", {"Acme/5. All.csv": A})
    public = {"visibility": {"data/problems.yml": "public", "data/companies": "public"}}
    imports.run(book, "leetcode", leetcode.read, given, settings=public)
    seen = books.load(book, Visibility.PUBLIC, **public).find("problems/two-sum")
    assert seen is not None
    assert (seen.title, seen.companies, seen.asked, seen.acceptance) == ("Two Sum", [], [], None)


def test_files_that_are_no_lists_are_refused_by_name(book: Path, tmp_path: Path) -> None:
    bad: dict[str, str | bytes] = {
        "a.csv": "x,y\n1,2\n",
        "b.json": "{",
        "c.json": "[]",
        "d.bin": b"\0\1",
        "e.csv": "Title,Link\n,\n",
    }
    bad["f.csv"] = b""
    done = imports.plan(book, "leetcode", leetcode.read, imports.files(tmp_path / "bad", bad))
    assert done.is_empty
    assert {r.place.split("/")[-1].split(":")[0] for r in done.refused} == {"a.csv", "b.json", "c.json", "d.bin"}


def test_script_in_a_cell_is_text_on_the_page(book: Path, tmp_path: Path) -> None:
    row = "Title,Insight,Link\n<script>alert(1)</script>,<img src=x onerror=alert(1)>,https://leetcode.com/problems/evil\n"
    imports.run(book, "leetcode", leetcode.read, imports.files(tmp_path / "b", {"x.csv": row}))
    pages = "".join(page.body for page in books.composed(book).pages.values())
    assert "<script>alert" not in pages
    assert "<img src=x" not in pages


@pytest.mark.parametrize(("when", "most"), [("first", 10_800), ("once more", 4_700)])
def test_a_long_list_needs_little_memory(book: Path, tmp_path: Path, when: str, most: int) -> None:
    count = 2000
    rows = (
        f"{i},Path {i} Stack Window,https://leetcode.com/problems/path-{i}-stack,Medium,76%,2.8,Odd,Meta; Amazon\n"
        for i in range(count)
    )
    heading = "ID,Title,URL,Difficulty,Acceptance Rate,Frequency,Topics,Companies\n"
    path = tmp_path / "list.csv"
    path.write_text(heading + "".join(rows))
    if when == "once more":
        imports.run(book, "leetcode", leetcode.read, path)
    gc.collect()
    tracemalloc.start()
    try:
        with uncollected():  # as the command does it
            assert bool(imports.plan(book, "leetcode", leetcode.read, path).files) == (when == "first")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / count < most, "bytes a row, the book included: 20,000 rows are to fit into 300 MB"
