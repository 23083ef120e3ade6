"""The door to a served book: who may read its pages, and what they may ask for at `/_loopbook/`.

It is wrapped around MkDocs' own server. What protects the book: the server listens on a loopback address (or somebody
forced it otherwise); nothing is served under a name that is not ours, so no other site reads the book by pointing its
own name here; and a page writes only from the address that it was read at, with a token that only this process knows,
in small JSON of which all is checked. Nobody's file name ever comes from a request.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from .posted import RefusedError
from .served import ServedBook

PREFIX = "/_loopbook/"
TOKEN_HEADER = "HTTP_X_LOOPBOOK_TOKEN"  # noqa: S105 - the name, not the token
MAX_BODY = 64_000
MAX_DRAIN = 16_000_000
SESSION = ("/review/", "/review/index.html")
"""The page that is not made anew under the reader's hands."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+)(?::\d{1,5})?")


class Endpoint:
    """The door of one server.

    `names` are the names of this machine under which the book may be read, at any port: a port may be forwarded.
    `allowed` are whole values of Host that somebody trusts besides, such as `192.168.1.5:8000`; with any of those,
    other machines may come in too.
    """

    def __init__(self, book: ServedBook, names: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self.book = book
        self.names, self.allowed = frozenset(names), frozenset(allowed)
        self.token = secrets.token_urlsafe(32)

    def around(self, app: App) -> App:
        """The server's application behind this door, with the token in its pages."""

        def wrapped(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path.startswith(PREFIX):
                return self.answer(environ, start_response)
            if not self.is_at_home(environ):
                return self.turn_away(environ, start_response)
            if not path.endswith(("/", ".html")):
                return app(environ, start_response)
            if self.book.is_stale and not path.endswith(SESSION):
                self.book.rebuild()
            return self.with_token(app, environ, start_response)

        return wrapped

    # -- who may come in ---------------------------------------------------------------------------------------------

    def is_at_home(self, environ: Environ) -> bool:
        """Whether a request is to one of our names, from this machine (or from where it was allowed)."""
        host = environ.get("HTTP_HOST", "")
        name = _HOST.fullmatch(host)
        near = bool(self.allowed) or _is_loopback(environ.get("REMOTE_ADDR", ""))
        return near and (host in self.allowed or (name is not None and name[1].lower() in self.names))

    def check(self, environ: Environ) -> None:
        """Raises RefusedError unless a request comes from a page of ours in a browser of this machine."""
        if not self.is_at_home(environ):
            raise RefusedError(HTTPStatus.FORBIDDEN, "this is not the address that the book is served at")
        host, origin = environ["HTTP_HOST"], environ.get("HTTP_ORIGIN")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            raise RefusedError(HTTPStatus.FORBIDDEN, "another site may not write")
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
            raise RefusedError(HTTPStatus.FORBIDDEN, "another site may not write")
        if not hmac.compare_digest(environ.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            raise RefusedError(HTTPStatus.FORBIDDEN, "the token is missing or old; load the page again")

    def turn_away(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """The answer to whoever asks for a page under a name that is not ours."""
        host = re.sub(r"[^\w.:\[\]-]", "", environ.get("HTTP_HOST", ""))[:100]
        words = (
            f"This book is private, and '{host}' is not an address that it is served at.\n"
            f"Open it at localhost. If you trust this address, say so: LOOPBOOK_HOSTS={host} mkdocs serve\n"
        )
        return _send(start_response, HTTPStatus.FORBIDDEN, "text/plain", words)

    def with_token(self, app: App, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A page with the token in it. On disk no page has it, and no other site may put one into a frame."""
        started: list[Any] = []
        parts = app(environ, lambda *given: started.extend(given))
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        if body:
            meta = f'<meta name="loopbook-token" content="{self.token}">'.encode()
            body = body.replace(b"</head>", meta + b"</head>", 1)
        status, headers, *more = started
        headers = [(n, str(len(body)) if n.lower() == "content-length" else v) for n, v in headers]
        start_response(status, [*headers, ("Content-Security-Policy", "frame-ancestors 'self'")], *more)
        return [body]

    # -- what may be asked -------------------------------------------------------------------------------------------

    def answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Carry out one request."""
        try:
            status, body = HTTPStatus.OK, self.carry_out(environ)
        except RefusedError as refused:
            status, body = refused.status, {"error": refused.reason}
        except OSError as error:
            status, body = HTTPStatus.INSUFFICIENT_STORAGE, {"error": f"the file cannot be written: {error.strerror}"}
        return _send(start_response, status, "application/json", json.dumps(body, ensure_ascii=False))

    def carry_out(self, environ: Environ) -> dict[str, Any]:
        """The answer to a request that may be carried out. Raises RefusedError for any other."""
        body = _body(environ)
        self.check(environ)
        name, method = environ["PATH_INFO"][len(PREFIX) :], environ["REQUEST_METHOD"]
        if (name, method) == ("state", "GET"):
            return self.book.state()
        book = self.book
        actions = {"reviews": book.add, "undo": book.undo, "ticks": book.tick, "refresh": book.refresh}
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


def _body(environ: Environ) -> bytes:
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


def _send(start_response: StartResponse, status: HTTPStatus, kind: str, text: str) -> list[bytes]:
    data = text.encode()
    headers = [
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Length", str(len(data))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(f"{status.value} {status.phrase}", headers)
    return [data]


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def endpoint_at(host: str, allowed: str, book: ServedBook) -> Endpoint | None:
    """The door of a server at an address; None at one that other machines reach, where pages cannot write.

    `allowed` forces it: the values of Host to accept, with commas between them: `192.168.1.5:8000`.
    """
    extra = [name.strip() for name in allowed.split(",") if name.strip()]
    if not _is_loopback(host) and not extra:
        return None
    return Endpoint(book, {f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1", "[::1]"}, extra)
