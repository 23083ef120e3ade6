"""Progress: charts of what is known, what was done, what falls due, where the time went, and the funnel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..paths import index_uri
from ..study import progress
from ..study.desk import Desk
from .charts import MASTERY_LEGEND, Bar, Chart, Stack, columns, heat_map, mastery_rows, stacks
from .columns import day
from .page import Page
from .writer import Writer, duration

DAYS = 84
AHEAD = 30
BUCKETS = 20
NAMES = {"cards": "Cards in notes"}


def pages(writer: Writer) -> Iterator[Page]:
    """One page; none in a public book that shows no reviews."""
    desk, book = writer.desk, writer.book
    if book.is_public and not book.reviews:
        return
    yield writer.page(
        index_uri("progress"),
        "Progress",
        "progress.md",
        lambda: {
            "reviews": len(desk.reviews),
            "reviewable": bool(desk.items),
            "streak": progress.streak(desk),
            "by_topic": by_topic(desk),
            "by_kind": by_kind(desk),
            "a_day": a_day(desk),
            "falls_due": falls_due(desk),
            "recall": recall(desk),
            "time": time(desk),
            "year": heat_map(progress.reviews_by_day(desk), desk.today),
            "weak": progress.weak_topics(desk)[:10],
            "funnel": None if book.is_public else funnel(desk),
        },
        meta={"search": {"exclude": True}},
    )


def _grade_head(first: str) -> list[str]:
    return [first, *(words for _, words in MASTERY_LEGEND)]


def by_topic(desk: Desk) -> Chart:
    """How much of each topic of the first level is known how well."""
    tree = desk.book.taxonomy
    topics = [tree.topics[t] for t in tree.children.get(None, ())]
    rows, cells = mastery_rows([(t.title, tally) for t in topics if sum((tally := desk.topic_tally(t)).values())])
    return stacks("topics", "Mastery by topic", rows, _grade_head("Topic"), cells, legend=MASTERY_LEGEND)


def by_kind(desk: Desk) -> Chart:
    """How much of each kind is known how well."""
    rows, cells = mastery_rows([(_name(kind), tally) for kind, tally in progress.tally(desk).items()])
    return stacks("kinds", "Mastery by kind", rows, _grade_head("Kind"), cells, legend=MASTERY_LEGEND)


def _name(kind: str) -> str:
    return NAMES.get(kind, kind.capitalize())


def a_day(desk: Desk) -> Chart:
    """Reviews on each of the last twelve weeks' days."""
    counts = progress.reviews_by_day(desk)
    days = list(progress.days_back(desk, DAYS))
    bars = [Bar(day(d), counts[d], "now" if d == desk.today else "") for d in days]
    total = sum(counts[d] for d in days)
    marks = {i: f"{d.day} {d:%b}" for i, d in enumerate(days) if d.weekday() == 0 and i % 28 < 7} | {DAYS - 1: "today"}
    return columns(
        "reviews", "Reviews a day, the last twelve weeks", bars, ("Day", "Reviews"), marks=marks,
        summary=f"{total} reviews in the last {DAYS} days, {total / DAYS:.1f} a day",
    )  # fmt: skip


def falls_due(desk: Desk) -> Chart:
    """What falls due on each of the next 30 days, if nothing is reviewed until then."""
    days = progress.forecast(desk, AHEAD)
    bars = [Bar(day(d), count, "now" if d == desk.today else "") for d, count in days]
    marks = {0: "today"} | {i: f"{d.day} {d:%b}" for i, (d, _) in enumerate(days) if i and i % 7 == 0}
    return columns(
        "due", "What falls due in 30 days", bars, ("Day", "Due"), marks=marks,
        summary=f"{days[0][1]} items due now, {sum(count for _, count in days[1:])} in the {AHEAD - 1} days after",
    )  # fmt: skip


def recall(desk: Desk) -> Chart:
    """How many items stand at which recall today, with the target."""
    found, target = progress.recalls(desk), desk.plan.retention
    counts = [0] * BUCKETS
    for value in found:
        counts[min(BUCKETS - 1, int(value * BUCKETS))] += 1
    wide = 100 // BUCKETS
    above = int(target * BUCKETS)
    bars = [
        Bar(f"{i * wide} to {(i + 1) * wide}%", count, "" if i >= above else "below") for i, count in enumerate(counts)
    ]
    mean = sum(found) / len(found) if found else 0.0
    reached = sum(value >= target for value in found)
    return columns(
        "recall", "Recall today, and the target", bars, ("Recall", "Items"), line=target * BUCKETS,
        marks={0: "0%", BUCKETS // 2: "50%", BUCKETS - 1: "100%"},
        summary=f"Mean recall {mean:.0%}; {reached} of {len(found)} items at or above the target of {target:.0%}",
    )  # fmt: skip


def time(desk: Desk) -> Chart:
    """Minutes by kind: all of them, and those of the last four weeks."""
    total = progress.minutes_by_kind(desk)
    lately = progress.minutes_by_kind(desk, desk.today - dt.timedelta(27))
    most = max(total.values(), default=1)
    rows = [
        Stack(
            _name(kind),
            [("lately", lately.get(kind, 0)), ("earlier", minutes - lately.get(kind, 0))],
            duration(minutes),
        )
        for kind, minutes in total.items()
    ]
    cells = [[_name(kind), str(minutes), str(lately.get(kind, 0))] for kind, minutes in total.items()]
    return stacks(
        "time",
        "Time by kind",
        rows,
        ("Kind", "Minutes", "In the last four weeks"),
        cells,
        full=most,
        legend=[("lately", "the last four weeks"), ("earlier", "before")],
    )


def funnel(desk: Desk) -> Chart | None:
    """Rounds attempted and passed by kind, with the share of candidates who usually pass."""
    found = progress.funnel(desk)
    if not found:
        return None
    rows, cells = [], []
    for row in found:
        typical = row.round.typical_pass_rate
        behind = f"{row.passed} of {row.attempted} passed" if row.attempted else f"{row.ahead} ahead"
        behind += "" if typical is None else f", usually {typical:.0%}"
        share = row.rate or 0.0
        rows.append(
            Stack(row.round.title, [("passed", share), ("missed", 1 - share if row.attempted else 0)], behind, typical)
        )
        cells.append([
            row.round.title, str(row.attempted), str(row.passed),
            "" if row.rate is None else f"{row.rate:.0%}", "" if typical is None else f"{typical:.0%}", str(row.ahead),
        ])  # fmt: skip
    head = ("Round", "Attempted", "Passed", "Rate", "Usual rate", "Ahead")
    legend = [("passed", "passed"), ("missed", "not passed"), ("target", "how many candidates usually pass")]
    return stacks("funnel", "Rounds passed, beside the usual rate", rows, head, cells, full=1.0, legend=legend)
