"""A review session in a real browser: by keyboard, on a phone, over a reload, on a served book and a published one."""

from __future__ import annotations

import json
import random
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import books
from loopbook.model import Grade
from loopbook.review_log import LogLine, read_log
from loopbook.study.memory import Replay
from serving import Served

pytestmark = pytest.mark.browser

BOOK: books.Files = books.MINIMAL | {
    "mkdocs.yml": """
        site_name: A book
        hooks: [hooks/book_hooks.py]
        theme: {name: material, font: false, features: [navigation.instant]}
        markdown_extensions:
          - attr_list
          - md_in_html
          - tables
          - admonition
          - pymdownx.details
          - pymdownx.superfences
          - pymdownx.tasklist: {custom_checkbox: true, clickable_checkbox: true}
        extra:
          loopbook:
            visibility: {docs: public, data/problems.yml: public, data/questions.yml: public, data/topics.yml: public}
    """,
    "data/questions.yml": "".join(
        f"- {{id: q{n}, question: 'Question {n}?', answer: 'Answer **{n}**, see [arrays](topics/arrays.md).'}}\n"
        for n in range(12)
    ),
    "data/reviews.yml": "".join(
        f"- {{date: 2026-10-{n + 1:02}, item: questions/q{n}, grade: slow}}\n" for n in range(10)
    ),
    "data/plan.yml": "{new_a_day: 2}",
    "docs/notes/card.md": '# A note\n\n??? question "What is in the note?"\n\n    A *card*.\n',
}

AWAY = re.compile("net::ERR_|403|^Network error$")  # the last is what Material says of the first
NOTHING_WAITS = (
    "() => !Object.keys(localStorage).some(k => /lb\\.(reviews|undone)$/.test(k) && localStorage[k] !== '[]')"
)
"""Whether all that was done has been handed to the book."""


def make(folder: Path) -> Path:
    books.write(folder, BOOK)
    (folder / "hooks").mkdir()
    shutil.copy(books.ROOT / "hooks" / "book_hooks.py", folder / "hooks")
    (folder / "hooks" / "loopbook").symlink_to(books.ROOT / "hooks" / "loopbook")
    return folder


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a tab of a browser that remembers nothing. No page may log an error that no test expects."""
    wrong: list[str] = []
    contexts = []

    def start(width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        # a server that a test has killed, and its token that is no longer good, are no errors of the page's
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" and not AWAY.search(m.text) else None)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not wrong, wrong


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(make(tmp_path / "book")) as found:
        yield found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = make(tmp_path_factory.mktemp("published") / "book")
    done = books.mkdocs(folder, "build", "-q")
    assert done.returncode == 0, done.stderr

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def log(folder: Path) -> list[LogLine]:
    reviews, problems = read_log((folder / "data/reviews.yml").read_text(), "")
    assert problems == []
    return [review for review in reviews if review.time]


def key_of(page: Page) -> str:
    return page.locator(".lb-item").get_attribute("data-key") or ""


def position(page: Page) -> str:
    return page.locator(".lb-session__left").inner_text()


def test_ten_items_by_keyboard_are_ten_lines_and_the_due_list_changes(served: Served, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(served.url)
    page.get_by_role("link", name=re.compile("Review 12 items")).click()
    expect(page.locator(".lb-session__left")).to_have_text("1 of 12")
    seen = []
    for n in range(10):
        expect(page.locator(".lb-session__left")).to_have_text(f"{n + 1} of 12")
        seen.append(key_of(page))
        assert page.locator(".lb-item__answer").count() == 0
        page.keyboard.press(" ")
        expect(page.locator(".lb-item__answer, .lb-item .lb-quiet").first).to_be_visible()
        page.keyboard.press(str(n % 4 + 1))
    expect(page.locator(".lb-session__left")).to_have_text("11 of 12")
    page.wait_for_function(NOTHING_WAITS)
    written = log(served.folder)
    assert [review.item for review in written] == seen
    assert [review.grade for review in written] == [list(Grade)[n % 4] for n in range(10)]
    assert len(set(seen)) == 10
    page.goto(served.url)
    expect(page.locator("body")).to_contain_text("10 done", timeout=30_000)
    page.goto("about:blank")  # no script of the page is on its way when the server goes
    served.kill()
    served.start()
    page.goto(served.url)
    expect(page.locator("body")).to_contain_text("10 done")


def test_undo_reload_and_later(served: Served, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(f"{served.url}/review/?kind=questions")
    expect(page.locator(".lb-session__left")).to_have_text("1 of 12")
    first = key_of(page)
    page.keyboard.press("4")  # no grade before the answer is seen
    assert key_of(page) == first
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(page.locator(".lb-session__left")).to_have_text("2 of 12")
    page.keyboard.press("u")
    expect(page.locator(".lb-session__left")).to_have_text("1 of 12")
    assert key_of(page) == first
    page.keyboard.press("4")
    expect(page.locator(".lb-session__left")).to_have_text("2 of 12")
    second = key_of(page)
    page.keyboard.press("l")
    third = key_of(page)
    assert third != second
    page.reload()
    expect(page.locator(".lb-session__left")).to_have_text("2 of 12")
    assert key_of(page) == third
    page.wait_for_function(NOTHING_WAITS)
    assert [(review.item, review.grade) for review in log(served.folder)] == [(first, "solid")]


def test_what_is_taken_back_before_the_book_has_heard_of_it_is_gone(served: Served, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(f"{served.url}/review/?kind=questions")
    expect(page.locator(".lb-session__left")).to_have_text("1 of 12")
    with page.expect_response("**/_loopbook/undo") as answer:
        page.evaluate("""for (const key of ["Enter", "1", "u"])
            document.querySelector(".lb-item").dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}))""")
    assert answer.value.json() == {"removed": 0}
    expect(page.locator(".lb-session__left")).to_have_text("1 of 12")
    page.wait_for_function(NOTHING_WAITS)
    assert log(served.folder) == []


def test_while_the_server_is_away_reviews_wait_and_are_sent_later(served: Served, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(f"{served.url}/review/?topic=arrays&all=1")
    expect(page.locator(".lb-item__question")).to_have_text("1. Two Sum")
    assert "easy" not in page.locator(".lb-item").inner_text()
    served.kill()
    page.keyboard.press(" ")
    expect(page.locator(".lb-item__facts")).to_contain_text("easy")
    page.keyboard.press("2")
    expect(page.locator(".lb-session__words")).to_contain_text("1 review")
    expect(page.locator(".lb-problem")).to_contain_text("wait in this browser")
    assert log(served.folder) == []
    served.start()  # with another token
    page.reload()
    page.wait_for_function(NOTHING_WAITS)
    assert [review.item for review in log(served.folder)] == ["problems/two-sum"]


def test_ticks_are_saved_to_the_book(served: Served, tab: Callable[..., Page]) -> None:
    page = tab()

    def go(path: str) -> None:
        page.goto(f"{served.url}/checklists/{path}")
        page.locator(".lb-ticks").first.wait_for()  # somebody hears what is ticked

    go("coding/")
    box = page.get_by_role("checkbox", name="Solve one easy problem")
    with page.expect_response("**/_loopbook/ticks"):
        box.check(force=True)
    assert "rounds/coding/warm-up: 2026-11-20" in (served.folder / "data/ticks.yml").read_text()
    page.reload()
    expect(box).to_be_checked()
    page.goto(f"{served.url}/checklists/")
    expect(page.locator(".lb-done[data-of='rounds/coding/']")).to_have_text(re.compile("^1 of"))
    go("topic-algorithms/")
    with page.expect_response("**/_loopbook/ticks"):
        page.get_by_role("checkbox", name="Two Sum").first.check(force=True)
    assert "problems/two-sum: 2026-11-20" in (served.folder / "data/ticks.yml").read_text()
    go("coding/")
    with page.expect_response("**/_loopbook/ticks"):
        box.uncheck(force=True)
    assert "warm-up" not in (served.folder / "data/ticks.yml").read_text()


def test_a_published_site_keeps_reviews_and_ticks_in_the_browser(
    published: str, tab: Callable[..., Page], tmp_path: Path
) -> None:
    page = tab(390)
    page.goto(f"{published}review/")
    expect(page.locator(".lb-session__left")).to_have_text(re.compile(r"1 of \d+"))
    expect(page.locator(".lb-kept p").first).to_have_text("What you review here is kept in this browser only.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Show the answer").click()
        page.locator(".lb-grade[data-grade=slow]").click()
    page.context.set_offline(False)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    expect(page.locator(".lb-kept")).to_contain_text(f"merge {download.value.suggested_filename} ")
    exported = json.loads(file.read_text())
    assert len(exported["reviews"]) == 2
    page.goto(f"{published}checklists/coding/")
    page.locator(".lb-ticks").first.wait_for()
    page.get_by_role("checkbox", name="Solve one easy problem").check(force=True)
    page.reload()
    expect(page.get_by_role("checkbox", name="Solve one easy problem")).to_be_checked()

    other = tab()
    other.goto(f"{published}review/")
    for _ in range(2):
        other.locator("input[type=file]").set_input_files(file)
        expect(other.locator(".lb-kept")).to_contain_text("2 reviews")


def test_the_browsers_schedule_is_the_books(published: str, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(f"{published}review/")
    draw, replay = random.Random(5), Replay(0.9)
    histories = [
        [(draw.choice(list(Grade)), draw.choice((0, 1, 3, draw.randrange(200)))) for _ in range(draw.randint(1, 10))]
        for _ in range(300)
    ]
    found = page.evaluate(
        """async ([histories, given]) => {
            const { Fsrs } = await import(new URL("../assets/js/fsrs.js", location));
            const fsrs = new Fsrs(given);
            return histories.map((rows) => {
                let state = null;
                for (const [grade, elapsed] of rows) state = fsrs.step(state, grade, elapsed);
                return [state.stability, state.difficulty, fsrs.interval(state.stability)];
            });
        }""",
        [[[(g.value, n) for g, n in rows] for rows in histories],
         {"weights": list(replay.weights), "retention": 0.9, "longest": 36500}],
    )  # fmt: skip
    for rows, (stability, difficulty, interval) in zip(histories, found, strict=True):
        state = None
        for grade, elapsed in rows:
            state = replay.step(state, grade, elapsed)
        assert state is not None
        assert (stability, difficulty) == pytest.approx(tuple(state), rel=1e-9)
        assert abs(interval - replay.interval(state.stability)) <= 1
