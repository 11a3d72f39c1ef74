"""Postmen: one for each folder that is read, IMAP_URL and those of the settings; who is needed follows the database.

Each is a thread of his own, so a mailbox that is broken delays no other. A change in the settings counts within
seconds and needs no new start.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask import Flask

from agency.kernel import clock
from agency.kernel.db import db, reading
from agency.kernel.mail import fence, mail_accounts
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.postman import Keep, Postman

EVERY = 2.0  # seconds between two looks at who is needed
APART = 0.1  # seconds between two who begin, so that not all of them knock at once
CLOSING = 3.0

log = structlog.get_logger()


@dataclass
class _AtWork:
    """A postman at work, and how to send him home."""

    thread: threading.Thread
    stop: threading.Event = field(default_factory=threading.Event)


class Postmen:
    """Keeps a postman at every folder that is to be read."""

    def __init__(self, url: str | None, app: Flask, keep: Keep) -> None:
        self._fixed = (Account.parse(url),) if url else ()
        self._app, self._keep = app, keep
        self._at_work: dict[Account, _AtWork] = {}

    def run(self, stop: threading.Event) -> None:
        """Until told to stop."""
        while not stop.is_set():
            try:
                self._settle(read_now(self._app, self._fixed), stop)
            except Exception as error:  # a database that is away comes back
                log.error("postmen.failed", error=str(error)[:500])
            stop.wait(EVERY)
        self._send_home()

    def _settle(self, wanted: list[Account], stop: threading.Event) -> None:
        for account in set(self._at_work) - set(wanted):
            self._at_work.pop(account).stop.set()
        for account in wanted:
            man = self._at_work.get(account)
            if man is None or not man.thread.is_alive():
                self._at_work[account] = self._begin(account)
                if stop.wait(APART):
                    return

    def _begin(self, account: Account) -> _AtWork:
        end = threading.Event()
        watch = Postman(account, self._app, self._keep).watch
        thread = threading.Thread(target=watch, args=[end], name="postman", daemon=True)
        thread.start()
        return _AtWork(thread, end)

    def _send_home(self) -> None:
        for man in self._at_work.values():
            man.stop.set()
        for man in self._at_work.values():
            # On a dead line he hears nothing; what he has not committed is read again.
            man.thread.join(CLOSING / max(1, len(self._at_work)))


def read_now(app: Flask, fixed: tuple[Account, ...] = ()) -> list[Account]:
    """Every folder that is to be read, as the settings stand; the one of IMAP_URL comes first."""
    with app.app_context(), reading():
        found = [each for row in mail_accounts.to_read() for each in row.folders()]
        db.session.rollback()
    taken = {account.address for account in fixed}
    return [*fixed, *(account for account in found if account.address not in taken)]


def read_once(
    url: str | None, app: Flask, keep: Keep, now: Callable[[], datetime] = clock.now
) -> list[tuple[Account, MailboxTrouble]]:
    """Read every folder once, and say which ones were not read and why."""
    fixed = (Account.parse(url),) if url else ()
    troubles = []
    for account in read_now(app, fixed):
        with app.app_context():
            began = now()
        trouble = Postman(account, app, keep, now).read_once()
        if trouble is None:
            fence.was_read(account, began)
        else:
            troubles.append((account, trouble))
    return troubles


@contextmanager
def at_work(url: str | None, app: Flask, keep: Keep, stop: threading.Event) -> Iterator[None]:
    """Postmen in threads of their own until the block ends."""
    thread = threading.Thread(
        target=Postmen(url, app, keep).run, args=[stop], name="postmen", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(CLOSING + APART)
