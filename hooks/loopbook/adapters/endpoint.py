"""The local endpoint: under `mkdocs serve`, the pages write reviews and ticks to the book through it.

It is wrapped around MkDocs' own server and lives at `/_loopbook/`. What protects the book: the server listens on a
loopback address (or somebody forced it otherwise), the request names one of our hosts and comes from a page of ours,
that page carries a token that only this process knows, bodies are small JSON, and items, grades and dates are checked.
Nobody's file name ever comes from a request.
"""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .. import review_log, ticks
from ..model import CLOCK, Grade
from ..review_log import LogLine

PREFIX = "/_loopbook/"
TOKEN_HEADER = "HTTP_X_LOOPBOOK_TOKEN"  # noqa: S105 - the name, not the token
MAX_BODY = 64_000
MAX_DRAIN = 16_000_000
MAX_REVIEWS = 200
MAX_NOTE = 2000
SESSION = ("/review/", "/review/index.html")
"""The page that is not made anew under the reader's hands."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]


class RefusedError(Exception):
    """A request that is not carried out: the status and why, in words."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


@dataclass
class Known:
    """What the endpoint knows of the book that is served. The adapter fills it anew at each build."""

    folder: Path
    """Where the trackers are."""
    today: Callable[[], dt.date]
    items: frozenset[str] = frozenset()
    tick_names: frozenset[str] = frozenset()
    built: dt.date | None = None
    """The day that the pages were made for."""


@dataclass
class Endpoint:
    """The endpoint of one server. `rebuild` asks MkDocs to make the pages anew."""

    known: Known
    hosts: frozenset[str]
    """The values of Host that are ours: `127.0.0.1:8000`."""
    loopback_only: bool = True
    rebuild: Callable[[], None] = lambda: None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.left: dict[Path, tuple[int, int] | None] = {}  # file → (time, size) as we left it, or a build found it
        self.since_build: list[LogLine] = []
        self.before_build = 0

    # -- the pages and the files --------------------------------------------------------------------------------------

    @property
    def log(self) -> Path:
        """The review log."""
        return self.known.folder / "reviews.yml"

    @property
    def tick_file(self) -> Path:
        """The ticks."""
        return self.known.folder / "ticks.yml"

    def build_begins(self) -> None:
        """A build reads the book now: what was written until here will be in its pages."""
        with self.lock:
            self.before_build = len(self.since_build)
            self.left = {path: _stamp(path) for path in (self.log, self.tick_file)}

    def build_ends(self, items: Iterable[str], tick_names: Iterable[str], day: dt.date) -> None:
        """The book has been read, for a day; these are its items and the names on its checklists."""
        with self.lock:
            self.known.items, self.known.tick_names = frozenset(items), frozenset(tick_names)
            self.known.built = day
            del self.since_build[: self.before_build]
            self.before_build = 0

    @property
    def is_stale(self) -> bool:
        """Whether the pages lack reviews that were written after they were made, or are yesterday's."""
        return bool(self.since_build) or self.known.built != self.known.today()

    def is_as_we_left_it(self, path: Path) -> bool:
        """Whether a change of a file is our own, and so no reason to build."""
        with self.lock:
            return path.name.startswith(".") or (path in self.left and self.left[path] == _stamp(path))

    def writing(self, path: Path, write: Callable[[], int | bool]) -> int | bool:
        """Write a file, and remember how we left it. If somebody else changed it before, the pages are made anew."""
        with self.lock:
            ours = path not in self.left or self.left[path] == _stamp(path)
            result = write()
            self.left[path] = _stamp(path)
            if not ours:
                self.rebuild()
            return result

    # -- requests -----------------------------------------------------------------------------------------------------

    def around(self, app: App) -> App:
        """The server's application with the endpoint before it, and the token in its pages."""

        def wrapped(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path.startswith(PREFIX):
                return self.answer(environ, start_response)
            if not path.endswith(("/", ".html")):
                return app(environ, start_response)
            if self.is_stale and not path.endswith(SESSION):
                self.rebuild()
            return self.with_token(app, environ, start_response)

        return wrapped

    def with_token(self, app: App, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A page with the token in it, for readers that may write. On disk no page has it."""
        started: list[Any] = []
        parts = app(environ, lambda *given: started.extend(given))
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        if body and self.is_at_home(environ):
            meta = f'<meta name="loopbook-token" content="{self.token}">'.encode()
            body = body.replace(b"</head>", meta + b"</head>", 1)
        status, headers, *more = started
        headers = [(n, str(len(body)) if n.lower() == "content-length" else v) for n, v in headers]
        start_response(status, headers, *more)
        return [body]

    def is_at_home(self, environ: Environ) -> bool:
        """Whether a request is to one of our hosts, from this machine (or from where it was allowed)."""
        near = not self.loopback_only or _is_loopback(environ.get("REMOTE_ADDR", ""))
        return near and environ.get("HTTP_HOST", "") in self.hosts

    def answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Carry out one request."""
        try:
            status, body = HTTPStatus.OK, self.carry_out(environ)
        except RefusedError as refused:
            status, body = refused.status, {"error": refused.reason}
        except OSError as error:
            status, body = HTTPStatus.INSUFFICIENT_STORAGE, {"error": f"the file cannot be written: {error.strerror}"}
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(data))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [data]

    def carry_out(self, environ: Environ) -> dict[str, Any]:
        """The answer to a request that may be carried out. Raises RefusedError for any other."""
        body = self.read(environ)
        self.check(environ)
        name, method = environ["PATH_INFO"][len(PREFIX) :], environ["REQUEST_METHOD"]
        if (name, method) == ("state", "GET"):
            return self.state()
        actions = {"reviews": self.add, "undo": self.undo, "ticks": self.tick, "refresh": self.refresh}
        if name not in actions:
            raise RefusedError(HTTPStatus.NOT_FOUND, "there is nothing of this name")
        if method != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "this wants POST")
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != "application/json":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this wants application/json")
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "the body is not JSON") from None
        if not isinstance(given, dict):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "the body is not an object")
        return actions[name](given)

    def check(self, environ: Environ) -> None:
        """Whether a request comes from a page of ours in a browser of this machine."""
        if not self.is_at_home(environ):
            raise RefusedError(HTTPStatus.FORBIDDEN, "this is not the address that the book is served at")
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            raise RefusedError(HTTPStatus.FORBIDDEN, "another site may not write")
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
            raise RefusedError(HTTPStatus.FORBIDDEN, "another site may not write")
        if not hmac.compare_digest(environ.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            raise RefusedError(HTTPStatus.FORBIDDEN, "the token is missing or old; load the page again")

    def read(self, environ: Environ) -> bytes:
        """The body of a request. One that is too big is thrown away, so that its sender hears why."""
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "Content-Length is not a number") from None
        source = environ["wsgi.input"]
        if length > MAX_BODY or length < 0 or environ.get("HTTP_TRANSFER_ENCODING"):
            left = min(max(length, 0), MAX_DRAIN)
            while left and (chunk := source.read(min(left, 65_536))):
                left -= len(chunk)
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MAX_BODY} bytes, with a Content-Length")
        return bytes(source.read(length)) if length else b""

    # -- what can be asked --------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What the pages do not show yet."""
        with self.lock:
            return {"reviews": [_as_json(review) for review in self.since_build], "ticks": ticks.read(self.tick_file)}

    def add(self, given: dict[str, Any]) -> dict[str, Any]:
        """Add reviews to the log. Those of unknown items are refused and named; the others are kept."""
        rows = given.get("reviews")
        if not isinstance(rows, list) or not 0 < len(rows) <= MAX_REVIEWS:
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"'reviews' is not a list of 1 to {MAX_REVIEWS} reviews")
        reviews = [self.review(row) for row in rows]
        known = [review for review in reviews if review.item in self.known.items]
        refused = [_as_json(review) for review in reviews if review.item not in self.known.items]
        if not known:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, f"the book has no '{reviews[0].item}'")
        with self.lock:
            added = self.writing(self.log, lambda: review_log.append(self.log, known))
            have = {review.identity for review in self.since_build}
            self.since_build += [review for review in known if review.identity not in have]
        return {"added": added, "refused": refused}

    def undo(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take a review of these days back out of the log."""
        review = self.review(given)
        if review.date < self.known.today() - dt.timedelta(2):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "only a review of these days can be taken back")
        with self.lock:
            removed = self.writing(self.log, lambda: review_log.remove(self.log, review))
            self.since_build = [other for other in self.since_build if other.identity != review.identity]
            if not removed:
                raise RefusedError(HTTPStatus.NOT_FOUND, "the log has no such review")
        return {"removed": 1}

    def tick(self, given: dict[str, Any]) -> dict[str, Any]:
        """Tick an item of a checklist, or untick it."""
        name, done = given.get("key"), given.get("done")
        if not isinstance(name, str) or name not in self.known.tick_names:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "no checklist has such an item")
        if not isinstance(done, bool):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'done' is neither true nor false")
        day = self.known.today()
        self.writing(self.tick_file, lambda: ticks.write(self.tick_file, {name: day if done else None}))
        return {"done": done}

    def refresh(self, _: dict[str, Any]) -> dict[str, Any]:
        """Make the pages anew, if they lack anything."""
        if self.is_stale:
            self.rebuild()
        return {"stale": self.is_stale}

    def review(self, row: Any) -> LogLine:
        """A review as somebody sent it. Raises RefusedError for one that the log could not hold."""
        if not isinstance(row, dict):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "a review is not an object")
        item, grade, time, minutes = row.get("item"), row.get("grade"), row.get("time"), row.get("minutes")
        if not isinstance(item, str) or not re.fullmatch(r"[\w-]+/[\w.+-]{1,200}", item):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'item' is not a key like problems/two-sum")
        if grade not in list(Grade):
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"'grade' is not one of {', '.join(Grade)}")
        if not isinstance(time, str) or not CLOCK.fullmatch(time):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'time' is not a time like 07:31:05.250")
        if minutes is not None and not (type(minutes) is int and 1 <= minutes <= 1440):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'minutes' is not a number from 1 to 1440")
        note = row.get("note")
        if note is not None and not (isinstance(note, str) and len(note) <= MAX_NOTE):
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"'note' is not a text of at most {MAX_NOTE} letters")
        note = (note or "").encode("utf-8", "replace").decode().strip() or None
        return LogLine(self.date(row.get("date")), time, item, Grade(grade), minutes, note)

    def date(self, given: Any) -> dt.date:
        """The sender's day. A clock may be wrong by a day, or a zone ahead; more than that is somebody's mistake."""
        try:
            day = dt.date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
        except ValueError:
            day = None
        if day is None:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "'date' is not a date like 2026-11-20")
        if day > self.known.today() + dt.timedelta(1):
            raise RefusedError(HTTPStatus.BAD_REQUEST, f"{day} is yet to come; is this machine's clock right?")
        return day


def _as_json(review: LogLine) -> dict[str, Any]:
    return {"date": review.date.isoformat(), "time": review.time, "item": review.item, "grade": review.grade.value}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def endpoint_at(host: str, port: int, allowed: str, known: Known) -> Endpoint | None:
    """The endpoint of a server at an address; None at one that other machines reach.

    `allowed` forces it: the values of Host to accept, with commas between them: `192.168.1.5:8000`.
    """
    extra = frozenset(name.strip() for name in allowed.split(",") if name.strip())
    if not _is_loopback(host) and not extra:
        return None
    names = {f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1", "[::1]"}
    return Endpoint(known, extra | {f"{name}:{port}" for name in names}, loopback_only=not extra)
