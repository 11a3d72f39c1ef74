"""Relay: the SMTP server that takes our letters, from a URL: smtp://, smtps://, or smtp://…?starttls."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import unquote, urlsplit

# Seconds for one letter, well under the lease of the claim with which a worker sends it, and the part of them after
# which it is given up as long as its last dot was not sent.
IN_ALL, BEFORE_THE_DOT = 50.0, 0.6
# For all that comes before the first letter, and for the answer to one command.
CONNECT, COMMAND = 20.0, 15.0


@dataclass(frozen=True)
class Relay:
    """Where letters are handed over, and who we are there."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    starttls: bool = False
    in_all: float = IN_ALL

    @classmethod
    def parse(cls, url: str) -> "Relay":
        """Take the address apart."""
        parts = urlsplit(url)
        implicit_tls = parts.scheme == "smtps"
        starttls = "starttls" in parts.query or "starttls" in parts.scheme
        return cls(
            parts.hostname or "localhost",
            parts.port or (465 if implicit_tls else 587 if starttls else 25),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            implicit_tls,
            starttls,
        )

    @property
    def title(self) -> str:
        """What people call it."""
        return self.host

    def within(self, limit: timedelta) -> "Relay":
        """The same, where one letter may take so long."""
        return replace(self, in_all=limit.total_seconds())

    @property
    def before_the_dot(self) -> float:
        """Seconds after which a letter is given up that can still be called back."""
        return self.in_all * BEFORE_THE_DOT

    @property
    def name(self) -> str:
        """What it is called in the database and on pages, without secrets."""
        who = f"{self.user}@" if self.user else ""
        return f"{who}{self.host}:{self.port}"[:320]
