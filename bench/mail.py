"""Mail in, against bare parsing of the same bytes; and how late the running clock is with what is due."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from agency.app import create_app
from agency.config import load_settings
from agency.demo.studio import build
from agency.flows.letter_received import letter_received
from agency.kernel import clock, due
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.leads import arrivals
from bench.house import free_port, until_it_answers
from bench.measure import Row, take_turns

WORDS = "We sell tiles and need a site by the summer. Who could talk to us on Monday?\n" * 30
DUE = 60
EVERY = timedelta(milliseconds=50)


def mail_rows() -> list[Row]:
    """What a letter costs on its way in, and how late the worst of sixty due things was."""
    return [_taking_in(), _lateness()]


def _taking_in() -> Row:
    with a_house() as (app, _), app.app_context():
        number = count()
        times = take_turns(
            {"ours": lambda: _take_in(a_letter(next(number))), "bare": lambda: _parse(a_letter(0))},
            rounds=200,
        )
    name = "a letter in: kept, sorted, a lead"
    return Row(name, "bare parsing", times["ours"], times["bare"], f"{len(a_letter(0)) // 1024} KB")


def _take_in(raw: bytes) -> None:
    now = clock.now()
    arrival = arrivals.take_in(raw, seen_at=now, arrived_at=now)
    db.session.commit()
    arrivals.sort_now(arrival, letter_received)
    db.session.commit()


def _parse(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def a_letter(number: int) -> bytes:
    """A letter of some pages that asks for work, from somebody new."""
    letter = EmailMessage()
    letter["From"] = f"Ana Lopes <ana{number}@casa-do-mar.pt>"
    letter["To"], letter["Subject"] = "hello@kvarta.example", f"A site for tiles, {number}"
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{number}@casa-do-mar.pt>"
    letter.set_content(WORDS)
    letter.add_alternative(f"<p>{WORDS}</p>", subtype="html")
    return letter.as_bytes()


def _lateness() -> Row:
    with a_house() as (app, environ), opened(environ), app.app_context():
        first = clock.now() + timedelta(seconds=1)
        due_at = {
            letter.id: first + number * EVERY for number, letter in enumerate(_letters(first))
        }
        for letter_id, at in due_at.items():
            due.plan("mail.deliver", letter_id, at)
        db.session.commit()
        late = sorted(sent - due_at[letter] for letter, sent in _sent(due_at).items())
    worst = late[-1].total_seconds() * 1000
    middle = late[len(late) // 2].total_seconds() * 1000
    return Row(
        f"due until done, the worst of {DUE}", "a second", worst, 1000.0, f"median {middle:.0f} ms"
    )


def _letters(now: datetime) -> list[Letter]:
    letters = [
        Letter(
            message_id=f"<{number}@bench>",
            sender="hello@kvarta.example",
            recipients=["ana@casa-do-mar.pt"],
            subject="Due",
            mime=b"Subject: Due\r\n\r\nDue",
            queued_at=now,
        )
        for number in range(DUE)
    ]
    db.session.add_all(letters)
    db.session.flush()
    return letters


def _sent(letters: dict[int, datetime], seconds: float = 60) -> dict[int, datetime]:
    deadline = time.monotonic() + seconds
    wanted = sa.select(Letter.id, Letter.sent_at).where(Letter.state == LetterState.sent)
    while time.monotonic() < deadline:
        found = {id: at for id, at in db.session.execute(wanted).all() if id in letters}
        db.session.rollback()
        if len(found) == len(letters):
            return found
        time.sleep(0.2)
    raise RuntimeError("Not everything that was due was done")


@contextmanager
def a_house(**more: str) -> Iterator[tuple[Flask, dict[str, str]]]:
    """The demo studio in a folder of its own, and how to start it; `more` settings are the environment's."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "AGENCY_DATA": folder, "PORT": str(free_port())}
        for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
            environ.pop(name, None)
        environ |= more
        app = create_app(load_settings(environ))
        with app.app_context():
            flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
            build(clock.now())
            db.session.commit()
        (Path(folder) / "demo").touch()
        yield app, environ
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def opened(environ: dict[str, str]) -> Iterator[None]:
    """`agency up` on it: web, worker, clock and the embedded Redis."""
    house = subprocess.Popen(
        [sys.executable, "-m", "agency.cli", "up"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(int(environ["PORT"]))
        yield
    finally:
        house.terminate()
        house.wait(30)
