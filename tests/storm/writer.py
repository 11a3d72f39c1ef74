"""Writes the letters of the storm: `python -m tests.storm.writer WANTED`. Killed, it goes on where it was.

WANTED is a file that says how many letters there are to be by now.

Each transaction posts some letters by the product's own outbox, as a business moment would; what was not committed
was not written.
"""

import sys
from pathlib import Path
from random import Random
from threading import Event

import sqlalchemy as sa

from agency.app import create_app
from agency.config import load_settings
from agency.kernel import clock
from agency.kernel.db import db, reading
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Letter

MOST = 20
BREATH = 0.05
SENDER = Correspondent("Vera", "vera@kvarta.example")


def write(wanted: Path) -> None:
    """Until killed."""
    random, breath = Random(0), Event()
    while True:
        with reading():
            there = db.session.scalar(sa.select(sa.func.count(Letter.id))) or 0
            db.session.rollback()
        for number in range(there, min(int(wanted.read_text()), there + random.randint(1, MOST))):
            outbox.post(_draft(number), now=clock.now())
        db.session.commit()
        breath.wait(BREATH)


def _draft(number: int) -> Draft:
    return Draft(
        sender=SENDER,
        to=[Correspondent("", f"client{number}@example.com")],
        subject=f"Letter {number}",
        text=f"Hello,\n\nthis is letter {number} of the storm.\n\nVera",
        lang="en",
        house="Kvarta",
    )


if __name__ == "__main__":
    with create_app(load_settings()).app_context():
        write(Path(sys.argv[1]))
