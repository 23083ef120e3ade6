"""The endpoint through which pages write to the book: what it takes, and whom it sends away. Real HTTP, no MkDocs."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

import books
from loopbook import ticks
from loopbook.adapters.endpoint import endpoint_at
from loopbook.adapters.served import ServedBook
from loopbook.log_file import append
from loopbook.model import Grade
from loopbook.review_log import LogLine, read_log
from serving import free_port, review

PAGE = b"<html><head><title>A</title></head><body></body></html>"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Site:
    """An endpoint around a server of one page."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.book = ServedBook(folder, lambda: books.TODAY)
        found = endpoint_at("127.0.0.1", "", self.book)
        assert found is not None
        self.endpoint = found
        self.rebuilds = 0
        self.book.rebuild = self.rebuild
        self.build()
        self.folder = folder

        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
            return [PAGE]

        self.server = make_server("127.0.0.1", self.port, self.endpoint.around(app), handler_class=Quiet)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def rebuild(self) -> None:
        self.rebuilds += 1

    def build(self) -> None:
        self.book.build_begins()
        self.book.build_ends({"problems/two-sum", "problems/sum-of-two", "cards/kv-cache"}, {"rounds/coding/warm-up"},
                             books.TODAY)  # fmt: skip

    def send(
        self, name: str, body: Any = None, method: str = "POST", **headers: str | None
    ) -> tuple[int, dict[str, Any]]:
        usual: dict[str, str | None] = {
            "Content-Type": "application/json",
            "X-Loopbook-Token": self.endpoint.token,
            "Host": f"127.0.0.1:{self.port}",
        }
        usual |= {key.replace("_", "-"): value for key, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        connection.request(method, name if name.startswith("/") else f"/_loopbook/{name}", data,
                           {key: value for key, value in usual.items() if value is not None})  # fmt: skip
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else {"text": text.decode()}

    @property
    def log(self) -> list[LogLine]:
        path = self.folder / "reviews.yml"
        reviews, problems = read_log(path.read_text(), "") if path.exists() else ([], [])
        assert problems == []
        return reviews


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path / "data")
    yield found
    found.server.shutdown()
    found.thread.join()
    found.server.server_close()


def test_a_review_is_in_the_log_when_it_is_acknowledged(site: Site) -> None:
    assert site.send("reviews", {"reviews": [review(minutes=7, note="so so")]}) == (200, {"added": 1, "refused": []})
    assert [(r.item, r.grade, r.minutes, r.note) for r in site.log] == [("problems/two-sum", "bugs", 7, "so so")]


def test_sent_again_it_is_there_once(site: Site) -> None:
    for _ in range(3):
        assert site.send("reviews", {"reviews": [review(), review(item="cards/kv-cache")]})[0] == 200
    assert len(site.log) == 2


def test_what_pages_lack_is_told_and_taken_back(site: Site) -> None:
    site.send("reviews", {"reviews": [review()]})
    assert site.send("state", method="GET")[1]["reviews"] == [review()]
    assert site.book.is_stale
    assert site.send("undo", review()) == (200, {"removed": 1})
    assert site.send("undo", review()) == (200, {"removed": 0})
    assert (site.log, site.send("state", method="GET")[1]["reviews"]) == ([], [])


def test_ticks_are_kept(site: Site) -> None:
    assert site.send("ticks", {"key": "rounds/coding/warm-up", "done": True})[0] == 200
    assert ticks.read(site.folder / "ticks.yml") == {"rounds/coding/warm-up": "2026-11-20"}
    assert site.send("state", method="GET")[1]["ticks"] == {"rounds/coding/warm-up": "2026-11-20"}
    site.send("ticks", {"key": "rounds/coding/warm-up", "done": False})
    assert ticks.read(site.folder / "ticks.yml") == {}


BAD: dict[str, tuple[int, dict[str, Any]]] = {
    "a grade that does not exist": (400, review(grade="good")),
    "an unknown item": (422, review(item="problems/tow-sum")),
    "a path": (400, review(item="../../etc/passwd")),
    "a path in a key": (400, review(item="problems/../../x")),
    "a day that is yet to come": (400, review() | {"date": "2026-11-22"}),
    "no such day": (400, review() | {"date": "2026-02-30"}),
    "no time": (400, review() | {"time": None}),
    "a line break": (400, review(time="07:31\n- {")),
    "minutes of another kind": (400, review(minutes=True)),
    "a long note": (400, review(note="x" * 3000)),
    "no object": (400, ["a"]),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("what", BAD)
def test_bad_reviews_are_refused(site: Site, what: str) -> None:
    status, row = BAD[what]
    found, answer = site.send("reviews", {"reviews": [row]})
    assert (found, site.log) == (status, [])
    assert answer["error"]


def test_a_clock_a_day_ahead_is_another_time_zone(site: Site) -> None:
    assert site.send("reviews", {"reviews": [review() | {"date": "2026-11-21"}]})[0] == 200


def test_among_good_reviews_one_of_an_unknown_item_is_named(site: Site) -> None:
    status, answer = site.send("reviews", {"reviews": [review(), review(item="problems/gone")]})
    assert (status, answer["added"]) == (200, 1)
    assert [row["item"] for row in answer["refused"]] == ["problems/gone"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Loopbook_Token": None},
        {"X_Loopbook_Token": "guess"},
        {"X_Loopbook_Token": "é"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8000"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)
def test_other_sites_and_other_names_are_sent_away(site: Site, headers: dict[str, str | None]) -> None:
    if headers.get("X_Loopbook_Token") == "é":
        headers = {"X_Loopbook_Token": "Ã©"}
    assert site.send("reviews", {"reviews": [review()]}, **headers)[0] == 403
    assert site.send("state", method="GET", **headers)[0] == 403
    assert site.log == []


@pytest.mark.parametrize(
    ("status", "name", "body", "more"),
    [
        (413, "reviews", b"x" * 10_000_000, {}),
        (400, "reviews", b"not json", {}),
        (400, "reviews", b"[" * 60_000, {}),
        (400, "reviews", b"[]", {}),
        (400, "reviews", {"reviews": []}, {}),
        (400, "reviews", {"reviews": [{}] * 1000}, {}),
        (404, "../../etc/passwd", {}, {}),
        (404, "reviews/", {}, {}),
        (415, "reviews", {"reviews": [review()]}, {"Content_Type": "text/plain"}),
        (400, "reviews", None, {}),
        (422, "ticks", {"key": "../x", "done": True}, {}),
        (400, "ticks", {"key": "rounds/coding/warm-up", "done": 1}, {}),
        (400, "undo", review() | {"date": "2026-11-01"}, {}),
    ],
)
def test_bad_requests_change_nothing(site: Site, status: int, name: str, body: Any, more: dict[str, str]) -> None:
    assert site.send(name, body, **more)[0] == status
    assert not (site.folder / "reviews.yml").exists()
    assert not (site.folder / "ticks.yml").exists()


def test_other_methods_are_refused(site: Site) -> None:
    assert site.send("reviews", method="GET")[0] == 405
    assert site.send("reviews", method="DELETE")[0] == 405


def test_two_hundred_at_once_are_all_kept(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        rows = [review(time=f"07:31:05.{n:03}") for n in range(200)]
        answers = list(pool.map(lambda row: site.send("reviews", {"reviews": [row]})[0], rows))
    assert set(answers) == {200}
    assert sorted(r.time for r in site.log) == [row["time"] for row in rows]


def test_pages_carry_the_token(site: Site) -> None:
    for host in ("localhost", "LOCALHOST", "[::1]"):
        for port in ("", f":{site.port}", ":9999"):  # the port may be forwarded
            assert site.endpoint.token in site.send("/", method="GET", Host=f"{host}{port}")[1]["text"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.", "", "a b"])
def test_nothing_is_read_under_a_name_that_is_not_ours(site: Site, host: str) -> None:
    """Another site may point its own name at 127.0.0.1, and then read whatever is served there."""
    for path in ("/", "/search/search_index.json", "/review/items.json"):
        status, answer = site.send(path, method="GET", Host=host)
        assert status == 403
        assert site.endpoint.token not in answer["text"]
        assert "LOOPBOOK_HOSTS" in answer["text"]


def test_a_page_writes_only_to_the_port_that_it_was_read_at(site: Site) -> None:
    forwarded = {"Host": "localhost:9000", "Origin": "http://localhost:9000"}
    assert site.send("reviews", {"reviews": [review()]}, **forwarded)[0] == 200
    assert site.send("reviews", {"reviews": [review()]}, **forwarded | {"Origin": "http://localhost:3000"})[0] == 403


def test_no_other_site_may_put_a_page_into_a_frame(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().getheader("Content-Security-Policy") == "frame-ancestors 'self'"
    connection.close()


def test_a_review_under_a_former_name_is_taken(site: Site) -> None:
    assert site.send("reviews", {"reviews": [review(item="problems/sum-of-two")]})[0] == 200


def test_what_comes_and_goes_during_a_build_is_not_forgotten(site: Site) -> None:
    first, second = review(time="07:00"), review(time="08:00")
    site.send("reviews", {"reviews": [first]})
    site.book.build_begins()
    site.send("undo", first)
    site.send("reviews", {"reviews": [second]})
    site.book.build_ends(site.book.items, [], books.TODAY)
    assert site.send("state", method="GET")[1]["reviews"] == [second]
    assert site.book.is_stale
    site.build()
    assert not site.book.is_stale
    site.send("undo", second)
    assert site.book.is_stale, "the pages count a review that was taken back"


def test_our_own_writes_ask_for_no_build_and_a_hand_edit_does(site: Site) -> None:
    log = site.folder / "reviews.yml"
    site.send("reviews", {"reviews": [review()]})
    assert site.book.is_as_we_left_it(log)
    append(log, [LogLine(books.TODAY, "", "cards/kv-cache", Grade.SOLID)])
    assert not site.book.is_as_we_left_it(log)
    site.send("reviews", {"reviews": [review(time="08:00")]})
    assert site.rebuilds == 1
    assert len(site.log) == 3


def test_another_page_or_another_day_makes_stale_pages_anew(site: Site) -> None:
    site.send("/", method="GET")
    assert site.rebuilds == 0
    site.send("reviews", {"reviews": [review()]})
    site.send("/review/", method="GET")
    assert site.rebuilds == 0
    site.send("/problems/", method="GET")
    assert site.rebuilds == 1
    site.build()
    assert not site.book.is_stale
    site.book.today = lambda: books.TODAY + dt.timedelta(1)
    site.send("/problems/", method="GET")
    assert site.rebuilds == 2


def test_an_address_that_others_reach_has_no_endpoint_unless_it_is_forced(tmp_path: Path) -> None:
    book = ServedBook(tmp_path, lambda: books.TODAY)
    assert endpoint_at("0.0.0.0", "", book) is None
    assert endpoint_at("192.168.1.5", "", book) is None
    forced = endpoint_at("0.0.0.0", "192.168.1.5:8000, laptop.example", book)
    assert forced is not None
    from_afar = {"REMOTE_ADDR": "192.168.1.9"}
    for host, comes_in in {"192.168.1.5:8000": True, "laptop.example": True, "192.168.1.5:9": False}.items():
        assert forced.is_at_home(from_afar | {"HTTP_HOST": host}) is comes_in
    local = endpoint_at("::1", "", book)
    assert local is not None
    assert local.is_at_home({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"})
    assert not local.is_at_home(from_afar | {"HTTP_HOST": "[::1]:8000"})
