"""Servers that a house may be told to use: a Redis by URL, and a post office that keeps every letter."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from redis import Redis
from redis.exceptions import RedisError

from agency.kernel.house import redis_server
from tests.house import free_port
from tests.kernel.house.waiting import until


class PostOffice:
    """A real SMTP server on loopback; it takes every letter and keeps it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        # Seconds that it takes to say that it has the letter.
        self.pause = 0.0
        # Its own check whether it started asks port 0, so the port is chosen before.
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        await asyncio.sleep(self.pause)
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to somebody, as they came."""
        return [letter for letter in list(self.letters) if address in str(letter["To"])]

    def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The letter with this number to somebody, once it is there."""
        until(lambda: len(self.to(address)) >= count, within=30)
        return self.to(address)[count - 1]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A post office that is open meanwhile."""
    office = PostOffice()
    office._controller.start()
    try:
        yield office
    finally:
        office._controller.stop()


@contextmanager
def redis_by_url(folder: Path) -> Iterator[str]:
    """A Redis server on a port; its URL."""
    port = free_port()
    server = subprocess.Popen(
        [
            str(redis_server.binary()),
            *("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: _answers(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        return bool(Redis(port=port).ping())
    except RedisError:
        return False
