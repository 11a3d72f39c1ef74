"""What the whole house takes in from a real mail server: a thousand new messages, none lost and none twice."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from imap_tools import MailBoxUnencrypted

from agency.kernel.db import db, reading
from agency.kernel.mail.mailboxes import Mailbox
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead
from agency.leads.outcomes import Outcome
from bench.mail import a_house, a_letter, opened
from bench.measure import Row
from tests.imap_servers import PASSWORD, ImapServer, TestMailbox, imap_server
from tests.wire import Wire

MESSAGES = 1000
ASKED_FOR = 50  # a second, sustained
PATIENCE = 240.0


def inbox_rows() -> list[Row]:
    """From the first message in the mailbox until the last is a lead: clock, worker and database side by side."""
    with imap_server() as server, a_house() as (app, environ):
        box = _mailbox(server)
        environ["IMAP_URL"] = box.url
        with opened(environ), app.app_context():
            _until(lambda: _asked(sa.select(Mailbox.read_at)))
            leads = _count(Lead)
            began = time.perf_counter()
            _deliver(box)
            _until(lambda: _count(Arrival, Arrival.outcome.is_not(None)) >= MESSAGES)
            took = time.perf_counter() - began
            _ensure_none_lost_none_twice(_count(Lead) - leads)
    pace = MESSAGES / took
    return [
        Row(
            f"{MESSAGES:,} messages from IMAP, each a lead",
            f"{ASKED_FOR} a second",
            took * 1000,
            MESSAGES / ASKED_FOR * 1000,
            f"{pace:.0f} a second, none lost, none twice",
        )
    ]


def _mailbox(server: ImapServer) -> TestMailbox:
    server.add("bench@kvarta.example")
    return TestMailbox(server, Wire(server.port), "bench@kvarta.example")


def _deliver(box: TestMailbox) -> None:
    with _logged_in(box) as line:
        for number in range(MESSAGES):
            line.append(a_letter(number), "INBOX")


@contextmanager
def _logged_in(box: TestMailbox) -> Iterator[MailBoxUnencrypted]:
    with MailBoxUnencrypted("127.0.0.1", box.server.port).login(box.user, PASSWORD) as line:
        yield line


def _ensure_none_lost_none_twice(leads: int) -> None:
    taken = _count(Arrival)
    ids = _asked(sa.select(sa.func.count(sa.distinct(Arrival.message_id))))
    sorted_as = _count(Arrival, Arrival.outcome == Outcome.lead)
    if {taken, ids, sorted_as, leads} != {MESSAGES}:
        raise RuntimeError(f"{taken} taken, {ids} ids, {sorted_as} sorted as leads, {leads} leads")


def _count(model: type[Arrival] | type[Lead], *where: sa.ColumnElement[bool]) -> int:
    return int(_asked(sa.select(sa.func.count(model.id)).where(*where)) or 0)


def _asked(question: sa.Select[Any]) -> Any:
    # Without a lock, which the house would have to wait for.
    with reading():
        found = db.session.scalar(question)
        db.session.rollback()
    return found


def _until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if done():
            return
        time.sleep(0.1)
    raise RuntimeError("It took too long")
