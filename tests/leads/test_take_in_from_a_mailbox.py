"""A letter in the mailbox becomes an arrival that is sorted, by `agency clock` as by one pass of it."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from flask import Flask

from agency.config import ROOT, Settings
from agency.demo.studio import Studio
from agency.kernel.db import begin_reading, begin_writing, db
from agency.kernel.house.supervisor import GRACE
from agency.leads.arrivals import Arrival
from tests.house import OURS
from tests.imap_servers import PASSWORD, TestMailbox
from tests.kernel.house.waiting import until
from tests.support import everything


@pytest.fixture
def database() -> str:
    """The processes are the same on both: one database is enough."""
    return "sqlite"


def letter(number: int) -> bytes:
    return (
        f"From: Anna <anna@oliva.example>\r\nTo: hello@kvarta.example\r\nSubject: Site {number}\r\n"
        f"Message-ID: <{number}@oliva.example>\r\n\r\nWe need web site number {number}.\r\n"
    ).encode()


def clock(app: Flask, url: str, *words: str) -> subprocess.Popen[str]:
    """`agency clock` on the house of this test, which reads this mailbox."""
    db.session.commit()
    settings: Settings = app.config["SETTINGS"]
    rest = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "agency.cli", "clock", *words],
        env={
            **rest,
            "PYTHONPATH": str(ROOT),
            "AGENCY_DATA": str(settings.data),
            "DATABASE_URL": settings.database_url,
            "IMAP_URL": url,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sorted_ones() -> list[Arrival]:
    """What came in and was sorted; no lock that others would wait for."""
    db.session.rollback()
    begin_reading()
    rows = [each for each in everything(Arrival) if each.outcome is not None]
    db.session.expunge_all()
    db.session.rollback()
    begin_writing()
    return rows


def test_one_pass_reads_the_mailbox_first_as_at_its_own_time(
    app: Flask, studio: Studio, mailbox: TestMailbox
) -> None:
    (app.config["SETTINGS"].data / "demo").touch()
    mailbox.deliver(letter(1))
    at = ("--once", "--at", "2026-03-19T09:00Z")
    nowhere = mailbox.address("imap", "127.0.0.1", 1)
    reading, failing = clock(app, mailbox.url, *at), clock(app, nowhere, *at)

    said, complaints = reading.communicate()
    assert "done" in said and "Warning" not in complaints
    [first] = sorted_ones()
    assert first.seen_at == first.arrived_at == datetime(2026, 3, 19, 9, tzinfo=UTC)
    assert first.is_import

    said, complaints = failing.communicate()
    assert failing.returncode == 0 and "done" in said
    assert "was not read: Connection refused" in complaints
    assert PASSWORD not in complaints


def test_the_clock_sorts_a_letter_at_once_and_closes_in_time(
    app: Flask, studio: Studio, mailbox: TestMailbox
) -> None:
    running = clock(app, mailbox.url)
    try:
        until(lambda: mailbox.wire.heard("IDLE"))
        mailbox.deliver(letter(1))
        until(lambda: len(sorted_ones()) == 1, within=20)
        until(lambda: mailbox.wire.heard("IDLE") == 2)
        mailbox.wire.silent.set()
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=GRACE)
        assert running.returncode == 0
    finally:
        running.kill()
        running.communicate()
    assert not sorted_ones()[0].is_import
