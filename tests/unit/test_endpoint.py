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
from loopbook.adapters.endpoint import Endpoint, Known, endpoint_at
from loopbook.model import Grade
from loopbook.review_log import LogLine, append, read_log
from serving import free_port, review

PAGE = b"<html><head><title>A</title></head><body></body></html>"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Site:
    """An endpoint around a server of one page."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        known = Known(folder, lambda: books.TODAY, frozenset({"problems/two-sum", "cards/kv-cache"}),
                      frozenset({"rounds/coding/warm-up"}), books.TODAY)  # fmt: skip
        found = endpoint_at("127.0.0.1", self.port, "", known)
        assert found is not None
        self.endpoint: Endpoint = found
        self.rebuilds = 0
        self.endpoint.rebuild = self.rebuild
        self.endpoint.build_begins()
        self.endpoint.build_ends(known.items, known.tick_names, books.TODAY)
        self.folder = folder

        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
            return [PAGE]

        self.server = make_server("127.0.0.1", self.port, self.endpoint.around(app), handler_class=Quiet)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def rebuild(self) -> None:
        self.rebuilds += 1

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
    assert site.endpoint.is_stale
    assert site.send("undo", review())[0] == 200
    assert site.send("undo", review())[0] == 404
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


def test_pages_carry_the_token_for_those_at_home_alone(site: Site) -> None:
    assert site.endpoint.token in site.send("/", method="GET")[1]["text"]
    assert site.endpoint.token not in site.send("/", method="GET", Host="evil.example")[1]["text"]


def test_our_own_writes_ask_for_no_build_and_a_hand_edit_does(site: Site) -> None:
    log = site.folder / "reviews.yml"
    site.send("reviews", {"reviews": [review()]})
    assert site.endpoint.is_as_we_left_it(log)
    append(log, [LogLine(books.TODAY, "", "cards/kv-cache", Grade.SOLID)])
    assert not site.endpoint.is_as_we_left_it(log)
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
    site.endpoint.build_begins()
    site.endpoint.build_ends(site.endpoint.known.items, [], books.TODAY)
    assert not site.endpoint.is_stale
    site.endpoint.known.today = lambda: books.TODAY + dt.timedelta(1)
    site.send("/problems/", method="GET")
    assert site.rebuilds == 2


def test_an_address_that_others_reach_has_no_endpoint_unless_it_is_forced(tmp_path: Path) -> None:
    known = Known(tmp_path, lambda: books.TODAY)
    assert endpoint_at("0.0.0.0", 8000, "", known) is None
    assert endpoint_at("192.168.1.5", 8000, "", known) is None
    forced = endpoint_at("0.0.0.0", 8000, "192.168.1.5:8000", known)
    assert forced is not None
    assert "192.168.1.5:8000" in forced.hosts
    local = endpoint_at("::1", 8000, "", known)
    assert local is not None
    assert "[::1]:8000" in local.hosts
