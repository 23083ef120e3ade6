"""Reviews that pages post to a served book: during rebuilds, from two tabs, with the server killed now and then."""

from __future__ import annotations

import http.client
import random
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

import books
from loopbook.review_log import LogLine, read_log
from serving import Served, build_count, review

pytestmark = pytest.mark.site

COUNT = 1000


def log(folder: Path) -> list[LogLine]:
    path = folder / "data/reviews.yml"
    reviews, problems = read_log(path.read_text() if path.exists() else "", "")
    assert problems == []
    return reviews


def test_every_acknowledged_review_is_in_the_log_once(book: Path) -> None:
    """Two tabs send 1,000 reviews, each again until it is acknowledged; trackers are saved and the server is killed."""
    draw = random.Random(4)
    waiting: Queue[dict[str, str]] = Queue()
    for n in range(COUNT):
        waiting.put(review(time=f"07:{n // 60 % 60:02}:{n % 60:02}.{n:03}"))
    acknowledged: list[str] = []
    with Served(book) as served:

        def tab() -> None:
            while len(acknowledged) < COUNT:
                rows: list[dict[str, str]] = []
                with suppress(Empty):
                    for _ in range(draw.choice((1, 1, 5))):
                        rows.append(waiting.get_nowait())
                if not rows:
                    time.sleep(0.01)  # the other tab has what is left, and may give it back
                    continue
                status = 0
                with suppress(OSError, http.client.HTTPException, ValueError):
                    status, _ = served.post("reviews", {"reviews": rows})
                if status == 200:
                    acknowledged.extend(row["time"] for row in rows)
                else:
                    for row in rows:
                        waiting.put(row)
                    time.sleep(0.02)

        tabs = [threading.Thread(target=tab) for _ in range(2)]
        for thread in tabs:
            thread.start()
        for stop in (COUNT // 5, COUNT // 2, 4 * COUNT // 5):
            end = time.monotonic() + 60
            while len(acknowledged) < stop and time.monotonic() < end:
                books.write(book, {f"docs/notes/n{draw.randrange(3)}.md": f"# Note {draw.random()}\n"})
                time.sleep(0.02)
            served.kill()
            log(book)  # it parses, whenever the server was killed
            served.start()
        for thread in tabs:
            thread.join(60)
    assert len(acknowledged) == COUNT
    assert sorted(r.time for r in log(book)) == sorted(acknowledged)


def test_a_session_is_not_thrown_away_by_its_own_writes_and_pages_are_fresh_afterwards(book: Path) -> None:
    with Served(book) as served:
        builds = build_count(book)
        for n in range(5):
            assert served.post("reviews", {"reviews": [review(time=f"07:31:0{n}")]})[0] == 200
        time.sleep(1.5)  # the watcher looks twice a second: nothing must happen, and that cannot be waited for
        assert build_count(book) == builds
        assert "5 reviews in the log" not in served.get("/progress/")
        end = time.monotonic() + 60
        while "5 reviews in the log" not in served.get("/progress/"):
            assert time.monotonic() < end, "the page was never made anew"
            time.sleep(0.1)
        served.kill()
        served.start()
        assert "5 reviews in the log" in served.get("/progress/")


def test_the_published_book_and_the_preview_have_no_endpoint(book: Path) -> None:
    with Served(book, LOOPBOOK_AUDIENCE="public") as served:
        assert served.token == ""
        assert served.post("reviews", {"reviews": [review()]})[0] == 404
    assert books.mkdocs(book, "build").returncode == 0
    site = "".join(p.read_text("utf-8") for p in (book / "site").rglob("*.html"))
    assert "loopbook-token" not in site
