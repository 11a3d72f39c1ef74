"""Briefs handed in, by their rate against an empty view; and what the house makes of each right after.

What is answered is on the disk. The lead is made as the browser asks for the thanks: that is a row of its own.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import sqlalchemy as sa

from agency.briefs import queries
from agency.briefs.arrivals import BriefArrival
from agency.briefs.filling import OPEN_FOR
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.briefs.questionnaire import Question, Questionnaire
from agency.kernel import clock
from agency.kernel.auth import make_link
from agency.kernel.db import db
from agency.leads.models import Lead
from bench.clock import Store, stores
from bench.mail import a_house
from bench.measure import Row
from bench.visitors import AT_ONCE, Visitors, Waiting, served
from tests.support import forms_of

BATCH, ROUNDS = 96, 4


def handing_in_rows() -> list[Row]:
    """Handed in and durable, on both databases, and the leads made of it."""
    with ExitStack() as stack:
        return [row for store in stores(stack) for row in _on(store)]


def _on(store: Store) -> list[Row]:
    with TemporaryDirectory() as folder:
        address = store.make(Path(folder))
        with a_house(DATABASE_URL=address) as (app, environ), app.app_context():
            _ensure_it_is_durable()
            many = (ROUNDS + 1) * BATCH
            tokens, asked = _nearly_done(many, clock.now())
            db.session.commit()
            db.session.remove()
            with served({**environ, "PROXIES": "1"}) as visitors:
                waiting = [_last_page(visitors, each, asked) for each in tokens]
                rows = _handed_in(store.name, visitors, waiting)
            _ensure_all_are_leads(many)
    return rows


def _handed_in(name: str, visitors: Visitors, waiting: list[Waiting]) -> list[Row]:
    batches = [waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH)]
    times = [
        (
            visitors.all(visitors.get, ["/healthz"] * BATCH),
            visitors.all(visitors.send, batch),
            visitors.all(visitors.get, [each.thanks for each in batch]),
        )
        for batch in batches
    ]
    # The first is to get warm.
    empty, ours, made = (median(each) / BATCH for each in zip(*times[1:], strict=True))
    rate = f"{1000 / ours:.0f} a second, {empty / ours:.2f} × the empty view's {1000 / empty:.0f}"
    leads = f"{1000 / made:.0f} a second"
    people = f"{AT_ONCE} people at once"
    return [
        Row(f"a brief handed in on {name}, {people}", "an empty view", ours, empty, rate),
        Row(f"its thanks, with the lead made, on {name}", "an empty view", made, empty, leads),
    ]


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
    name, value = next(each for each in form.buttons if each == ("go", "end"))
    pressed = {"zone": "Europe/Lisbon", name: value}
    return Waiting(form.action, urlencode(fields | pressed), f"/brief/f/{token}/thanks")


def _ensure_all_are_leads(many: int) -> None:
    handed_in = sa.select(sa.func.count(sa.distinct(Brief.lead_id))).where(
        Brief.state == BriefState.submitted, Brief.started_at > clock.now() - timedelta(hours=1)
    )
    leads = db.session.scalar(handed_in.join(Lead, Lead.id == Brief.lead_id)) or 0
    left = db.session.scalar(sa.select(sa.func.count(BriefArrival.id)))
    db.session.rollback()
    if leads < many or left:
        raise RuntimeError(f"{many} briefs were handed in, and {leads} of them are leads")


def _ensure_it_is_durable() -> None:
    """SQLite's is made so for this very commit; PostgreSQL may have been told not to care."""
    if db.engine.dialect.name != "sqlite":
        for setting in ("fsync", "synchronous_commit"):
            if db.session.scalar(sa.text(f"SHOW {setting}")) != "on":
                raise RuntimeError(f"{setting} is off: nothing would be on the disk")
        db.session.rollback()
