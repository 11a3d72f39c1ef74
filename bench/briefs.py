"""Briefs handed in, by their rate against an empty view; and a page of a hundred questions against one of ten."""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from threading import local
from urllib.parse import urlencode

import sqlalchemy as sa

from agency.briefs import queries
from agency.briefs.filling import OPEN_FOR
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.templates import BriefTemplate, version_one
from agency.kernel import clock
from agency.kernel.auth import make_link
from agency.kernel.db import db
from agency.leads.models import Lead
from bench.house import until_it_answers
from bench.mail import a_house
from bench.measure import Row, take_turns
from tests.support import forms_of

BATCH, ROUNDS, AT_ONCE = 24, 5, 8
FEW, MANY = 10, 100
ENGLISH = {"Accept-Language": "en"}


@dataclass(frozen=True)
class Waiting:
    """A brief that lacks its last page only: where that goes, and what it brings."""

    path: str
    body: str


class Visitors:
    """Some people at once, each on a line of their own and, as the proxy says, at an address of their own."""

    def __init__(self, port: int) -> None:
        self._port, self._line = port, local()
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def all(self, call: Callable[..., object], among: Iterable[object]) -> float:
        """How long it takes until the last has its answer, in ms."""
        start = time.perf_counter()
        list(self._pool.map(call, among))
        return (time.perf_counter() - start) * 1000

    def get(self, path: str) -> str:
        """A page."""
        return self._ask("GET", path, 200)

    def send(self, waiting: Waiting) -> None:
        """Hand a brief in; it is on disk when this is answered."""
        self._ask("POST", waiting.path, 303, waiting.body)

    def _ask(self, method: str, path: str, wanted: int, body: str | None = None) -> str:
        if not hasattr(self._line, "open"):
            self._line.open = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        heads = {**ENGLISH, "X-Forwarded-For": f"10.{hash(path) % 250}.{hash(body) % 250}.7"}
        if body is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.open.request(method, path, body, heads)
            answer = self._line.open.getresponse()
        except http.client.RemoteDisconnected:
            # It was idle for so long that the server hung up.
            self._line.open.close()
            self._line.open.request(method, path, body, heads)
            answer = self._line.open.getresponse()
        page: str = answer.read().decode()
        if answer.status != wanted:
            raise RuntimeError(f"{path} answered {answer.status}")
        return page


def brief_rows() -> list[Row]:
    """Handed in and durable, and what a question shown costs on a long page."""
    with a_house() as (app, environ), app.app_context():
        many = (ROUNDS + 1) * BATCH
        tokens, asked = _nearly_done(many, clock.now())
        _long_pages()
        db.session.commit()
        db.session.remove()
        with served({**environ, "PROXIES": "1"}) as visitors:
            rows = [_handed_in(visitors, [_last_page(visitors, each, asked) for each in tokens])]
            rows.append(_questions(visitors))
        _ensure_all_are_leads(many)
    return rows


def _handed_in(visitors: Visitors, waiting: list[Waiting]) -> Row:
    batches = [waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH)]
    empty, ours = [], []
    for number, batch in enumerate(batches):
        took = (
            visitors.all(visitors.get, ["/healthz"] * BATCH),
            visitors.all(visitors.send, batch),
        )
        if number:  # the first is to get warm
            empty.append(took[0])
            ours.append(took[1])
    one, other = median(ours) / BATCH, median(empty) / BATCH
    note = f"{1000 / one:.0f} a second, {other / one:.2f} × the empty view's {1000 / other:.0f}"
    return Row(f"a brief handed in, {AT_ONCE} people at once", "an empty view", one, other, note)


def _questions(visitors: Visitors) -> Row:
    times = take_turns(
        {many: lambda many=many: visitors.get(f"/brief/bench-{many}") for many in (FEW, MANY)},
        rounds=25,
    )
    return Row(
        f"a page of {MANY} questions, per question",
        f"one of {FEW}, per question",
        times[MANY] / MANY,
        times[FEW] / FEW,
        f"{times[MANY]:.0f} ms and {times[FEW]:.0f} ms whole",
    )


@contextmanager
def served(environ: dict[str, str]) -> Iterator[Visitors]:
    """The product's own web server on this house, and people before it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "agency.cli", "web"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = int(environ["PORT"])
        until_it_answers(port)
        yield Visitors(port)
    finally:
        server.terminate()
        server.wait(30)


def _nearly_done(many: int, now: datetime) -> tuple[list[str], Questionnaire]:
    """So many briefs for a web site that lack only what the last page asks; the secrets of their addresses."""
    template = queries.live_template("website")
    assert template is not None and template.current is not None
    pages = template.current.asks.pages
    tokens = []
    for number in range(many):
        brief = Brief(
            version=template.current,
            language="en",
            started_at=now - timedelta(minutes=9),
            answers=[],
            doubts=[],
        )
        db.session.add(brief)
        for page in pages[:-1]:
            for question in page.questions:
                said = _said(question, number)
                if said:
                    brief.answer(question, said, at=now)
        db.session.flush()
        tokens.append(make_link("brief", brief.id, at=now, expires_at=now + OPEN_FOR))
    return tokens, template.current.asks


def _said(question: Question, number: int) -> str:
    kind = question.kind
    said = {
        QuestionKind.name: f"Ana Lopes {number}",
        QuestionKind.organisation: f"Casa do Mar {number}",
        QuestionKind.email: f"ana{number}@casa-do-mar-{number}.pt",
        QuestionKind.long: "We sell tiles by hand and would like to sell them far away. " * 4,
        QuestionKind.text: "Portuguese and English",
    }
    return said.get(kind, "")


def _last_page(visitors: Visitors, token: str, asked: Questionnaire) -> Waiting:
    (form,) = [each for each in forms_of(visitors.get(f"/brief/f/{token}/4")) if each.id == "brief"]
    fields = {name: value for name, value in form.fields.items() if isinstance(value, str)}
    for question in asked.pages[-1].questions:
        if question.kind is QuestionKind.budget:
            fields[question.field] = question.choices[2].key
        elif question.kind is QuestionKind.long:
            fields[question.field] = "August. The workshop closes then."
    return Waiting(form.action, urlencode(fields | {"zone": "Europe/Lisbon", "go": "next"}))


def _long_pages() -> None:
    template = queries.live_template("website")
    assert template is not None
    kinds = [QuestionKind.text, QuestionKind.long, QuestionKind.number, QuestionKind.link]
    for many in (FEW, MANY):
        questions = tuple(
            Question(f"k{n}", kinds[n % len(kinds)], {"en": f"What is number {n}?"})
            for n in range(many)
        )
        page = Page("p1", 1, {"en": "Many questions"}, questions=questions)
        form = BriefTemplate(slug=f"bench-{many}", service=template.service)
        db.session.add(version_one(form, Questionnaire(pages=(page,))))


def _ensure_all_are_leads(many: int) -> None:
    handed_in = sa.select(sa.func.count(sa.distinct(Brief.lead_id))).where(
        Brief.state == BriefState.submitted, Brief.started_at > clock.now() - timedelta(hours=1)
    )
    leads = db.session.scalar(handed_in.join(Lead, Lead.id == Brief.lead_id)) or 0
    db.session.rollback()
    if leads < many:
        raise RuntimeError(f"{many} briefs were handed in, and {leads} of them are leads")
