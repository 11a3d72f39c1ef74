"""A house with a long past against one at its beginning: 100,000 leads with 1,000,000 messages and as many facts on
their timelines, against 1,000 leads. How long the pages take then, and how long a search takes there.

Of the large house's latest ten thousand leads three in ten are open, as of all of the small one's: each row says
how many that is."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import sqlalchemy as sa

from agency.app import create_app
from agency.clients.models import Contact
from agency.config import load_settings
from agency.demo.studio import build
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads import queries
from agency.leads.models import Lead
from bench import crowd, talk, words
from bench.house import Desk, free_port, log_in, until_it_answers
from bench.measure import Row, take_turns

FEW, MANY = 1_000, 100_000
ROUNDS = 15
# The number of a lead that we have answered and that is ours again.
ONE = 41
# What a search may take.
ENOUGH_MS = 50.0
PAGES = {"inbox": "/inbox", "a lead": "/leads/{lead}", "all leads": "/leads", "people": "/contacts"}


@dataclass(frozen=True, eq=False)
class House:
    """Somebody at the desk of a house, one of its open leads, how many leads it has, and how many of them are open."""

    desk: Desk
    lead: int
    leads: int
    open: int
    people: int

    def get(self, path: str) -> bytes:
        return self.desk.get(path.format(lead=self.lead))


def scale_rows() -> list[Row]:
    """The pages of both houses in turns, and the searches in the large one."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with _house(Path(folder) / "few", FEW) as few, _house(Path(folder) / "many", MANY) as many:
            made = time.perf_counter() - began
            return [
                *_pages(few, many),
                _search(many.desk, f"the house was made in {made:.0f} s"),
            ]


def _pages(few: House, many: House) -> Iterator[Row]:
    calls = {
        (name, house): partial(house.get, path)
        for name, path in PAGES.items()
        for house in (few, many)
    }
    times = take_turns(calls, rounds=ROUNDS, warm=3)
    # Neither house is the same as the other but for its past: who reads these rows is told what each of them has.
    for name in PAGES:
        if name == "people":
            note = f"{many.people:,} people against {few.people:,}"
        else:
            note = f"{many.open:,} open leads against {few.open:,}"
        what = f"{name}, {many.leads:,} leads"
        yield Row(what, f"{few.leads:,} leads", times[name, many], times[name, few], note)


def _search(desk: Desk, note: str) -> Row:
    """Every kind of question some times over: what one of twenty takes longer than."""
    took = []
    for q in questions():
        path = f"/search?{urlencode({'q': q})}"
        desk.get(path)
        for _ in range(3):
            start = time.perf_counter()
            desk.get(path)
            took.append((time.perf_counter() - start) * 1000)
    took.sort()
    late, middle = took[int(len(took) * 0.95)], statistics.median(took)
    messages = f"{MANY * talk.MESSAGES:,} messages"
    return Row(
        f"search, p95, {messages}", "50 ms", late, ENOUGH_MS, f"median {middle:.0f} ms; {note}"
    )


def questions() -> list[str]:
    """Common words and rare ones, in both alphabets; names with slips; numbers, addresses, companies."""
    people = [crowd.person(number) for number in (5, 101, 2_002, 40_404, 90_001)]
    english, russian = (each.words for each in words.TEXT)
    common, rare = (english[0], russian[0], russian[30]), (english[12_000], russian[20_000])
    return [
        *common,
        *rare,
        f"{russian[1]} {russian[2]}",
        f"{english[0]} {russian[20_000]}",
        russian[50][:3],
        *(each.name for each in people),
        *(_with_a_slip(each.name.split()[1]) for each in people),
        *(each.client for each in people),
        *(each.email for each in people),
        *(each.phone for each in people),
        *("8" + each.phone[2:] for each in people),
        people[0].phone[-9:],
        words.title_of(77),
    ]


def _with_a_slip(name: str) -> str:
    return name[:2] + name[3] + name[2] + name[4:] if len(name) > 4 else name


@contextmanager
def _house(folder: Path, leads: int) -> Iterator[House]:
    folder.mkdir()
    port = free_port()
    environ = {**os.environ, "AGENCY_DATA": str(folder), "PORT": str(port)}
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
        environ.pop(name, None)
    lead, waiting, people = _fill(environ, leads)
    command = [sys.executable, "-m", "agency.cli", "web"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet)
    try:
        until_it_answers(port)
        yield House(Desk(port, log_in(port), 0), lead, leads, waiting, people)
    finally:
        server.terminate()
        server.wait(30)


def _fill(environ: dict[str, str], leads: int) -> tuple[int, int, int]:
    """A lead of the same kind whatever the size, how many are open, and how many people are in the book."""
    app = create_app(load_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
        studio = build(clock.now())
        db.session.commit()
        crowd.fill(leads, owner_id=studio.vera.id, now=studio.now)
        latest = db.session.scalar(sa.select(sa.func.max(Lead.id))) or 0
        (waiting,) = queries.how_many_open([()])
        people = db.session.scalar(sa.select(sa.func.count(Contact.id))) or 0
        db.session.remove()
        db.engine.dispose()
    return latest - ONE, waiting, people
