"""A relay for tests: a real SMTP server that answers as it is told, and files what it takes, or does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from agency.kernel.mail import lines
from tests.house import free_port


@dataclass
class TestRelay:
    """`after_the_dot` is what it says then; with "break" it breaks the line, `takes` or not."""

    after_the_dot: str = "250 OK"
    takes: bool = True
    files: Callable[[bytes], None] | None = None
    taken: list[bytes] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    port: int = 0
    __test__ = False

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The ids of the letters that it took."""
        return [str(message_from_bytes(each)["Message-ID"]) for each in self.taken]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.sessions.append(id(server))
        breaks = self.after_the_dot == "break"
        if self.takes and (breaks or self.after_the_dot.startswith("250")):
            self.taken.append(envelope.content)
            if self.files is not None:
                self.files(envelope.content)
        if breaks:
            server.transport.abort()
            return "250 never heard"
        return self.after_the_dot


@contextmanager
def relay() -> Iterator[TestRelay]:
    """A relay that is open meanwhile."""
    handler = TestRelay(port=free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        lines.hang_up()
        controller.stop()
