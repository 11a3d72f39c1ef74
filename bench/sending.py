"""Letters out: the product's line to an SMTP server beside bare smtplib, and the whole outbox around it.

One server in a process of its own takes all of them; the two send the very same bytes, in turns.
"""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import jobs, lines, outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.lines import Lines
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.relay import Relay
from agency.kernel.mail.transport import Parcel
from bench.mail import a_house
from bench.measure import Row, take_turns
from tests.house import free_port

LETTERS, ROUNDS = 200, 7
WORDS = "Good morning,\n\nhere is what we spoke about.\n\n" * 20


def sending_rows() -> list[Row]:
    """The line alone, and the outbox with its claims and commits."""
    with a_server() as port, a_house() as (app, _), app.app_context():
        letters = _posted()
        parcels = [Parcel.of(each) for each in letters]
        ids = [each.id for each in letters]
        db.session.commit()
        db.session.remove()
        to, bare = Lines(Relay("127.0.0.1", port)), smtplib.SMTP("127.0.0.1", port)
        times = take_turns(
            {
                "line": lambda: [to.deliver(each) for each in parcels],
                "bare": lambda: [
                    bare.sendmail(each.sender, each.recipients, each.mime) for each in parcels
                ],
                "outbox": lambda: _through_the_outbox(app, ids, port),
            },
            rounds=ROUNDS,
            warm=1,
        )
        lines.hang_up()
    return [
        _row(f"{LETTERS} letters through our kept line", times["line"], times["bare"]),
        _row(f"{LETTERS} letters out of the outbox, SQLite", times["outbox"], times["bare"]),
    ]


@contextmanager
def a_server() -> Iterator[int]:
    """An SMTP server that takes everything; its port."""
    port = free_port()
    handler = ("-c", "aiosmtpd.handlers.Sink")
    command = [sys.executable, "-m", "aiosmtpd", "-n", *handler, "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _posted() -> list[Letter]:
    draft = Draft(
        sender=Correspondent("Vera Lindt", "hello@kvarta.example"),
        to=[Correspondent("Inês Carvalho", "ines@olarianova.example")],
        subject="A web shop",
        text=WORDS,
        lang="en",
        house="Kvarta",
    )
    now = datetime.now(UTC)
    found = [outbox.post(draft, now=now) for _ in range(LETTERS)]
    db.session.execute(sa.delete(due.Due))
    return found


def _through_the_outbox(app: Flask, ids: list[int], port: int) -> None:
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], smtp_url=f"smtp://127.0.0.1:{port}", imap_url=None
    )
    db.session.execute(sa.update(Letter).values(state=LetterState.queued, sent_at=None))
    db.session.commit()
    now = datetime.now(UTC)
    for each in ids:
        jobs.deliver(each, now)
        db.session.remove()  # as between two jobs of a worker
    left = db.session.scalar(
        sa.select(sa.func.count()).where(Letter.id.in_(ids), Letter.state != LetterState.sent)
    )
    db.session.commit()
    if left:
        raise RuntimeError(f"{left} letters did not leave")


def _row(name: str, ms: float, bare: float) -> Row:
    pace = LETTERS / ms * 1000
    return Row(name, "bare smtplib", ms, bare, f"{bare / ms:.2f} × its pace, {pace:.0f} a second")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("The server does not answer")
