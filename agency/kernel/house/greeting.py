"""What `agency up` says once the house is open."""

from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException


class Greeting:
    """Prints its lines as soon as the web server answers; asked again and again until it has."""

    def __init__(self, listen: str, port: int, lines: Iterable[str]) -> None:
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen)
        self._port = port
        self._lines = tuple(lines)

    def __call__(self) -> bool:
        if not self._answers():
            return False
        print("", *self._lines, "", sep="\n", flush=True)
        return True

    def _answers(self) -> bool:
        line = HTTPConnection(self._host, self._port, timeout=1.0)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()
