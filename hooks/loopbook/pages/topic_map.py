"""The topic map: a treemap of the topics as SVG, made at build, and a table that says the same.

Each topic is a tile inside that of the topic above it, as large as what it holds and coloured by how much of it is
known. It is links and rectangles only: no script, and nothing that is not also in words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape

from ..markdown_text import plain_text, title_text
from ..model import Entry, Grade
from ..paths import page_uri, relative
from ..study.desk import STUDIED, Desk
from .cells import Url

KNOWN = (Grade.SLOW, Grade.SOLID)
LEVELS = (("1", "under a quarter known"), ("2", "under half"), ("3", "under three quarters"), ("4", "more"))
UNSEEN = ("0", "not looked at yet")

WIDTH = 1000
LINE, LETTER, PAD, GAP = 14, 6.6, 4, 2
"""In units of the picture: the height of a line of text, the width of a letter, the space around text, and that
between tiles.
"""
WIDTHS = (("ijlI.,:;'!| ·", 0.5), ("frt-()/", 0.66), ("mwMW…%", 1.5))
"""Letters that are not as wide as most, and how wide they are."""
LEAST = 6
"""A word that is cut to fewer letters than this is left out."""
TINY = 12
"""Tiles with a side below this have no frame around the tiles in them."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in units of the picture."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True)
class Tile:
    """A topic with what it holds, subtopics taken in. `weight` is its area; never less than its children's."""

    id: str
    title: str
    items: int
    known: int
    looked_at: int
    recall: float | None
    """The mean probability of remembering what was reviewed; None if nothing was."""
    children: tuple[Tile, ...] = ()
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", max(self.items, sum(child.weight for child in self.children), 1))

    @property
    def level(self) -> str:
        """The word of the style sheet for its colour: by quarters of what is known, `0` if nobody has looked."""
        return str(1 + min(3, self.known * 4 // self.items)) if self.looked_at else "0"

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Tile]]:
        """It and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def tiles(desk: Desk) -> tuple[Tile, ...]:
    """The topics of a book as tiles: roots, each with what is below it."""
    return tuple(_tile(desk, root) for root in desk.book.taxonomy.children.get(None, ()))


def _tile(desk: Desk, topic: str) -> Tile:
    tree, by_tracker = desk.book.taxonomy, desk.by_topic.get(topic, {})
    entries: list[Entry] = [entry for tracker in STUDIED for entry in by_tracker.get(tracker, ())]
    entries += desk.cards_by_topic.get(topic, ())
    grades = [grade for grade in map(desk.mastery, entries) if grade]
    recalls = [recall for recall in map(desk.recall, entries) if recall is not None]
    return Tile(
        topic,
        plain_text(tree.topics[topic].title),
        len(entries),
        sum(grade in KNOWN for grade in grades),
        len(grades),
        sum(recalls) / len(recalls) if recalls else None,
        tuple(_tile(desk, child) for child in tree.children.get(topic, ())),
    )


@dataclass(frozen=True)
class TopicMap:
    """The map of some topics, for a slot of a page."""

    roots: Sequence[Tile]
    anchors: Collection[str] = ("topic-map",)

    @property
    def graded(self) -> bool:
        """Whether anything was ever looked at; if not, as in a public book, the map is about size alone."""
        return any(root.looked_at for root in self.roots)

    def html(self, url: Url) -> str:
        """The picture, what its colours mean, and the table."""
        count = sum(1 for _ in self._all())
        high = min(760, max(200, 4 * count))
        shapes = "".join(
            self._shape(tile, box, inside, url) for tile, box, inside in _places(self.roots, Box(0, 0, WIDTH, high))
        )
        legend = "".join(f"<li class=l{level}>{words}</li>" for level, words in (*LEVELS, UNSEEN))
        how = "The larger, the more is on it" + ("; the bluer, the more of it is known." if self.graded else ".")
        return (
            '<figure class="lb-chart lb-map" id="topic-map">'
            f'<figcaption id="topic-map-name">Topic map <span class="lb-quiet">{how}</span></figcaption>'
            f'<div class="lb-map__picture"><svg viewBox="0 0 {WIDTH} {high}" role="group" '
            f'aria-labelledby="topic-map-name">{shapes}</svg></div>'
            + (f'<ul class="lb-map__legend">{legend}</ul>' if self.graded else "")
            + f'<details class="lb-numbers"><summary>The map as a table</summary>{self._table()}</details></figure>'
        )

    def markdown(self, page: str) -> str:
        """The table alone."""
        lines = ["| " + " | ".join(self._head()) + " |", "| --- |" + " ---: |" * (len(self._head()) - 1)]
        for depth, tile in self._all():
            name = f"[{title_text(tile.title)}]({relative(page, page_uri('topics', tile.id))})"
            cells = (f"{'— ' * depth}{name}".replace("|", "\\|"), *self._cells(tile))
            lines.append("| " + " | ".join(cell or " " for cell in cells) + " |")
        return "\n".join(lines)

    def _all(self) -> Iterator[tuple[int, Tile]]:
        for root in self.roots:
            yield from root.walk()

    def _head(self) -> list[str]:
        return ["Topic", "Items", *(["Known", "Recall"] if self.graded else [])]

    def _cells(self, tile: Tile) -> list[str]:
        recall = "" if tile.recall is None else f"{tile.recall:.0%}"
        return [str(tile.items), *([str(tile.known), recall] if self.graded else [])]

    def _table(self) -> str:
        # End tags that HTML lets one leave out are left out: there is a row for each of hundreds of topics.
        head = "".join(f'<th scope="col">{name}' for name in self._head())
        rows = "".join(
            f"<tr><td{f' data-depth={depth}' if depth else ''}>{escape(tile.title)}"
            + "".join(f"<td>{cell}" for cell in self._cells(tile))
            for depth, tile in self._all()
        )
        return f"<table><thead><tr>{head}</thead><tbody>{rows}</tbody></table>"

    def _shape(self, tile: Tile, box: Box, inside: Box | None, url: Url) -> str:
        # `xlink:href`, since Material's instant navigation assigns to `href` of all that has one, which SVG refuses.
        # As few bytes as it takes: hundreds of these are on one page. Numbers and words need no quotation marks.
        share = f"{tile.known * 100 // tile.items}%" if tile.looked_at else ""
        words = f"{tile.title}: {tile.items} item{'' if tile.items == 1 else 's'}{f', {share} known' if share else ''}"
        lines = _lines(tile.title, share, box, box.high if inside is None else inside.y - box.y)
        text = "".join(
            f"<text x={box.x + PAD:.0f} y={box.y + LINE * (n + 1) - 1:.0f}>{escape(line)}</text>"
            for n, line in enumerate(lines)
        )
        x, y = round(box.x), round(box.y)
        right, low = max(x + 1, round(box.x + box.wide) - 1), max(y + 1, round(box.y + box.high) - 1)
        return (
            f'<a xlink:href="{escape(url(page_uri("topics", tile.id)))}" class=l{tile.level}>'
            f'<title>{escape(words)}</title><path d="M{x} {y}h{right - x}v{low - y}H{x}z"/>{text}</a>'
        )


def _places(roots: Sequence[Tile], whole: Box) -> Iterator[tuple[Tile, Box, Box | None]]:
    """Each tile, where it is, and where in it its children are; what is above comes first, so it is drawn below.

    What a topic holds that none of its children does leaves as much of it empty.
    """
    for tile, box in zip(roots, squarify([root.weight for root in roots], whole), strict=True):
        if not tile.children:
            yield tile, box, None
            continue
        inside = _inside(box)
        yield tile, box, inside
        rest = tile.weight - sum(child.weight for child in tile.children)
        areas = squarify([*(child.weight for child in tile.children), *([rest] if rest else [])], inside)
        for child, area in zip(tile.children, areas, strict=False):
            yield from _places([child], area)


def _inside(box: Box) -> Box:
    """What a frame leaves of a box, with a line for the title above."""
    above = LINE + 4
    if box.high < above + TINY or box.wide < TINY + 2 * GAP:
        return box
    return Box(box.x + GAP, box.y + above, box.wide - 2 * GAP - 1, box.high - above - GAP - 1)


def squarify(weights: Sequence[float], whole: Box) -> list[Box]:
    """A box for each weight, in its order, of an area in proportion, as near to squares as goes.

    Rows are filled along the shorter side, largest first, for as long as that makes the worst of a row less oblong
    (Bruls, Huizing and van Wijk, 2000). Weights are above 0.
    """
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    scale = whole.wide * whole.high / (sum(weights) or 1)
    boxes = [whole] * len(weights)
    left = whole
    while order:
        side = min(left.wide, left.high) or 1
        count, total, worst = 0, 0.0, float("inf")
        largest = weights[order[0]] * scale
        for i in order:
            area = weights[i] * scale
            sum_ = total + area
            oblong = max(side * side * largest / (sum_ * sum_ or 1), sum_ * sum_ / (side * side * area or 1))
            if count and oblong > worst:
                break
            count, total, worst = count + 1, sum_, oblong
        thick, at = total / side, 0.0
        for i in order[:count]:
            length = weights[i] * scale / (thick or 1)
            if left.wide >= left.high:
                boxes[i] = Box(left.x, left.y + at, thick, length)
            else:
                boxes[i] = Box(left.x + at, left.y, length, thick)
            at += length
        if left.wide >= left.high:
            left = Box(left.x + thick, left.y, max(0.0, left.wide - thick), left.high)
        else:
            left = Box(left.x, left.y + thick, left.wide, max(0.0, left.high - thick))
        order = order[count:]
    return boxes


def text_width(text: str) -> float:
    """About how wide a text is in the sans of the theme, in units of the picture."""
    return sum(map(_letter_width, text))


@cache
def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return LETTER * 1.7
    return LETTER * next((wide for letters, wide in WIDTHS if letter in letters), 1.15 if letter.isupper() else 1)


def _lines(title: str, share: str, box: Box, high: float) -> list[str]:
    """The lines of text for a tile: its title, over several lines if need be, and the share known. What does not fit
    is cut; if too little were left, there is no text, and the title of the link says it all.
    """
    wide, room = box.wide - 2 * PAD, int((high - 4) // LINE)
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= wide:
            lines[-1] = longer
        elif len(lines) < room:
            lines.append(word)
        else:
            lines[-1:] = [f"{line} …" for line in lines[-1:]]
            break
    lines = [_cut(line, wide) for line in lines]
    if not all(lines):
        return []
    if share and lines and text_width(f"{lines[-1]} · {share}") <= wide:
        return [*lines[:-1], f"{lines[-1]} · {share}"]
    return [*lines, share] if share and 0 < len(lines) < room else lines


def _cut(line: str, wide: float) -> str:
    """As much of a line as fits, empty if that is too little to recognise it by."""
    if text_width(line) <= wide:
        return line
    kept = line.rstrip(" …")
    while kept and text_width(kept + "…") > wide:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if text_width(kept) >= LEAST * LETTER else ""
