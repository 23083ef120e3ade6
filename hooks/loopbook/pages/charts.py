"""Charts: SVG made at build, words in HTML around it, a table behind each. Colours come from the style sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ..model import Grade
from .cells import Url
from .columns import day

HEIGHT = 100


@dataclass(frozen=True)
class Chart:
    """A picture (`body`, HTML) with its caption, and the numbers that it shows."""

    id: str
    caption: str
    body: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    summary: str = ""
    """The picture in a sentence, for those who do not see it."""
    anchors: Collection[str] = ()

    def html(self, url: Url) -> str:
        """The figure with the table behind it."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        return (
            f'<figure class="lb-chart" id="chart-{self.id}"><figcaption>{escape(self.caption)}</figcaption>{self.body}'
            '<details class="lb-numbers"><summary>The numbers</summary>'
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details></figure>"
        )

    def markdown(self, page: str) -> str:
        """The table alone."""
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        cells = ("| " + " | ".join(cell.replace("|", "\\|") or " " for cell in row) + " |" for row in lines)
        return f"**{self.caption}**\n\n" + "\n".join(cells)


@dataclass(frozen=True)
class Bar:
    """A column of a chart: what it stands for, its value, and the word of the style sheet for its colour."""

    label: str
    value: float
    kind: str = ""


def columns(
    id_: str,
    caption: str,
    bars: Sequence[Bar],
    head: tuple[str, str],
    *,
    marks: Mapping[int, str],
    summary: str,
    line: float | None = None,
) -> Chart:
    """Bars side by side. `marks` are the words below: position → word; `line` is a position to draw a line at."""
    top = max((bar.value for bar in bars), default=0) or 1
    count = max(1, len(bars))
    parts = [
        f'<rect class="lb-col{f" lb-col--{bar.kind}" if bar.kind else ""}" x="{i + 0.1:g}" '
        f'y="{HEIGHT - bar.value / top * HEIGHT:.5g}" width="0.8" height="{bar.value / top * HEIGHT:.5g}">'
        f"<title>{escape(bar.label)}: {bar.value:g}</title></rect>"
        for i, bar in enumerate(bars)
        if bar.value
    ]
    if line is not None:
        parts.append(f'<line class="lb-target" x1="{line:g}" x2="{line:g}" y1="0" y2="{HEIGHT}"/>')
    words = "".join(
        f'<span style="left:{(i + 0.5) / count * 100:.4g}%"{_edge(i, count)}>{escape(word)}</span>'
        for i, word in sorted(marks.items())
    )
    body = (
        f'<div class="lb-plot"><span class="lb-plot__top">{top:g}</span>'
        f'<svg viewBox="0 0 {count} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{escape(summary)}">'
        f'{"".join(parts)}</svg><div class="lb-plot__marks" aria-hidden="true">{words}</div></div>'
    )
    return Chart(id_, caption, body, head, [[bar.label, f"{bar.value:g}"] for bar in bars], summary)


def _edge(place: int, count: int) -> str:
    share = (place + 0.5) / count
    return ' data-edge="start"' if share < 0.06 else ' data-edge="end"' if share > 0.94 else ""


@dataclass(frozen=True)
class Stack:
    """A bar that lies: its words, its parts (word of the style sheet → value), and what to say behind it."""

    label: str
    parts: Sequence[tuple[str, float]]
    behind: str = ""
    mark: float | None = None
    """A share of the width, from 0 to 1, at which to draw a line."""


def stacks(
    id_: str,
    caption: str,
    rows: Sequence[Stack],
    head: Sequence[str],
    cells: Sequence[Sequence[str]],
    *,
    full: float | None = None,
    legend: Sequence[tuple[str, str]] = (),
) -> Chart:
    """Bars below each other, each of several parts. `full` is the value of a bar as wide as the chart, by default each
    bar's own sum. `legend` says what the parts are: word of the style sheet (or `target`, the line) → words.
    """
    lines = []
    for row in rows:
        total = full or sum(value for _, value in row.parts) or 1
        at, shapes = 0.0, []
        for kind, value in row.parts:
            if value:
                wide = value / total * 100
                shapes.append(
                    f'<rect class="lb-part" data-kind="{kind}" x="{at:.5g}" y="0" width="{wide:.5g}" height="1"/>'
                )
            at += value / total * 100
        if row.mark is not None:
            shapes.append(
                f'<line class="lb-target" x1="{row.mark * 100:.5g}" x2="{row.mark * 100:.5g}" y1="0" y2="1"/>'
            )
        lines.append(
            f'<div><span class="lb-lie__name">{escape(row.label)}</span>'
            '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
            f'{"".join(shapes)}</svg><span class="lb-lie__behind">{escape(row.behind)}</span></div>'
        )
    return Chart(id_, caption, f'{_legend(legend)}<div class="lb-lie">{"".join(lines)}</div>', head, cells)


def _legend(parts: Sequence[tuple[str, str]]) -> str:
    if not parts:
        return ""
    line = '<line class="lb-target" x1="5" x2="5" y1="0" y2="10"/>'
    squares = {kind: f'<rect class="lb-part" data-kind="{kind}" width="10" height="10"/>' for kind, _ in parts}
    shown = (
        f'<span><svg viewBox="0 0 10 10" aria-hidden="true">{squares[kind] if kind != "target" else line}</svg>'
        f"{escape(words)}</span>"
        for kind, words in parts
    )
    return f'<div class="lb-legend">{"".join(shown)}</div>'


LEVELS = 4


def heat_map(counts: Mapping[dt.date, int], today: dt.date, *, weeks: int = 53) -> Chart:
    """A year of days: a column a week, Monday on top; the darker, the more reviews."""
    monday = today - dt.timedelta(today.weekday() + 7 * (weeks - 1))
    days = [monday + dt.timedelta(n) for n in range((today - monday).days + 1)]
    most = max((counts.get(d, 0) for d in days), default=0) or 1
    squares, months = [], []
    for n, d in enumerate(days):
        week, row = divmod(n, 7)
        if d.day <= 7 and row == 0 and week < weeks - 2:
            months.append(f'<text x="{week * 10}" y="-3">{d:%b}</text>')
        count = counts.get(d, 0)
        level = 0 if not count else min(LEVELS, 1 + count * LEVELS // (most + 1))
        title = f"<title>{count} on {day(d)}</title>" if count else ""
        squares.append(
            f'<rect data-level="{level}" x="{week * 10}" y="{row * 10}" width="8" height="8" rx="1.5">{title}</rect>'
        )
    total, active = sum(counts.get(d, 0) for d in days), sum(1 for d in days if counts.get(d, 0))
    summary = f"{total} reviews on {active} days of the last year"
    svg = (
        f'<div class="lb-year"><svg class="lb-heat" viewBox="0 -12 {weeks * 10 - 2} 82" role="img" '
        f'aria-label="{summary}">{"".join(months)}{"".join(squares)}</svg></div>'
    )
    by_month: dict[str, int] = {}
    for d in days:
        by_month[f"{d:%B %Y}"] = by_month.get(f"{d:%B %Y}", 0) + counts.get(d, 0)
    rows = [[month, str(count)] for month, count in by_month.items()]
    return Chart("year", summary, svg, ("Month", "Reviews"), rows, summary)


GRADES: tuple[tuple[str, Grade | None], ...] = (*((g.value, g) for g in reversed(Grade)), ("unseen", None))


MASTERY_LEGEND = [(kind, kind.replace("-", " ").replace("unseen", "not yet")) for kind, _ in GRADES]


def mastery_rows(tallies: Sequence[tuple[str, Mapping[Grade | None, int]]]) -> tuple[list[Stack], list[list[str]]]:
    """A row for each (words, how many are known how well), and the same as a table's cells."""
    stack = [
        Stack(
            label,
            [(kind, count.get(grade, 0)) for kind, grade in GRADES],
            f"{sum(count.values()) - count.get(None, 0)} of {sum(count.values())}",
        )
        for label, count in tallies
    ]
    cells = [[label, *(str(count.get(grade, 0)) for _, grade in GRADES)] for label, count in tallies]
    return stack, cells
