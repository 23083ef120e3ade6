"""The topic map: how large a tile is, what it says, where it leads; and which topics are related."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import books
from loopbook.pages.topic_map import LETTER, PAD, WIDTH, Box, Tile, TopicMap, squarify, text_width, tiles
from loopbook.study import Desk
from loopbook.study.related import related

TILE = re.compile(r'<a xlink:href="([^"]*)" class=l(\d)><title>([^<]*)</title><path d="M(\d+) (\d+)h(\d+)v(\d+)H\4z"/>')


def url(uri: str) -> str:
    """An address on the page topics/index.md."""
    return uri.removeprefix("topics/").removesuffix(".md") + "/"


def drawn(svg: str) -> dict[str, tuple[int, int, int, int]]:
    """Address → left, top, right, bottom."""
    places = {m[1]: [int(n) for n in m.groups()[3:]] for m in TILE.finditer(svg)}
    return {name: (x, y, x + wide, y + high) for name, (x, y, wide, high) in places.items()}


def big() -> TopicMap:
    """500 topics on three levels, with titles of usual length."""
    roots = [
        Tile(
            f"root-{r}", f"Root topic {r}", 150, 40 + r, 60, 0.9,
            tuple(
                Tile(
                    f"root-{r}-part-{p}", f"Part {p} of the root {r}", 30, p * 7, 28, 0.8,
                    tuple(Tile(f"leaf-{r}-{p}-{n}", f"Leaf number {n} of {p}", 6 + n, n % 6, 6, 0.7) for n in range(8)),
                )
                for p in range(5)
            ),
        )
        for r in range(10)
    ]  # fmt: skip
    small = tuple(Tile(f"small-{n}", f"Small {n}", n % 9, 0, 0, None) for n in range(39))
    return TopicMap([*roots, Tile("many", "Many", 200, 0, 0, None, small)])


def desk(folder: Path) -> Desk:
    books.write(
        folder,
        {
            **books.MINIMAL,
            "data/problems.yml": """
                - {title: One, difficulty: easy, topics: [arrays], mastery: solid}
                - {title: Two, difficulty: easy, topics: [arrays], mastery: no-clue}
                - {title: Three, difficulty: easy, topics: [arrays, graphs]}
                - {title: Four, difficulty: easy, topics: [arrays, conflict]}
                - {title: Five, difficulty: easy, topics: [graphs, conflict]}
                - {title: Six, difficulty: easy, topics: [arrays, graphs]}
            """,
        },
    )
    return Desk(books.load(folder), books.TODAY)


def test_areas_are_in_proportion_and_tile_the_whole() -> None:
    weights = [6, 1, 6, 2, 4, 2, 3]
    boxes = squarify(weights, Box(10, 20, 600, 400))
    for weight, box in zip(weights, boxes, strict=True):
        assert box.wide * box.high == pytest.approx(weight * 10_000)
        assert 10 - 1e-6 <= box.x < box.x + box.wide <= 610 + 1e-6
        assert 20 - 1e-6 <= box.y < box.y + box.high <= 420 + 1e-6
        assert max(box.wide / box.high, box.high / box.wide) < 3
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            across = min(a.x + a.wide, b.x + b.wide) - max(a.x, b.x)
            down = min(a.y + a.high, b.y + b.high) - max(a.y, b.y)
            assert min(across, down) < 1e-6, "two boxes share a place"


@pytest.mark.parametrize("whole", [Box(0, 0, 0, 50), Box(0, 0, 50, 0), Box(0, 0, 0.5, 0.5)])
def test_hardly_any_room_is_no_error(whole: Box) -> None:
    assert len(squarify([3, 2, 1], whole)) == 3


def test_what_a_topic_holds_takes_in_its_subtopics_and_counts_an_entry_once(tmp_path: Path) -> None:
    algorithms, behavioural = tiles(desk(tmp_path))
    arrays, graphs = algorithms.children
    assert (algorithms.items, arrays.items, graphs.items, behavioural.items) == (6, 5, 3, 2)
    assert (arrays.known, arrays.looked_at, arrays.level) == (1, 2, "1")
    assert graphs.level == "0"


def test_every_topic_is_a_link_inside_the_topic_above_it(tmp_path: Path) -> None:
    html = TopicMap(tiles(desk(tmp_path))).html(url)
    boxes = drawn(html)
    assert list(boxes) == ["algorithms/", "arrays/", "graphs/", "behavioural/", "conflict/"]
    left, top, right, bottom = boxes["algorithms/"]
    for name in ("arrays/", "graphs/"):
        x, y, x2, y2 = boxes[name]
        assert left < x < x2 < right
        assert top < y < y2 < bottom
    assert "<title>Arrays: 5 items, 20% known</title>" in html
    assert ">Arrays · 20%</text>" in html


def test_the_table_says_the_same(tmp_path: Path) -> None:
    found = TopicMap(tiles(desk(tmp_path)))
    assert "<tr><td data-depth=1>Arrays<td>5<td>1<td>" in found.html(url)
    assert "| — [Arrays](arrays.md) | 5 | 1 |   |" in found.markdown("topics/index.md")


def test_where_nothing_was_ever_looked_at_the_map_is_about_size_alone(tmp_path: Path) -> None:
    html = TopicMap(tiles(Desk(books.load(books.write(tmp_path, books.MINIMAL)), books.TODAY))).html(url)
    assert "known" not in html.lower()
    assert "lb-map__legend" not in html
    assert "<title>Arrays: 1 item</title>" in html


def test_titles_are_escaped_and_text_stays_in_its_tile() -> None:
    titles = ["<b>&amp;", "Incomprehensibilities" * 9, "動的計画法と最短経路と木", "A b c d e f g"]
    html = TopicMap([Tile(f"t{n}", title, 5, 1, 5, 0.5) for n, title in enumerate([*titles * 9])]).html(url)
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;amp;" in html
    for tile in re.finditer(r'<path d="M(\d+) (\d+)h(\d+)v(\d+)[^>]*>((?:<text .*?</text>)*)</a>', html):
        for x, y, words in re.findall(r"<text x=(\d+) y=(\d+)>(.*?)</text>", tile[5]):
            assert int(x) + text_width(unescape(words)) <= int(tile[1]) + int(tile[3]) + PAD
            assert int(tile[2]) < int(y) <= int(tile[2]) + int(tile[4])
    visible = re.sub("<title>.*?</title>|<table>.*", "", html)
    assert "Incomprehensibilities" not in visible
    assert re.search("Incompr[a-z]*…", visible)
    assert text_width("動") > text_width("n") == LETTER > text_width("i")


def test_five_hundred_topics_are_light() -> None:
    found = big()
    html = found.html(url)
    boxes = drawn(html)
    assert len(boxes) == 500
    assert all(0 <= x < x2 <= WIDTH and 0 <= y < y2 for x, y, x2, y2 in boxes.values())
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert len(svg.encode()) < 66_000
    assert len(html.encode()) < 96_000, "with the table"
    assert big().html(url) == html


def test_a_deep_chain_of_topics_is_drawn() -> None:
    tile = Tile("end", "End", 0, 0, 0, None)
    for n in range(60):
        tile = Tile(f"t{n}", f"Topic {n}", 1, 1, 1, 1.0, (tile,))
    assert len(drawn(TopicMap([tile]).html(url))) == 61


def test_related_topics_share_entries_but_not_a_branch(tmp_path: Path) -> None:
    found = related(desk(tmp_path))
    assert found["arrays"] == [("graphs", 2), ("conflict", 1)]
    assert found["conflict"] == [("arrays", 1), ("graphs", 1)]
    assert found["algorithms"] == [("conflict", 2)]
    assert found["behavioural"] == [("arrays", 1), ("graphs", 1)]


def test_a_topics_page_lists_what_is_related(tmp_path: Path) -> None:
    desk(tmp_path)
    pages = books.composed(tmp_path).pages
    assert "### Related" in pages["topics/arrays.md"].body
    assert "[Graphs](graphs.md)" in pages["topics/arrays.md"].body.partition("### Related")[2]
