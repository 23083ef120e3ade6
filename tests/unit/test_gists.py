"""The gist of a table stands for its HTML: whatever changes the HTML on some page changes the gist."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from typing import Any

import books
from loopbook.pages.cells import Badge, Cell, To
from loopbook.pages.tables import SHOWN_ROWS, Column, Facet, Row, Table

PLACES = {"topics/a.md": "topics/a/", "notes/b.md": "b/"}
CELLS: tuple[Cell, ...] = (
    None, "", "plain", "*some* [link](notes/b.md)", "[by name][1]\n\n[1]: topics/a.md", "<i>x</i>", "a]b", "badge",
    Badge("grade", "solid"), Badge("grade", "solid", "known"), Badge("grade", "", "solid"), To("A", uri="topics/a.md"),
    To("A", url="https://example.org"), To("topics/a.md"), [To("A", uri="notes/b.md"), Badge("grade", "solid")], [],
    [Badge("grade", "solid")], ["plain"],
)  # fmt: skip


def table(rng: random.Random) -> Table:
    columns = [Column("title", "Title", "title"), Column("insight", "Insight", "text", blind=rng.random() < 0.3)]
    rows = [
        Row(
            f"problems/{i}", [rng.choice(CELLS), rng.choice(CELLS)], f"{i}", {"topics": (rng.choice("ab"),)},
            {"title": rng.choice((1, 1.5, "1"))}, rng.random() < 0.2,
        )
        for i in range(rng.choice((0, 1, 2, 9)))
    ]  # fmt: skip
    facets = [Facet("topics", "Topic", {"a": "A", "b": rng.choice("Bb")}, rng.choice(({}, {"b": 1})))]
    flags: list[bool] = [rng.random() < 0.3, rng.random() < 0.5]
    return Table("t", "All", columns, rows, facets, rng.choice(("None", "*None*")), "rows", *flags)


def html(found: Table, places: dict[str, str]) -> str:
    return found.html(lambda uri: places.get(uri, uri))


def gist(found: Table, places: dict[str, str]) -> str:
    return dataclasses.replace(found, rows=[dataclasses.replace(row) for row in found.rows]).gist(
        lambda uri: places.get(uri, uri)
    )


def test_tables_of_one_gist_have_the_same_html() -> None:
    rng, seen = random.Random(1), {}
    for _ in range(3000):
        found, places = table(rng), {uri: rng.choice((place, "elsewhere/")) for uri, place in PLACES.items()}
        assert seen.setdefault(gist(found, places), html(found, places)) == html(found, places)
    assert len(set(seen.values())) > 1000


def test_where_a_link_in_a_text_leads_is_in_the_gist() -> None:
    for cell in ("[link](notes/b.md)", "[by name][1]\n\n[1]: notes/b.md", "![x](notes/b.md) [y](notes/b.md)"):
        found = Table("t", "All", [Column("title", "Title")], [Row("problems/a", [cell])])
        assert html(found, PLACES) != html(found, {}), cell
        assert gist(found, PLACES) != gist(found, {}), cell


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, dict):
        return value | {"more": 1 if any(isinstance(v, int) for v in value.values()) else ["a"]}
    return [*value, value[0]] if value else ["x"]


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    for part in dataclasses.fields(value):
        yield (
            f"{type(value).__name__}.{part.name}",
            dataclasses.replace(value, **{part.name: changed(getattr(value, part.name))}),
        )


def test_every_field_of_every_part_is_in_the_gist() -> None:
    badge, to, facet = Badge("a", "b", "c"), To("a", "topics/a.md", "c"), Facet("f", "F", {"a": "A"}, {"a": 1})
    column = Column("title", "Title")
    row = Row("problems/a", [badge, to, "x"], "a", {"f": ("a",)}, {"title": 2})
    whole = Table("t", "All", [column], [row], [facet], "None", "rows")
    parts = [
        *((name, dataclasses.replace(whole, columns=[other])) for name, other in variants(column)),
        *((name, dataclasses.replace(whole, facets=[other])) for name, other in variants(facet)),
        *((name, dataclasses.replace(whole, rows=[other])) for name, other in variants(row)),
        *(
            (name, dataclasses.replace(whole, rows=[dataclasses.replace(row, cells=[b])]))
            for name, b in variants(badge)
        ),
        *((name, dataclasses.replace(whole, rows=[dataclasses.replace(row, cells=[t])])) for name, t in variants(to)),
    ]
    found_gists = {name: gist(other, PLACES) for name, other in parts}
    found_gists |= {
        name: gist(dataclasses.replace(whole, **{name: changed(getattr(whole, name))}), PLACES)
        for name in ("id", "caption", "empty", "noun", "wide", "anchored")
    }
    for name, found in found_gists.items():
        assert found != gist(whole, PLACES), name
    assert len(set(found_gists.values())) == len(found_gists)


def test_the_order_of_rows_is_in_the_gist() -> None:
    rows = [Row(f"problems/{i}", [str(i)]) for i in range(SHOWN_ROWS + 2)]
    one = Table("t", "All", [Column("title", "Title")], rows)
    assert gist(one, {}) != gist(dataclasses.replace(one, rows=rows[::-1]), {})


def test_a_page_shows_as_many_rows_as_its_script_will() -> None:
    script = books.ROOT / "hooks/loopbook/theme/assets/js/tables.js"
    assert f"const LIMIT = {SHOWN_ROWS};" in script.read_text("utf-8")
