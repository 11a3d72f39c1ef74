"""The postman: reads one folder, and waits there for more.

What he brings is handed to `keep` and committed batch by batch, together with how far he has come. Killed between
two of these he begins again after the last commit, so nothing is lost and nothing taken twice. While he waits for
the network no transaction is open.
"""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from flask import Flask

from agency.kernel import clock, queue
from agency.kernel.db import after_commit, db
from agency.kernel.mail import mailboxes
from agency.kernel.mail.accounts import Account, HowFar
from agency.kernel.mail.fetched import Fetched
from agency.kernel.mail.imap import Batch, MailboxTrouble, OpenFolder
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.mailboxes import Mailbox, Trouble
from agency.kernel.mail.signing_in import NoLongerRead, forget_key, sign_in


class Brought(NamedTuple):
    """A message on its way to us. `arrived_at` is when its server got it, `is_import` that it lay there before."""

    uid: int
    raw: bytes
    arrived_at: datetime | None
    is_import: bool


# Keeps what was brought from a mailbox at this instant; commits nothing.
Keep = Callable[[Sequence[Brought], Mailbox, datetime], None]

IDLE = 60.0  # at most, between two looks; servers hang up after 29 minutes
# After a find: some servers never tell of what came between the look and the wait, and letters come in heaps.
SOON = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
TRIES = 3
# How far the clock of a server may be off ours.
ASTRAY = timedelta(minutes=2)

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """How far the mailbox has been read, as it was before this look."""

    last_uid: int
    first_until: int
    again: list[int]


class Postman:
    """Reads one folder for one application. `now` says what time it is, asked inside the application."""

    def __init__(
        self, account: Account, app: Flask, keep: Keep, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._account = account
        self._app, self._keep, self._now = app, keep, now
        self._pause = FIRST_PAUSE
        # Messages on whose way the line broke: asked for one by one, then left for later.
        self._suspects: frozenset[int] = frozenset()
        self._stop = threading.Event()
        self._log = log.bind(mailbox=account.address)

    def watch(self, stop: threading.Event) -> None:
        """Read, wait for more, and connect anew after growing pauses, until told to stop."""
        self._stop = stop
        while not stop.is_set():
            try:
                self._visit()
            except NoLongerRead:
                return
            except MailboxTrouble as trouble:
                self._report(trouble)
            except Exception as error:  # a database that is away comes back
                self._log.error("mailbox.failed", error=str(error)[:500])
            # Not all at the same moment, where many folders lie on one server that was away.
            stop.wait(self._pause * random.uniform(0.8, 1.2))
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def read_once(self) -> MailboxTrouble | None:
        """Read what is there, and say what stood in the way. Never raises because of the mailbox."""
        for left in reversed(range(TRIES)):
            try:
                with self._opened() as folder:
                    self._look(folder)
                return None
            except NoLongerRead:
                return None
            except MailboxTrouble as trouble:
                self._report(trouble)
                if not (trouble.lost and left):
                    return trouble
        return None

    def _visit(self) -> None:
        with self._opened() as folder:
            while not self._stop.is_set():
                found = self._look(folder)
                self._pause = FIRST_PAUSE
                folder.wait(SOON if found else IDLE, self._stop)

    @contextmanager
    def _opened(self) -> Iterator[OpenFolder]:
        with self._app.app_context():
            account = sign_in(self._account)
            db.session.commit()
        with OpenFolder(account) as folder:
            yield folder

    def _look(self, folder: OpenFolder) -> bool:
        """Take in whatever is new, and say whether anything was."""
        place, began = self._open(folder)
        # Only now: what another clock has met there before us is then before our eyes too.
        folder.refresh()
        new = self._new(folder, place)
        left = len(new)
        for batch in folder.fetch(new, self._suspects):
            left -= len(batch.asked)
            self._take(folder, batch, left)
            if self._stop.is_set():
                return True
        for batch in folder.fetch(place.again, frozenset(place.again)):
            self._take(folder, batch)
        with self._mailbox(folder) as mailbox:
            mailbox.finish(began, place.first_until)
        return bool(new)

    def _open(self, folder: OpenFolder) -> tuple[Place, datetime]:
        with self._mailbox() as mailbox:
            now = self._now()
            if mailbox.open(folder.uidvalidity, folder.uidnext):
                mailbox.reach_back(self._account, now.date())
                self._log.info("mailbox.first_reading", lying_there=mailbox.first_until)
            again = mailbox.to_ask_again(now)
            return Place(mailbox.last_uid, mailbox.first_until, again), now

    def _new(self, folder: OpenFolder, place: Place) -> list[int]:
        """What is to be read: of what lay there first, only what is young enough."""
        lying_there = folder.between(place.last_uid + 1, place.first_until)
        young = self._young(folder, lying_there, place) if lying_there else []
        return young + folder.after(max(place.last_uid, place.first_until))

    def _young(self, folder: OpenFolder, lying_there: list[int], place: Place) -> list[int]:
        with self._app.app_context():
            since = self._account.since(self._now().date())
        if since is None:
            return lying_there
        young = folder.between(place.last_uid + 1, place.first_until, since)
        if self._account.how_far is HowFar.from_now and self._account.begun_at is not None:
            dates, from_now = folder.dates(young), self._account.begun_at - ASTRAY
            young = [uid for uid in young if dates.get(uid, from_now) >= from_now]
        left = len(lying_there) - len(young)
        self._log.info("mailbox.left", older_than=since.isoformat(), messages=left)
        return young

    def _take(self, folder: OpenFolder, batch: Batch, left: int = 0) -> None:
        with self._mailbox(folder) as mailbox:
            now = self._now()
            wanted = [message for message in batch.found if mailbox.wants(message.uid)]
            if wanted:
                self._keep([self._brought(each, mailbox, now) for each in wanted], mailbox, now)
                after_commit(queue.wake)
            for uid in batch.asked:
                if uid in batch.refused:
                    mailbox.owe(uid, now)
                else:
                    mailbox.take(uid)
            mailbox.go_on(now, left)
            fresh = [each.uid for each in wanted if not mailbox.is_first(each.uid)]
        if fresh and self._account.marks_seen:
            folder.mark_seen(fresh)
        self._log.info("mailbox.taken", messages=len(wanted), refused=len(batch.refused))
        self._suspects -= frozenset(batch.asked)

    def _brought(self, message: Fetched, mailbox: Mailbox, now: datetime) -> Brought:
        # The server knows nothing of a demo's own time, and nothing arrives later than now.
        arrived_at = message.arrived_at and min(message.arrived_at + clock.ahead(), now)
        return Brought(message.uid, message.raw, arrived_at, mailbox.is_first(message.uid))

    def _report(self, trouble: MailboxTrouble) -> None:
        """One line in the log, words for the page, and who may have broken the line."""
        self._log.warning("mailbox.trouble", kind=trouble.kind.value, error=trouble.words)
        if trouble.kind is Trouble.login:
            forget_key(self._account)
        lost = frozenset(trouble.lost)
        try:
            with self._mailbox() as mailbox:
                mailbox.fail(trouble.kind, trouble.words)
                if len(lost) == 1 and lost <= self._suspects:
                    self._log.error("imap.refused", uid=min(lost), error="the line broke again")
                    mailbox.owe(min(lost), self._now())
        except NoLongerRead:
            self._stop.set()
        except Exception as error:
            self._log.error("mailbox.failed", error=str(error)[:500])
        self._suspects = lost or self._suspects

    @contextmanager
    def _mailbox(self, folder: OpenFolder | None = None) -> Iterator[Mailbox]:
        """The mailbox in a transaction of its own, committed when the block ends well."""
        with self._app.app_context():
            if self._account.id is None:
                held = mailboxes.hold(self._account.address)
            else:
                self._ask_whether_still_read(self._account.id)
                held = mailboxes.hold_for(self._account)
            if folder and held.uidvalidity != folder.uidvalidity:
                raise MailboxTrouble(Trouble.answer, "the folder was made anew meanwhile")
            yield held
            db.session.commit()

    def _ask_whether_still_read(self, id: int) -> None:
        # Held against whoever changes the account or takes it away, who waits for this batch.
        asked = sa.select(MailAccount.active, MailAccount.version).where(MailAccount.id == id)
        found = db.session.execute(asked.with_for_update(read=True)).first()
        if found is None or tuple(found) != (True, self._account.version):
            raise NoLongerRead
