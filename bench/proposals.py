"""Proposals: their PDF in a child against bare WeasyPrint, the page that clients read, one cell saved."""

import http.client
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from agency.app import create_app
from agency.config import load_settings
from agency.demo.studio import Studio, build
from agency.flows.proposal_sent import proposal_sent
from agency.kernel import clock, edition, pdf, pictures, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.proposals import drafting, drawing, jobs, paper
from agency.proposals.document import Document
from agency.proposals.links import fresh_link
from agency.proposals.models import Proposal
from agency.proposals.parts import Section
from agency.proposals.queries import OPENED
from bench.house import free_port, log_in, until_it_answers
from bench.measure import Row, take_turns
from bench.paper import bare, document_of, handed_of

MOST_MB = 250
FEW, MANY = 10, 10_000
SHORT, USUAL, LONG = 10, 36, 200
HOURS = ("16", "17")
KNOWN = "an empty view that knows who is logged in"
SEARCHED = "and found by search"


def proposal_rows() -> list[Row]:
    """Paper first, then pages, each in a house of its own."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _paper_rows(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        return rows + _page_rows(Path(folder))


# Paper


def _paper_rows(folder: Path) -> list[Row]:
    app = _house(folder)
    with app.app_context():
        studio = build(clock.now())
        db.session.commit()
        whole = document_of(studio)
        pdf.warm_up()
        edition.edition()
        usual, long, short = (_with_lines(whole, many) for many in (USUAL, LONG, SHORT))
        times = take_turns(
            {
                "bare": bare(handed_of(usual), folder),
                "usual": lambda: paper.document_pdf(usual),
                "long": lambda: paper.document_pdf(long),
                "short": lambda: paper.document_pdf(short),
            },
            rounds=7,
        )
        size = len(paper.document_pdf(usual)) // 1024
        again = _twice(app, studio.proposal)
        peak = _peak_of_a_worker(folder)
    bare_name = "bare WeasyPrint, warmed"
    return [
        Row("PDF, 10 pages, 36 lines", bare_name, times["usual"], times["bare"], f"{size} KB"),
        Row("PDF, 200 lines", "10 lines", times["long"], times["short"]),
        Row("PDF, asked for a second time", "the first time", again["second"], again["first"]),
        Row("PDF, 36 lines: memory, in MB", "250 MB", peak, MOST_MB, "most that its child had"),
    ]


def _with_lines(document: Document, many: int) -> Document:
    """The demo's proposal with so many lines."""
    lines = list(islice(cycle(document.lines), many))
    each = 12
    pattern = document.sections[0]
    sections: list[Section] = [
        replace(
            pattern,
            title=f"{pattern.title} {at // each + 1}",
            lines=[
                replace(line, number=at + n + 1) for n, line in enumerate(lines[at : at + each])
            ],
        )
        for at in range(0, many, each)
    ]
    return replace(document, sections=sections, payments=())


def _twice(app: Flask, proposal: Proposal) -> dict[str, float]:
    """The worker's job for a version that was changed, and for the same again."""
    number = count()

    def work(**changed: str) -> None:
        with app.app_context():
            if changed:
                db.session.execute(sa.update(Proposal).where(Proposal.id == id).values(changed))
            jobs.render(id, clock.now())
            db.session.commit()

    def first() -> None:
        work(title=f"A shop window for clay, {next(number)}")

    id = proposal.id
    proposal.want_paper(on=clock.now().date(), valid_days=21)
    db.session.commit()
    return take_turns({"first": first, "second": work}, rounds=7)


def _peak_of_a_worker(folder: Path) -> int:
    """In a process of its own, as a worker is, with the house as it is now; in MB."""
    command = [sys.executable, "-m", "bench.proposals"]
    return int(subprocess.check_output(command, env=_environ(folder), text=True).split()[-1])


def _peak() -> int:
    pdf.warm_up()
    app = create_app(load_settings(dict(os.environ)))
    with app.app_context():
        house, proposal = people.agency(), db.session.scalars(sa.select(Proposal)).first()
        assert proposal is not None
        copies = pictures.copies_of(drawing.pictures_of(proposal))
        today = clock.now().date()
        document = drawing.draw(proposal, house, today=today, copies=copies, address=str)
        paper.document_pdf(_with_lines(document, USUAL))
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


# Pages


def _page_rows(folder: Path) -> list[Row]:
    app = _house(folder)
    with app.app_context():
        studio = build(clock.now())
        draft, row = studio.proposal.id, f"l{_with_hours(studio.proposal)}"
        few, many = (_an_offer(studio, key, n) for key, n in _OFFERS)
        db.session.commit()
        engine = db.engine
    note = f"{_statements(app, engine, many)} statements"
    engine.dispose()
    with _served(folder) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookie = log_in(port)
        typist = Typist(line, cookie, draft, row)
        times = take_turns(
            {
                "empty": lambda: _asked(line, "GET", "/healthz"),
                "known": lambda: _asked(line, "GET", "/healthz", cookie=cookie),
                "few": lambda: _asked(line, "GET", few),
                "many": lambda: _asked(line, "GET", many),
                "hours": typist.hours,
                "words": typist.words,
            },
            rounds=25,
        )
    return [
        Row(f"proposal's page, {MANY:,} views", f"{FEW} views", times["many"], times["few"], note),
        Row("proposal's page", "an empty view", times["few"], times["empty"], note),
        Row("one cell saved", "an empty view", times["hours"], times["empty"]),
        Row("one cell saved", KNOWN, times["hours"], times["known"]),
        Row("one cell of words saved", "an empty view", times["words"], times["empty"], SEARCHED),
    ]


_OFFERS = (("harbour", FEW), ("northgate", MANY))


def _an_offer(studio: Studio, key: str, views: int) -> str:
    """The same pages for another lead, sent, and opened so often; where its client reads them."""
    lead = studio.leads[key]
    draft = drafting.new_draft(lead, by=studio.vera, house=studio.agency)
    draft.sections = [section.copied() for section in studio.proposal.sections]
    db.session.commit()
    draft.want_paper(on=studio.now.date(), valid_days=21)
    db.session.commit()
    jobs.render(draft.id, studio.now)
    proposal_sent(draft, words="Here.", by=studio.vera, at=studio.now, on=studio.now.date())
    for hour in range(views):
        at = studio.now - timedelta(hours=hour)
        timeline.record(
            lead.stream, OPENED, at=at, by=Actor.contact(lead.contact_id), proposal=draft.id
        )
    address = fresh_link(draft, at=studio.now).address
    db.session.commit()
    return address[address.index("/p/") :]


def _statements(app: Flask, engine: sa.Engine, path: str) -> int:
    """How many a reader's page takes who was there already."""
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *more: object) -> None:
        seen.append(statement)

    client = app.test_client()
    client.get(path)
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _with_hours(draft: Proposal) -> int:
    """The line into which is typed."""
    line = next(line for line in draft.lines if line.minutes)
    line.minutes, line.most_minutes = int(HOURS[1]) * 60, None
    return line.id


class Typist:
    """Somebody who types into one line of a draft's sheet; what they saw is what was saved before."""

    def __init__(self, line: http.client.HTTPConnection, cookie: str, draft: int, row: str) -> None:
        self._line, self._cookie, self._path = line, cookie, f"/proposals/{draft}"
        page = _asked(line, "GET", self._path, cookie=cookie)
        names = {"csrf_token": "csrf_token", "seen": f"{row}-seen", "revision": "revision"}
        self._fields = {
            key: _found(rf'name="{name}"[^>]*value="', page) for key, name in names.items()
        }
        self._fields |= {"row": row, "short": "1"}
        self._hours, self._numbers = cycle(HOURS), count()

    def hours(self) -> None:
        """The other hours each time."""
        self._type("hours", next(self._hours))

    def words(self) -> None:
        """Other words each time: search knows them when this is answered."""
        self._type("text", f"Workshop day, number {next(self._numbers)}")

    def _type(self, cell: str, value: str) -> None:
        fields = urlencode({**self._fields, "cell": cell, "value": value})
        answer = _asked(self._line, "POST", f"{self._path}/cells", fields, self._cookie)
        for key in ("seen", "revision"):
            self._fields[key] = _found(f' data-{key}="', answer)


def _found(before: str, page: str) -> str:
    found = re.search(f'{before}([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"Nothing stands behind {before}: {page[:300]}")
    return found[1]


# The house


def _house(folder: Path) -> Flask:
    app = create_app(load_settings(_environ(folder)))
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
    return app


def _environ(folder: Path) -> dict[str, str]:
    environ = {**os.environ, "AGENCY_DATA": str(folder)}
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
        environ.pop(name, None)
    return environ


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "agency.cli", "web"],
        env={**_environ(folder), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _asked(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    cookie: str = "",
) -> str:
    heads = {"Cookie": cookie, "HX-Request": "true"} if cookie and body else {"Cookie": cookie}
    if body is not None:
        heads["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, body, heads)
    answer = line.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:300]}")
    return text


if __name__ == "__main__":
    print(_peak())
