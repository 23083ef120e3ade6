"""A book served by `mkdocs serve`, as its owner would; and how its pages talk to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import books


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Served:
    """A server of one book on one port, which may be killed and started again."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.token = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{self.port}"]
        variables = {
            **os.environ, "NO_MKDOCS_2_WARNING": "1", "LOOPBOOK_TODAY": books.TODAY.isoformat(), **self.environment
        }  # fmt: skip
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=variables, stdout=log, stderr=log)
        self.token = self.page_token()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def page_token(self) -> str:
        """The token that the home page carries; waits for the page."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "serve.log").read_text()
            try:
                page = self.get("/")
            except OSError:
                time.sleep(0.05)
                continue
            found = re.search(r'<meta name="loopbook-token" content="([^"]+)">', page)
            return found[1] if found else ""
        raise AssertionError((self.folder / "serve.log").read_text())

    def get(self, path: str) -> str:
        status, body = self.request("GET", path, headers={})
        return body.decode() if status == 200 else ""

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, name: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """What a page would send. Headers in keywords, with `_` for `-`, replace the usual ones."""
        usual = {"Content-Type": "application/json", "X-Loopbook-Token": self.token, "Origin": self.url}
        usual |= {key.replace("_", "-"): value for key, value in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, answer = self.request("POST", f"/_loopbook/{name}", data, usual)
        return status, json.loads(answer) if answer.startswith(b"{") else {}


def review(
    item: str = "problems/two-sum", time: str = "07:31:05.250", grade: str = "bugs", **more: Any
) -> dict[str, Any]:
    """A review as a page sends it."""
    return {"date": books.TODAY.isoformat(), "time": time, "item": item, "grade": grade} | more


def build_count(folder: Path) -> int:
    """How often the server has built the book."""
    return (folder / "serve.log").read_text().count("Building documentation...")
