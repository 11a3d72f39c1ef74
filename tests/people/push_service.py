"""A small real push service on loopback: it takes what is posted, and opens it as the one browser would."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushService:
    """What arrived, and what it answers; `key` and `secret` are those of the browser behind it."""

    origin: str
    answers: list[int] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen bytes..!"

    @property
    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": f"{self.origin}/push/one",
            "keys": {"p256dh": coded(point), "auth": coded(self.secret)},
        }

    def opened(self) -> dict[str, str]:
        """The latest message, opened."""
        words = http_ece.decrypt(
            self.posts[-1][1], private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        found: dict[str, str] = json.loads(words)
        return found

    def claims(self) -> tuple[dict[str, Any], str]:
        """What the latest post's token says, once its signature was checked, and whose key it was signed with."""
        header = self.posts[-1][0]["authorization"]
        assert Vapid02.verify(header)
        parts = dict(part.split("=", 1) for part in header.split(" ", 1)[1].split(","))
        return json.loads(decoded(parts["t"].split(".")[1])), parts["k"]


@contextmanager
def listening() -> Iterator[PushService]:
    """The service, while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.posts.append((headers, body))
            self.send_response(found.answers.pop(0) if found.answers else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
