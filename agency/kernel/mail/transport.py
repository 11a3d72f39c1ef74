"""How letters leave: by SMTP, with each phase told apart, or not at all (they stay in the house)."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from agency.kernel.mail.models import Letter

TIMEOUT = 20.0


class Refused(Exception):
    """It certainly did not leave. `for_good` when trying again is of no use (SMTP 5xx)."""

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good


class Unsure(Exception):
    """The line broke after the last byte: it may have arrived."""


@dataclass(frozen=True)
class Parcel:
    """What travels of a letter, taken out of the database: while a server is asked, nobody waits for a lock."""

    sender: str
    recipients: tuple[str, ...]
    mime: bytes

    @classmethod
    def of(cls, letter: Letter) -> Self:
        return cls(letter.sender, tuple(letter.recipients), letter.mime)


class Transport(Protocol):
    """Takes a parcel or raises Refused or Unsure."""

    def deliver(self, parcel: Parcel) -> None: ...


def keep_home(letter: Letter, now: datetime) -> None:
    """Without an SMTP server a letter is sent by lying in the house's own mailbox."""
    letter.mark_sent(now, stayed_home=True)


class Smtp:
    """An SMTP server from a URL: smtp://, smtps://, or smtp://…?starttls."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or "localhost"
        self.implicit_tls = parts.scheme == "smtps"
        self.starttls = "starttls" in parts.query or "starttls" in parts.scheme
        self.port = parts.port or (465 if self.implicit_tls else 587 if self.starttls else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")

    def deliver(self, parcel: Parcel) -> None:
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(_words(error)) from error
        try:
            self._envelope(server, parcel)
            self._content(server, parcel)
        finally:
            # No QUIT: after the server took the letter nothing may look like a failure.
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.implicit_tls:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        if self.starttls:
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)
        return server

    def _envelope(self, server: smtplib.SMTP, parcel: Parcel) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            _expect(server.mail(parcel.sender), 250)
            for recipient in parcel.recipients:
                _expect(server.rcpt(recipient), 250, 251)
            _expect(server.docmd("DATA"), 354)
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(_words(error)) from error

    def _content(self, server: smtplib.SMTP, parcel: Parcel) -> None:
        data = smtplib._quote_periods(parcel.mime)  # type: ignore[attr-defined]
        if not data.endswith(b"\r\n"):
            data += b"\r\n"
        try:
            server.send(data)
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(_words(error)) from error
        try:
            server.send(b".\r\n")
            reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(_words(error)) from error
        _expect(reply, 250)


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    code, text = reply
    if code not in codes:
        words = f"{code} {text.decode(errors='replace')}"
        raise Refused(words, for_good=500 <= code < 600)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
