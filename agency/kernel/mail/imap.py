"""A mailbox on its server, only looked at: nothing is marked, moved or deleted there.

Messages come as the very bytes that the server holds, by id and in their order. Whatever goes wrong on the way is a
MailboxTrouble that says in a word what it was.
"""

import contextlib
import imaplib
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError, UnexpectedCommandStatusError

from agency.kernel.mail.accounts import Account
from agency.kernel.mail.fetched import Fetched, parse_fetched, parse_sizes
from agency.kernel.mail.mailboxes import Trouble

TIMEOUT = 30.0  # seconds without a byte after which a line counts as dead
POLL = 30.0  # between two looks where the server cannot tell by itself
PIECE = 1.0  # how long a stop may go unnoticed
SIZES_AT_ONCE = 200
AT_ONCE = 50
BYTES_AT_ONCE = 8_000_000
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
BODIES = "(UID INTERNALDATE BODY.PEEK[])"

log = structlog.get_logger()


class MailboxTrouble(Exception):
    """The mailbox cannot be read now. `lost` are the messages that were on their way when the line broke."""

    def __init__(self, kind: Trouble, words: str, lost: Sequence[int] = ()) -> None:
        super().__init__(words)
        self.kind, self.words, self.lost = kind, words, tuple(lost)


class _Refused(Exception):
    """The server answered NO or BAD to one question; the line still stands."""


@dataclass
class Batch:
    """What became of the messages that were asked for together; those in neither list are gone."""

    asked: list[int]
    found: list[Fetched] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


class OpenFolder:
    """The folder of an account, open for reading until the `with` ends."""

    def __init__(self, account: Account) -> None:
        self._account = account
        with self._told():
            self._box = _connect(account)
        self._client = self._box.client
        try:
            self._log_in()
            self.uidvalidity, self.uidnext = self._examine()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "OpenFolder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. No LOGOUT: on a line that is dead it would wait for an answer."""
        with contextlib.suppress(OSError):
            self._client.shutdown()

    def refresh(self) -> None:
        """Look afresh: without NOOP a folder that stays open was seen to show nothing new."""
        with self._told():
            self._client.noop()

    def after(self, uid: int) -> list[int]:
        """The ids of what came after this one, in their order."""
        with self._told():
            # The last message answers to any range, so what is not after it is left out here.
            return [found for found in self._search(f"UID {uid + 1}:*") if found > uid]

    def between(self, first: int, last: int, since: date | None = None) -> list[int]:
        """The ids in this range, of messages that arrived on that day or later."""
        if last < first:
            return []
        day = f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year:04}" if since else ""
        with self._told():
            found = self._search(f"UID {first}:{last}{day}")
            return [uid for uid in found if first <= uid <= last]

    def fetch(self, uids: Sequence[int], alone: frozenset[int] = frozenset()) -> Iterator[Batch]:
        """The messages with these ids in batches that fit into memory; those in `alone` each by itself."""
        for start in range(0, len(uids), SIZES_AT_ONCE):
            some = uids[start : start + SIZES_AT_ONCE]
            sizes = self._sizes([uid for uid in some if uid not in alone])
            for group in _groups(some, sizes, alone):
                yield self._batch(group)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Until something happens in the folder, the time is over, or we are to stop."""
        if "IDLE" not in self._client.capabilities:
            stop.wait(min(seconds, POLL))
            return
        with self._told():
            self._box.idle.start()  # type: ignore[no-untyped-call]
            self._listen(time.monotonic() + seconds, stop)
            if not stop.is_set():
                self._box.idle.stop()  # type: ignore[no-untyped-call]

    def _log_in(self) -> None:
        user, password = self._account.user, self._account.password
        with self._told(Trouble.login):
            if (user + password).isascii():
                self._box.login(user, password, initial_folder=None)
            else:
                self._box.login_utf8(user, password, initial_folder=None)
        with self._told():
            # What a server can do, many tell only those who have logged in.
            answer = self._client.capability()[1][-1]
            self._client.capabilities = tuple(answer.decode("ascii", "replace").upper().split())

    def _examine(self) -> tuple[int, int]:
        with self._told(Trouble.folder):
            self._box.folder.set(self._account.folder, readonly=True)
        validity, following = (self._number(name) for name in ("UIDVALIDITY", "UIDNEXT"))
        if validity is None:
            raise MailboxTrouble(Trouble.answer, "the server keeps no ids of messages")
        return validity, following or max(self.after(0), default=0) + 1

    def _number(self, name: str) -> int | None:
        values = self._client.response(name)[1]
        return int(values[-1]) if values and values[-1] else None

    def _search(self, criteria: str) -> list[int]:
        return sorted(int(uid) for uid in self._box.uids(criteria, charset=None))

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        try:
            return parse_sizes(self._ask(uids, "(UID RFC822.SIZE)")) if uids else {}
        except _Refused:
            # One of them cannot even be measured: each is asked for by itself.
            return dict.fromkeys(uids, BYTES_AT_ONCE)

    def _batch(self, group: list[int]) -> Batch:
        batch = Batch(group)
        try:
            found = {each.uid: each for each in parse_fetched(self._ask(group, BODIES))}
        except _Refused as refused:
            if len(group) > 1:
                return self._one_by_one(group)
            if self._is_there(group[0]):
                log.error("imap.refused", uid=group[0], error=str(refused))
                batch.refused = group
            return batch
        for uid in group:
            if uid in found:
                batch.found.append(found[uid])
            elif self._is_there(uid):
                log.error("imap.refused", uid=uid, error="no body came")
                batch.refused.append(uid)
        return batch

    def _one_by_one(self, group: list[int]) -> Batch:
        parts = [self._batch([uid]) for uid in group]
        found = [each for part in parts for each in part.found]
        return Batch(group, found, [uid for part in parts for uid in part.refused])

    def _is_there(self, uid: int) -> bool:
        """Whether it still lies there; what somebody removed meanwhile is nobody's loss."""
        self.refresh()
        with self._told():
            there = uid in self._search(f"UID {uid}")
        if not there:
            log.info("imap.vanished", uid=uid)
        return there

    def _ask(self, uids: Sequence[int], parts: str) -> list[object]:
        with self._told(lost=uids):
            try:
                status, data = self._client.uid("FETCH", ",".join(map(str, uids)), parts)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise _Refused(self._plain(error)) from error
        if status != "OK":
            raise _Refused(self._plain(data))
        return list(data)

    def _listen(self, until: float, stop: threading.Event) -> None:
        heard = self._has_said()
        while not heard and not stop.is_set() and time.monotonic() < until:
            began = time.monotonic()
            lines = self._box.idle.poll(timeout=PIECE)
            # Back early without a word: most likely the line is gone, which the next command will find.
            early = not lines and time.monotonic() - began < PIECE / 2
            heard = early or not all(line.startswith(b"* OK") for line in lines)

    def _has_said(self) -> bool:
        """Whether news came together with the server's consent to wait: they lie read here, unseen by a poll."""
        socket = self._client.socket()
        socket.settimeout(0)
        try:
            return bool(self._client.readline())
        except OSError:
            return False
        finally:
            socket.settimeout(TIMEOUT)

    @contextlib.contextmanager
    def _told(self, refusal: Trouble = Trouble.answer, lost: Sequence[int] = ()) -> Iterator[None]:
        """Say in a word what went wrong, and in the server's own words without our secrets."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            words = error.verify_message
            raise MailboxTrouble(Trouble.certificate, self._plain(words)) from error
        except (OSError, EOFError, imaplib.IMAP4.abort) as error:
            raise MailboxTrouble(Trouble.line, self._plain(error), lost) from error
        except (UnexpectedCommandStatusError, imaplib.IMAP4.error, ValueError) as error:
            kind = Trouble.login if isinstance(error, MailboxLoginError) else refusal
            raise MailboxTrouble(kind, self._plain(error)) from error

    def _plain(self, said: object) -> str:
        return _words(said).replace(self._account.password, "…")[:300]


def _connect(account: Account) -> BaseMailBox:
    if account.scheme == "imap":
        return MailBoxUnencrypted(account.host, account.port, timeout=TIMEOUT)
    safe = ssl.create_default_context()
    kind = MailBox if account.scheme == "imaps" else MailBoxStartTls
    return kind(account.host, account.port, timeout=TIMEOUT, ssl_context=safe)


def _groups(
    uids: Sequence[int], sizes: dict[int, int], alone: frozenset[int]
) -> Iterator[list[int]]:
    group: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        full = len(group) == AT_ONCE or total + size > BYTES_AT_ONCE
        if group and (full or uid in alone or group[-1] in alone):
            yield group
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group


def _words(said: object) -> str:
    if isinstance(said, UnexpectedCommandStatusError):
        said = said.command_result[1]
    elif isinstance(said, OSError) and said.strerror:
        said = said.strerror
    if isinstance(said, list):
        said = next((each for each in reversed(said) if each), b"")
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
