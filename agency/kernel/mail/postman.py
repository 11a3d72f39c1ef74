"""The postman: reads the mailbox, and waits there for more.

What he brings is handed to `keep` and committed batch by batch, together with how far he has come. Killed between
two of these he begins again after the last commit, so nothing is lost and nothing taken twice. While he waits for
the network no transaction is open.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from flask import Flask

from agency.kernel import clock, queue
from agency.kernel.db import after_commit, db
from agency.kernel.mail import mailboxes
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.fetched import Fetched
from agency.kernel.mail.imap import Batch, MailboxTrouble, OpenFolder
from agency.kernel.mail.mailboxes import Mailbox, Trouble

# Keeps the bytes of a message, with seen_at, arrived_at, is_import, mailbox, uidvalidity and uid; commits nothing.
Keep = Callable[..., Any]

IDLE = 60.0  # at most, between two looks; servers hang up after 29 minutes
# After a find: some servers never tell of what came between the look and the wait, and letters come in heaps.
SOON = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CLOSING = 3.0
TRIES = 3

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """How far the mailbox has been read, as it was before this look."""

    last_uid: int
    first_until: int
    again: list[int]


class Postman:
    """Reads one mailbox for one application. `now` says what time it is, asked inside the application."""

    def __init__(
        self, url: str, app: Flask, keep: Keep, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._account = Account.parse(url)
        self._app, self._keep, self._now = app, keep, now
        self._pause = FIRST_PAUSE
        # Messages on whose way the line broke: asked for one by one, then left for later.
        self._suspects: frozenset[int] = frozenset()
        self._log = log.bind(mailbox=self._account.address)

    def watch(self, stop: threading.Event) -> None:
        """Read, wait for more, and connect anew after growing pauses, until told to stop."""
        while not stop.is_set():
            try:
                self._visit(stop)
            except MailboxTrouble as trouble:
                self._report(trouble)
            except Exception as error:  # a database that is away comes back
                self._log.error("mailbox.failed", error=str(error)[:500])
            stop.wait(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def read_once(self) -> MailboxTrouble | None:
        """Read what is there, and say what stood in the way. Never raises because of the mailbox."""
        for left in reversed(range(TRIES)):
            try:
                with OpenFolder(self._account) as folder:
                    self._look(folder)
                return None
            except MailboxTrouble as trouble:
                self._report(trouble)
                if not (trouble.lost and left):
                    return trouble
        return None

    def _visit(self, stop: threading.Event) -> None:
        with OpenFolder(self._account) as folder:
            while not stop.is_set():
                found = self._look(folder)
                self._pause = FIRST_PAUSE
                folder.wait(SOON if found else IDLE, stop)

    def _look(self, folder: OpenFolder) -> bool:
        """Take in whatever is new, and say whether anything was."""
        place, began = self._open(folder)
        # Only now: what another clock has met there before us is then before our eyes too.
        folder.refresh()
        new = self._new(folder, place)
        for batch in folder.fetch(new, self._suspects):
            self._take(folder, batch)
        for batch in folder.fetch(place.again, frozenset(place.again)):
            self._take(folder, batch)
        with self._mailbox(folder) as mailbox:
            mailbox.finish(began, place.first_until)
        return bool(new)

    def _open(self, folder: OpenFolder) -> tuple[Place, datetime]:
        with self._mailbox() as mailbox:
            now = self._now()
            if mailbox.open(folder.uidvalidity, folder.uidnext):
                self._log.info("mailbox.first_reading", lying_there=mailbox.first_until)
            again = mailbox.to_ask_again(now)
            return Place(mailbox.last_uid, mailbox.first_until, again), now

    def _new(self, folder: OpenFolder, place: Place) -> list[int]:
        """What is to be read: of what lay there first, only what is young enough."""
        lying_there = folder.between(place.last_uid + 1, place.first_until)
        young = lying_there
        since = self._since() if lying_there else None
        if since:
            young = folder.between(place.last_uid + 1, place.first_until, since)
            left = len(lying_there) - len(young)
            self._log.info("mailbox.left", older_than=since.isoformat(), messages=left)
        return young + folder.after(max(place.last_uid, place.first_until))

    def _since(self) -> date | None:
        with self._app.app_context():
            return self._account.since(self._now().date())

    def _take(self, folder: OpenFolder, batch: Batch) -> None:
        with self._mailbox(folder) as mailbox:
            now = self._now()
            wanted = [message for message in batch.found if mailbox.wants(message.uid)]
            for message in wanted:
                self._hand_over(message, mailbox, now)
            for uid in batch.asked:
                if uid in batch.refused:
                    mailbox.owe(uid, now)
                else:
                    mailbox.take(uid)
            if wanted:
                after_commit(queue.wake)
        self._log.info("mailbox.taken", messages=len(wanted), refused=len(batch.refused))
        self._suspects -= frozenset(batch.asked)

    def _hand_over(self, message: Fetched, mailbox: Mailbox, now: datetime) -> None:
        self._keep(
            message.raw,
            seen_at=now,
            # The server knows nothing of a demo's own time, and nothing arrives later than now.
            arrived_at=message.arrived_at and min(message.arrived_at + clock.ahead(), now),
            is_import=mailbox.is_first(message.uid),
            mailbox=mailbox,
            uidvalidity=mailbox.uidvalidity,
            uid=message.uid,
        )

    def _report(self, trouble: MailboxTrouble) -> None:
        """One line in the log, words for the page, and who may have broken the line."""
        self._log.warning("mailbox.trouble", kind=trouble.kind.value, error=trouble.words)
        lost = frozenset(trouble.lost)
        try:
            with self._mailbox() as mailbox:
                mailbox.fail(trouble.kind, trouble.words)
                if len(lost) == 1 and lost <= self._suspects:
                    self._log.error("imap.refused", uid=min(lost), error="the line broke again")
                    mailbox.owe(min(lost), self._now())
        except Exception as error:
            self._log.error("mailbox.failed", error=str(error)[:500])
        self._suspects = lost or self._suspects

    @contextmanager
    def _mailbox(self, folder: OpenFolder | None = None) -> Iterator[Mailbox]:
        """The mailbox in a transaction of its own, committed when the block ends well."""
        with self._app.app_context():
            held = mailboxes.hold(self._account.address)
            if folder and held.uidvalidity != folder.uidvalidity:
                raise MailboxTrouble(Trouble.answer, "the folder was made anew meanwhile")
            yield held
            db.session.commit()


@contextmanager
def at_work(url: str | None, app: Flask, keep: Keep, stop: threading.Event) -> Iterator[None]:
    """A postman in a thread of his own until the block ends; none where there is no mailbox."""
    if url is None:
        yield
        return
    watch = Postman(url, app, keep).watch
    thread = threading.Thread(target=watch, args=[stop], name="postman", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        # On a dead line he hears nothing; what he has not committed is read again.
        thread.join(CLOSING)
