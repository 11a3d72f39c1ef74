"""SmtpLine: a connection to an SMTP server on which each phase is told apart and no phase lasts for ever.

A server may be slow in two ways: it says nothing, or it says one byte now and then. Both are given up at the same
moment, because every read is bounded by what is left until a deadline, and not by the pause before it.
"""

import io
import smtplib
import socket
import ssl
import time
from functools import cache
from typing import Any

from agency.kernel.mail.models import Hitch
from agency.kernel.mail.relay import COMMAND, CONNECT, Relay
from agency.kernel.mail.transport import Parcel, Receipt, Refusal, Refused, Unsure

PIECE = 65536
# More than that is no answer to one command.
LONGEST_ANSWER = 256 * 1024
# Not about the letter: the server wants a login or TLS first, or goes home.
NOT_THE_LETTER = frozenset({421, 454, 530, 534, 535, 538})


class LineLost(Exception):
    """The line broke, or the server took too long, before anything was handed over on it."""

    def __init__(self, message: str, hitch: Hitch) -> None:
        super().__init__(message)
        self.hitch = hitch


class SmtpLine:
    """A line on which we are known: connected, encrypted and logged in. Raises LineLost when it cannot be had."""

    def __init__(self, relay: Relay) -> None:
        self._relay, self._server = relay, _Punctual(relay)
        doing = Hitch.answer
        try:
            self._greet(relay)
            doing = Hitch.tls
            self._encrypt(relay)
            doing = Hitch.login
            self._log_in(relay)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            words = _without(relay.password, _words(error))
            raise LineLost(words, _hitch_of(error, self._server, doing)) from error

    def close(self) -> None:
        """Hang up. No QUIT: after the server took a letter nothing may look like a failure."""
        self._server.close()

    def still_stands(self, patience: float) -> bool:
        """Whether the server answers: asked of a line that was idle for a while."""
        self._server.has_until(patience)
        try:
            return self._server.docmd("RSET")[0] == 250
        except (OSError, smtplib.SMTPException, ValueError):
            return False

    def hand_over(self, parcel: Parcel, began: float) -> Receipt:
        """Raises Refused, LineLost or Unsure; only after a Receipt is the line good for another letter.

        `began` is the monotonic instant from which its deadlines are counted.
        """
        until = began + self._relay.before_the_dot
        refusals = self._envelope(parcel, until)
        self._content(parcel.mime, until)
        self._end(until, began + self._relay.in_all)
        return Receipt(refusals)

    def _greet(self, relay: Relay) -> None:
        # For all that comes before the first letter together.
        self._server.has_until(min(CONNECT, relay.in_all))
        code, text = self._server.connect(relay.host, relay.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        self._server.ehlo_or_helo_if_needed()

    def _encrypt(self, relay: Relay) -> None:
        if relay.starttls:
            self._server.starttls(context=ssl.create_default_context())
            self._server.ehlo_or_helo_if_needed()

    def _log_in(self, relay: Relay) -> None:
        if relay.user:
            self._server.login(relay.user, relay.password)

    def _envelope(self, parcel: Parcel, until: float) -> dict[str, Refusal]:
        _expect(self._say(f"MAIL FROM:<{_ascii(parcel.sender)}>{self._size(parcel)}", until), 250)
        refusals: dict[str, Refusal] = {}
        for recipient in parcel.recipients:
            code, text = self._say(f"RCPT TO:<{_ascii(recipient)}>", until)
            if code in NOT_THE_LETTER:
                _expect((code, text))
            if code not in (250, 251):
                refusals[recipient] = Refusal(_said(code, text), 500 <= code < 600)
        if len(refusals) == len(parcel.recipients):
            raise _refused_by_all(refusals)
        _expect(self._say("DATA", until), 354)
        return refusals

    def _size(self, parcel: Parcel) -> str:
        # RFC 1870: what is too large is refused before it travels.
        return f" size={len(parcel.mime)}" if self._server.has_extn("size") else ""

    def _content(self, mime: bytes, until: float) -> None:
        data = smtplib._quote_periods(mime)  # type: ignore[attr-defined]
        self._server.has_until(self._relay.in_all, until)
        try:
            self._server.send(data if data.endswith(b"\r\n") else data + b"\r\n")
        except (OSError, smtplib.SMTPException) as error:
            raise LineLost(_words(error), _hitch_of(error, self._server, Hitch.answer)) from error

    def _end(self, dot_until: float, until: float) -> None:
        if time.monotonic() > dot_until:
            # Somebody else may believe by now that this try is lost.
            raise LineLost("We took too long ourselves.", Hitch.slow)
        try:
            self._server.has_until(self._relay.in_all, until)
            self._server.send(b".\r\n")
            reply = self._server.getreply()
        except Exception as error:
            # Whatever it was, the server may have the letter.
            raise Unsure(_words(error)) from error
        _expect(reply, 250)

    def _say(self, command: str, until: float) -> tuple[int, bytes]:
        self._server.has_until(COMMAND, until)
        try:
            return self._server.docmd(command)
        except ValueError as error:  # an address that no command can carry
            raise Refused(_words(error), for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise LineLost(_words(error), _hitch_of(error, self._server, Hitch.answer)) from error


class _Punctual(smtplib.SMTP):
    """The library's connection, with a deadline for whatever is asked of it."""

    def __init__(self, relay: Relay) -> None:
        self.is_late, self.got = False, 0
        self._relay, self._until = relay, 0.0
        super().__init__(local_hostname=_our_name(), timeout=COMMAND)
        self._host = relay.host  # whose name its certificate has to bear

    def has_until(self, seconds: float, until: float = float("inf")) -> None:
        """The next exchange is over in so many seconds, or by then."""
        self._until, self.got = min(time.monotonic() + seconds, until), 0

    def left(self) -> float:
        """How many seconds it has still. Raises TimeoutError."""
        left = self._until - time.monotonic()
        if left <= 0:
            self.is_late = True
            raise TimeoutError("The server took too long.")
        return left

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Reader(self, self.sock))
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        rest = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)
        try:
            while rest:
                self.sock.settimeout(self.left())
                rest = rest[self.sock.send(rest[:PIECE]) :]
        except OSError as error:
            self.is_late = self.is_late or isinstance(error, TimeoutError)
            self.close()
            raise smtplib.SMTPServerDisconnected(str(error) or "The line broke.") from error

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.create_connection((host, port), self.left(), self.source_address)
        # Small commands, each answered: none of them is to wait for the other side's delayed word.
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._relay.implicit_tls:
            return found
        found.settimeout(self.left())
        return ssl.create_default_context().wrap_socket(found, server_hostname=host)


class _Reader(io.RawIOBase):
    """Reads from the line what comes until the deadline."""

    def __init__(self, line: _Punctual, sock: socket.socket) -> None:
        self._line, self._sock = line, sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            self._sock.settimeout(self._line.left())
            count = self._sock.recv_into(buffer)
        except TimeoutError:
            self._line.is_late = True
            raise
        self._line.got += count
        if self._line.got > LONGEST_ANSWER:
            raise OSError("The server does not stop talking.")
        return count


@cache
def _our_name() -> str:
    # Asked once: where names are not resolved, it takes seconds.
    return socket.getfqdn() if "." in socket.getfqdn() else "[127.0.0.1]"


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    code, text = reply
    if code not in codes:
        hitch = Hitch.login if code in (530, 534, 535, 538) else Hitch.answer
        not_the_letter = code in NOT_THE_LETTER
        raise Refused(
            _said(code, text),
            for_good=500 <= code < 600 and not not_the_letter,
            hitch=hitch if not_the_letter else None,
        )


def _ascii(address: str) -> str:
    """As a command can carry it: the name of a domain has a form for that, a name before the @ has none."""
    name, at, domain = address.rpartition("@")
    try:
        return f"{name.encode('ascii').decode()}{at}{domain.encode('idna').decode()}"
    except UnicodeError as error:
        words = f"553 {address}: a command carries no letters beyond ASCII."
        raise Refused(words, for_good=True) from error


def _refused_by_all(refusals: dict[str, Refusal]) -> Refused:
    words = "; ".join(dict.fromkeys(each.words for each in refusals.values()))
    return Refused(words, for_good=all(each.for_good for each in refusals.values()))


def _said(code: int, text: bytes) -> str:
    return f"{code} {text.decode(errors='replace')}"[:500]


def _hitch_of(error: Exception, line: _Punctual, doing: Hitch) -> Hitch:
    if line.is_late or isinstance(error, TimeoutError):
        return Hitch.slow
    if isinstance(error, ssl.SSLCertVerificationError):
        return Hitch.certificate
    if isinstance(error, ssl.SSLError):
        return Hitch.tls
    if isinstance(error, (OSError, smtplib.SMTPServerDisconnected)) and not isinstance(
        error, (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError)
    ):
        return Hitch.away
    return doing


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _said(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message[:500]
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (words or type(error).__name__)[:500]


def _without(secret: str, words: str) -> str:
    return words.replace(secret, "…") if secret else words
