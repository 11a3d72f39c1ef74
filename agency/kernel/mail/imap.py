"""A mailbox on its server, only looked at: nothing is moved or deleted there, and nothing marked unless asked.

Messages come as the very bytes that the server holds, by id and in their order. Whatever goes wrong on the way is a
MailboxTrouble that says in a word what it was.
"""

import contextlib
import imaplib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog

from agency.kernel.mail.fetched import (
    Fetched,
    parse_dates,
    parse_fetched,
    parse_heads,
    parse_sizes,
)
from agency.kernel.mail.line import Line, MailboxTrouble
from agency.kernel.mail.mailboxes import Trouble

__all__ = ["Batch", "MailboxTrouble", "OpenFolder"]

POLL = 30.0  # between two looks where the server cannot tell by itself
PIECE = 1.0  # how long a stop may go unnoticed
SIZES_AT_ONCE = 200
AT_ONCE = 50
BYTES_AT_ONCE = 8_000_000
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
BODIES = "(UID INTERNALDATE BODY.PEEK[])"
HEADS = "(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM TO SUBJECT)])"
# So many ids fit into a line that the library is willing to read.
IDS_AT_ONCE = 100_000
HEADS_AT_ONCE = 200

log = structlog.get_logger()


class _Refused(Exception):
    """The server answered NO or BAD to one question; the line still stands."""


@dataclass
class Batch:
    """What became of the messages that were asked for together; those in neither list are gone."""

    asked: list[int]
    found: list[Fetched] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


class OpenFolder(Line):
    """The folder of an account, open for reading until the `with` ends. Messages are marked only where it says so."""

    def _begin(self) -> None:
        self.uidvalidity, self.uidnext = self._examine()

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
        day = f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year:04}" if since else ""
        found: list[int] = []
        for begin in range(first, last + 1, IDS_AT_ONCE):
            end = min(begin + IDS_AT_ONCE - 1, last)
            with self._told():
                some = self._search(f"UID {begin}:{end}{day}")
            found += [uid for uid in some if begin <= uid <= end]
        return found

    def fetch(self, uids: Sequence[int], alone: frozenset[int] = frozenset()) -> Iterator[Batch]:
        """The messages with these ids in batches that fit into memory; those in `alone` each by itself."""
        for start in range(0, len(uids), SIZES_AT_ONCE):
            some = uids[start : start + SIZES_AT_ONCE]
            sizes = self._sizes([uid for uid in some if uid not in alone])
            for group in _groups(some, sizes, alone):
                yield self._batch(group)

    def heads(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """The heads of these messages, with those lines that name them; what cannot be had is left out."""
        for start in range(0, len(uids), HEADS_AT_ONCE):
            with contextlib.suppress(_Refused):
                yield from parse_heads(self._ask(uids[start : start + HEADS_AT_ONCE], HEADS))

    def dates(self, uids: Sequence[int]) -> dict[int, datetime]:
        """When the server got these messages, as far as it says."""
        found: dict[int, datetime] = {}
        for start in range(0, len(uids), SIZES_AT_ONCE):
            with contextlib.suppress(_Refused):
                asked = self._ask(uids[start : start + SIZES_AT_ONCE], "(UID INTERNALDATE)")
                found.update(parse_dates(asked))
        return found

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark these as read, as a mail program does."""
        with self._told():
            # Not by the library's own verb: it removes from the folder whatever others have marked as deleted.
            self._client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", "(\\Seen)")

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

    def _examine(self) -> tuple[int, int]:
        with self._told(Trouble.folder):
            self._box.folder.set(self._account.folder, readonly=not self._account.marks_seen)
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
            socket.settimeout(self._timeout)


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
