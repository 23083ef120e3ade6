"""Rows that an earlier build made are those that this one would make, or they are made anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import books
from loopbook import library
from loopbook.model import Visibility
from loopbook.pages import compose
from loopbook.pages.kept_rows import Kept, rows_of
from loopbook.pages.tables import Table
from loopbook.settings import Settings, Site
from loopbook.study import Desk

FILES: books.Files = {
    **books.MINIMAL,
    "data/problems.yml": """
        - {title: Two Sum, number: 1, difficulty: easy, topics: [arrays], insight: 'See [a](notes/a.md).'}
        - {title: Course Schedule, number: 207, difficulty: medium, topics: [graphs], companies: [acme]}
        - {title: Three Sum, topics: [arrays], mastery: bugs, lists: [blind-75]}
    """,
    "data/papers.yml": "- {title: Attention, topics: [arrays], status: reading, tldr: 'It *attends*.', year: 2017}\n",
    "data/questions.yml": "- {id: dropout, question: What is dropout?, answer: Noise., topics: [arrays]}\n",
    "data/stories.yml": "- {id: outage, title: The outage, competencies: [conflict], headline: Mended.}\n",
    "data/tiers.yml": "- {id: large, title: Large}\n",
    "data/companies.yml": "- {id: acme, name: Acme, tier: large, rounds: [{round: coding, stage: planned}]}\n",
    "data/mocks.yml": "- {title: Ada, date: 2026-11-02, round: coding, grade: slow, topics: [graphs]}\n",
    "data/reviews.yml": "- {date: 2026-11-01, item: problems/two-sum, grade: solid}\n",
    "docs/notes/a.md": "# A\n\nText.\n",
}
STUDIED = {
    "problems/two-sum", "problems/course-schedule", "problems/three-sum", "papers/attention", "questions/dropout",
    "stories/outage",
}  # fmt: skip
ALL = STUDIED | {"companies/acme"}


def tables(desk: Desk) -> list[Table]:
    slots = [slot for page in compose(desk).pages.values() for slot in page.slots.values()]
    return [slot for slot in slots if isinstance(slot, Table)]


def desk_of(folder: Path, audience: Visibility = Visibility.PRIVATE, today: dt.date = books.TODAY) -> Desk:
    settings = Settings.model_validate({"visibility": {"data": "public", "docs": "public"}})
    return Desk(library.load(Site(root=folder, settings=settings), audience), today)


def shown(desk: Desk, held: Mapping[str, Kept], maker: str = "us") -> tuple[list[tuple[str, str]], dict[str, Kept]]:
    """Of each table its gist and its HTML; and what is kept."""
    rows_of(desk).take_over(held, maker)
    found = [(table.gist(str), table.html(str)) for table in tables(desk)]
    return found, rows_of(desk).to_keep()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return books.write(tmp_path, FILES)


def stays(folder: Path, change: Callable[[], Desk]) -> set[str]:
    """The keys of the rows that are kept over a change, after which all is as if nothing had been."""
    desk = desk_of(folder)
    _, held = shown(desk, {})
    assert held.keys() == ALL
    after = change()
    warm, kept = shown(after, held)
    cold, _ = shown(Desk(after.book, after.today), {})
    assert warm == cold
    assert shown(Desk(after.book, after.today), kept) == (cold, kept)
    return {key for key in held if kept.get(key) is held[key]}


def edit(folder: Path, name: str, old: str, new: str) -> Callable[[], Desk]:
    def change() -> Desk:
        text = (folder / name).read_text() if (folder / name).exists() else ""
        assert old in text
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace(old, new, 1) if old else text + new)
        return desk_of(folder)

    return change


def test_nothing_changed(folder: Path) -> None:
    assert stays(folder, lambda: desk_of(folder)) == ALL


@pytest.mark.parametrize(
    ("name", "old", "new", "kept"),
    [
        ("data/problems.yml", "See [a]", "Look at [a]", STUDIED - {"problems/two-sum"}),
        ("data/problems.yml", "Course Schedule", "Schedules", STUDIED - {"problems/course-schedule"}),
        ("data/problems.yml", "", "- {title: Four Sum, topics: [arrays]}\n", STUDIED),
        ("data/papers.yml", "attends", "attended", STUDIED - {"papers/attention"}),
        ("docs/notes/a.md", "Text.", "Other text.", ALL),
        ("docs/notes/b.md", "", "# B\n", ALL),
        ("docs/problems/three-sum.md", "", "# Three Sum\n", ALL - {"problems/three-sum"}),
        ("data/reviews.yml", "", "- {date: 2026-11-19, item: papers/attention, grade: bugs}\n",
         ALL - {"papers/attention"}),
        ("data/reviews.yml", "solid", "bugs", ALL - {"problems/two-sum"}),
        ("data/topics.yml", "title: Graphs", "title: Networks", set()),
        ("data/topics.yml", "{id: arrays, title: Arrays, aliases: [lists]}",
         "{id: arrays, title: Arrays, children: [{id: sums, title: Sums}]}", set()),
        ("data/companies.yml", "name: Acme", "name: Apex", set()),
        ("data/mocks.yml", "grade: slow", "grade: no-clue", set()),
        ("docs/rounds/coding.md", "title: Coding", "title: Code", set()),
        ("docs/rounds/coding.md", "{show: problems}", "{show: problems, where: {topics: graphs}}", set()),
    ],
)  # fmt: skip
def test_an_edit_of_a_file(folder: Path, name: str, old: str, new: str, kept: set[str]) -> None:
    assert stays(folder, edit(folder, name, old, new)) == kept


def test_another_day(folder: Path) -> None:
    assert stays(folder, lambda: desk_of(folder, today=books.TODAY + dt.timedelta(days=1))) == set()


def test_another_audience(folder: Path) -> None:
    assert stays(folder, lambda: desk_of(folder, Visibility.PUBLIC)) == set()


def test_what_is_public_changes(folder: Path) -> None:
    found = stays(folder, edit(folder, "data/problems.yml", "title: Two Sum", "visibility: private, title: Two Sum"))
    assert found == STUDIED - {"problems/two-sum"}


def test_other_code(folder: Path) -> None:
    _, held = shown(desk_of(folder), {})
    _, kept = shown(desk_of(folder), held, maker="other")
    assert not any(kept[key] is held[key] for key in held)


def test_where_a_page_is_on_the_site_is_no_part_of_a_row(folder: Path) -> None:
    desk = desk_of(folder)
    _, held = shown(desk, {})
    later = desk_of(folder)
    rows_of(later).take_over(held, "us")
    for old, new in zip(tables(desk), tables(later), strict=True):
        assert old.gist(lambda uri: f"x/{uri}") == new.gist(lambda uri: f"x/{uri}")
        assert old.html(lambda uri: f"x/{uri}") == new.html(lambda uri: f"x/{uri}")


def test_cells_of_a_row_that_was_kept_are_there_for_an_export(folder: Path) -> None:
    desk = desk_of(folder)
    _, held = shown(desk, {})
    later = desk_of(folder)
    rows_of(later).take_over(held, "us")
    assert [t.markdown("index.md") for t in tables(later)] == [t.markdown("index.md") for t in tables(desk)]


def test_what_a_facet_calls_its_values_is_in_the_gist(folder: Path) -> None:
    with (folder / "data/problems.yml").open("a") as file:
        file.writelines(f"- {{title: Sum {i}, topics: [arrays]}}\n" for i in range(9))
    edit(folder, "docs/rounds/coding.md", "{show: problems}", "{show: problems, where: {topics: graphs}}")()

    def of_problems(desk: Desk) -> tuple[str, str]:
        table = next(table for table in tables(desk) if table.noun == "problems" and len(table.rows) == 12)
        return table.gist(str), table.html(str)

    gist, html = of_problems(desk_of(folder))
    other_gist, other_html = of_problems(edit(folder, "docs/rounds/coding.md", "title: Coding", "title: Code")())
    assert html.replace("Coding", "Code") == other_html != html
    assert gist != other_gist
