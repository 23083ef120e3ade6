"""The review log: read line by line, written one line at a time, and never a line lost."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import books
from loopbook import log_file, review_log
from loopbook.fields import FIRST_DAY, LAST_DAY
from loopbook.log_file import append, remove
from loopbook.model import Grade
from loopbook.review_log import LogLine, as_line, read_log, without_doubles

DAY = dt.date(2026, 11, 20)


def line(item: str = "problems/two-sum", grade: Grade = Grade.BUGS, time: str = "", **more: object) -> LogLine:
    return LogLine(DAY, time, item, grade, **more)  # type: ignore[arg-type]


def read(path: Path) -> list[LogLine]:
    reviews, problems = read_log(path.read_text("utf-8"), path.name)
    assert problems == []
    return reviews


def plain(reviews: list[LogLine]) -> list[LogLine]:
    return [review._replace(path="", line=0) for review in reviews]


def test_a_line_is_read_as_it_was_written() -> None:
    text = "- {date: 2026-11-20, item: problems/two-sum, grade: bugs, minutes: 25}\n"
    assert read_log(text, "r.yml") == ([line(minutes=25, path="r.yml", line=1)], [])
    assert as_line(line(minutes=25)) + "\n" == text


def test_what_a_person_writes_is_read_too() -> None:
    text = """\
# yaml-language-server: $schema=reviews.json
- date: 2026-11-20
  item: problems/two-sum
  grade: bugs   # the sum overflowed

- { grade: bugs, item: "problems/two-sum", date: 2026-11-20, time: 07:31 }
- {date: 2026-11-20, item: problems/two-sum, grade: bugs, note: 'it''s {odd}'}
"""
    reviews, problems = read_log(text, "r.yml")
    assert problems == []
    assert [(r.line, r.time, r.note) for r in reviews] == [(2, "", None), (6, "07:31", None), (7, "", "it's {odd}")]


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\"'\\#{}:,\x85\u2028"), min_size=1
)


@given(
    st.dates(FIRST_DAY, LAST_DAY), st.sampled_from(["", "07:31", "23:59:59.999"]), st.sampled_from(list(Grade)),
    st.none() | st.integers(1, 1440), st.none() | texts.filter(str.strip),
)  # fmt: skip
def test_whatever_is_written_reads_back_equal(
    day: dt.date, time: str, grade: Grade, minutes: int | None, note: str | None
) -> None:
    review = LogLine(day, time, "cards/naïve-ключ", grade, minutes, note)
    written = as_line(review)
    assert "\n" not in written
    reviews, problems = read_log(written + "\n", "")
    assert problems == []
    assert [review] == plain(reviews)


def test_a_bad_line_costs_that_line_alone() -> None:
    text = (
        "- {date: 2026-02-30, item: problems/two-sum, grade: bugs}\n"
        "- {date: 2026-11-20, item: problems/two-sum, grade: god}\n"
        "- {date: 2026-11-20, item: problems/two-sum\n"
        "- {date: 2026-11-20, item: problems/two-sum, grade: bugs, minutes: 0}\n"
        "nothing\n"
        "- {date: 2026-11-20, item: problems/two-sum, grade: solid}\n"
    )
    reviews, problems = read_log(text, "r.yml")
    assert [(r.line, r.grade) for r in reviews] == [(6, "solid")]
    assert [d.line for d in problems] == [1, 2, 3, 4, 5]
    assert "February 2026 has 28 days" in problems[0].remedy


def test_both_sides_of_a_merge_conflict_count_and_the_markers_are_reported() -> None:
    text = (
        "- {date: 2026-11-19, item: a/b, grade: bugs}\n<<<<<<< HEAD\n- {date: 2026-11-20, item: a/b, grade: slow}\n"
        "||||||| base\n- {date: 2026-11-19, item: a/b, grade: no-clue}\n=======\n"
        "- {date: 2026-11-20, item: a/c, grade: solid}\n>>>>>>> phone\n"
    )
    reviews, problems = read_log(text, "r.yml")
    assert [r.grade for r in reviews] == ["bugs", "slow", "solid"]
    assert [(d.line, d.severity) for d in problems] == [(2, "error")]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_is_a_warning_and_the_next_review_mends_it(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "reviews.yml"
    whole = as_line(line(grade=Grade.SOLID)) + "\n"
    path.write_text(whole + as_line(line(minutes=25))[:cut])
    reviews, problems = read_log(path.read_text(), "reviews.yml")
    assert [r.grade for r in reviews] == ["solid"]
    assert [(d.severity, d.line) for d in problems] == [("warning", 2)]
    append(path, [line(grade=Grade.SLOW)])
    assert [r.grade for r in read(path)] == ["solid", "slow"]
    assert path.read_text().startswith(whole + "# torn: ")


def test_a_last_line_without_a_newline_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "reviews.yml"
    for last in (as_line(line()), "- date: 2026-11-20\n  item: a/b\n  grade: bugs", "# the end"):
        path.write_text(last)
        count = len(read_log(last, "")[0])
        assert append(path, [line("problems/other")]) == 1
        assert path.read_text().startswith(last + "\n")
        assert len(read(path)) == count + 1


def test_a_review_with_a_time_is_added_once(tmp_path: Path) -> None:
    path = tmp_path / "data" / "reviews.yml"
    timed = line(time="07:31:05.250", minutes=3)
    assert append(path, [timed, timed, line(), line()]) == 3
    assert append(path, [timed, timed._replace(grade=Grade.SLOW), timed._replace(item="problems/two")]) == 2
    assert len(read(path)) == 5
    assert path.read_text().startswith("# The review log")
    assert without_doubles([timed, timed, line(), line()]) == [timed, line(), line()]


def test_undoing_takes_one_line_out(tmp_path: Path) -> None:
    path = tmp_path / "reviews.yml"
    first, second = line(time="07:31:05.250", minutes=3), line(time="07:31:05.251")
    append(path, [first, second])
    assert remove(path, first._replace(minutes=None))
    assert not remove(path, first)
    assert not remove(path, line())
    assert plain(read(path)) == [second]


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reviews.yml"
    append(path, [line()])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log_file.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            append(path, [line(grade=Grade.SOLID)])
    assert path.read_bytes() == before


def write_many(path: Path, worker: int, acknowledged: Path) -> None:
    with acknowledged.open("a") as said:
        for n in range(100_000):
            append(path, [line(f"problems/p-{worker}-{n}", time=f"07:{worker:02}:00.{n:06}")])
            said.write(f"problems/p-{worker}-{n}\n")
            said.flush()


def test_writers_killed_at_random_moments_lose_nothing_that_they_said_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "reviews.yml"
    fork = multiprocessing.get_context("fork")
    for round_ in range(4):
        said = [tmp_path / f"said-{round_}-{n}" for n in range(2)]
        before = path.stat().st_size if path.exists() else 0
        workers = [fork.Process(target=write_many, args=(path, 2 * round_ + n, said[n])) for n in range(2)]
        for worker in workers:
            worker.start()
        deadline = time.monotonic() + 30
        while (not path.exists() or path.stat().st_size < before + 3000) and time.monotonic() < deadline:
            time.sleep(0.005)
        for worker in workers:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
    items = [review.item for review in read(path)]
    acknowledged = {item for said in tmp_path.glob("said-*") for item in said.read_text().split("\n")[:-1]}
    assert len(items) == len(set(items))
    assert acknowledged
    assert acknowledged <= set(items)


def test_a_hundred_thousand_lines_need_no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_yaml(*_: object) -> None:
        raise AssertionError("the slow way")

    monkeypatch.setattr(review_log, "parse", no_yaml)
    text = "".join(
        as_line(line(time=f"07:31:{n % 60:02}.{n:05}", minutes=5, note="so so")) + "\n" for n in range(100_000)
    )
    assert len(read_log(text, "")[0]) == 100_000


HISTORY: books.Files = books.MINIMAL | {
    "data/problems.yml": """
        - {id: two-sum, title: Two Sum, was: [sum-of-two, zwei-summe]}
        - {id: broken, title: Broken, difficulty: impossible}
    """,
    "docs/notes/a.md": """
        # A

        ??? question "What is a KV cache?"

            Keys and values of what was read.
    """,
    "data/reviews.yml": """
        - {date: 2026-11-01, item: problems/sum-of-two, grade: bugs}
        - {date: 2026-11-03, item: problems/two-sum, grade: slow}
        - {date: 2026-11-03, item: problems/tow-sum, grade: slow}
        - {date: 2026-11-04, item: problems/tow-sum, grade: slow}
        - {date: 2026-11-03, item: problems/broken, grade: slow}
        - {date: 2026-11-03, item: cards/what-is-a-kv-cache, grade: slow}
        - {date: 2026-11-03, item: cards/what-is-a-kw-cache, grade: slow}
    """,
}


def test_reviews_follow_their_item_through_was(tmp_path: Path) -> None:
    book = books.load(books.write(tmp_path, HISTORY))
    assert [r.item for r in book.reviews] == ["problems/two-sum", "problems/two-sum", "cards/what-is-a-kv-cache"]
    said = [str(d) for d in sorted(book.diagnostics) if d.path == "data/reviews.yml"]
    assert said == [
        "data/reviews.yml:3:1: warning: no entry is 'problems/tow-sum', of which the log has 2 reviews; "
        "did you mean 'problems/two-sum'? write 'was: [tow-sum]' in the entry that it is now, and its history is kept",
        "data/reviews.yml:7:1: warning: no entry is 'cards/what-is-a-kw-cache', of which the log has a review; "
        "did you mean 'cards/what-is-a-kv-cache'? write '<!-- card: what-is-a-kw-cache -->' as the first line of its "
        "answer, and its history is kept",
    ]


def test_the_public_never_sees_a_review_of_what_is_hidden_now_under_an_older_name(tmp_path: Path) -> None:
    settings = {"data/reviews.yml": "public", "docs": "public"}
    book = books.load(books.write(tmp_path, HISTORY), books.Visibility.PUBLIC, visibility=settings)
    assert [r.item for r in book.reviews] == ["cards/what-is-a-kv-cache"]
