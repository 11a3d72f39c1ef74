"""Visitors of a house: some people at once, before the product's own web server."""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local

from bench.house import until_it_answers

AT_ONCE = 16
ENGLISH = {"Accept-Language": "en"}


@dataclass(frozen=True)
class Waiting:
    """A brief that lacks its last page only: where that goes, what it brings, and where that leads."""

    path: str
    body: str
    thanks: str


class Visitors:
    """Some people at once, each on a line of their own and, as the proxy says, at an address of their own."""

    def __init__(self, port: int) -> None:
        self._port, self._line = port, local()
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def all(self, call: Callable[..., object], among: Iterable[object]) -> float:
        """How long it takes until the last has its answer, in ms."""
        start = time.perf_counter()
        list(self._pool.map(call, among))
        return (time.perf_counter() - start) * 1000

    def get(self, path: str) -> str:
        """A page."""
        return self._ask("GET", path, 200)

    def send(self, waiting: Waiting) -> None:
        """Hand a brief in; it is on disk when this is answered."""
        self._ask("POST", waiting.path, 303, waiting.body)

    def _ask(self, method: str, path: str, wanted: int, body: str | None = None) -> str:
        if not hasattr(self._line, "open"):
            self._line.open = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        heads = {**ENGLISH, "X-Forwarded-For": f"10.{hash(path) % 250}.{hash(body) % 250}.7"}
        if body is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.open.request(method, path, body, heads)
            answer = self._line.open.getresponse()
        except http.client.RemoteDisconnected:
            # It was idle for so long that the server hung up.
            self._line.open.close()
            self._line.open.request(method, path, body, heads)
            answer = self._line.open.getresponse()
        page: str = answer.read().decode()
        if answer.status != wanted:
            raise RuntimeError(f"{path} answered {answer.status}")
        return page


@contextmanager
def served(environ: dict[str, str]) -> Iterator[Visitors]:
    """The product's own web server on this house, and people before it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "agency.cli", "web"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = int(environ["PORT"])
        until_it_answers(port)
        yield Visitors(port)
    finally:
        server.terminate()
        server.wait(30)
