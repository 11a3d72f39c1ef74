"""What the tests of follow-ups share: Olaria's proposal, sent on a Thursday morning at the hour of the tests."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.proposal_sent import proposal_sent
from agency.followups.models import Awaited, Enrollment, Touch
from agency.followups.plan_rows import PlanRow, plans_of
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.leads.models import Lead
from agency.proposals.models import Proposal
from tests.support import NOW, HouseClient, at

RunDue = Callable[[datetime], int]

# Porto, Thursday: 240 of their minutes from 09:00 on.
FIRST = at("2026-03-19T13:00")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages."""

    def turn_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(NOW)
    return turn_to


@pytest.fixture
def vera(client: HouseClient, studio: Studio, now: Callable[[datetime], None]) -> HouseClient:
    """The browser of the account manager."""
    return client.login(studio.vera)


@pytest.fixture
def sent(studio: Studio) -> Enrollment:
    """Olaria's proposal went out, and is followed up."""
    return send(studio, studio.proposal)


def send(studio: Studio, proposal: Proposal, moment: datetime = NOW) -> Enrollment:
    """Send a proposal with a paper that it was made."""
    on = moment.date()
    proposal.paper = studio.proposal.cover
    proposal.paper_revision, proposal.paper_dated_on = proposal.revision, on
    proposal_sent(proposal, words="Here it is.", by=studio.vera, at=moment, on=on)
    db.session.commit()
    found = db.session.scalar(sa.select(Enrollment).where(Enrollment.proposal == proposal))
    assert found is not None
    return found


def went_out() -> list[Letter]:
    """The letters that went out by themselves."""
    return list(db.session.scalars(sa.select(Letter).where(Letter.automatic).order_by(Letter.id)))


def touches(enrollment: Enrollment) -> list[tuple[int, str, datetime]]:
    """Number, state and moment of each touch."""
    found = db.session.scalars(
        sa.select(Touch).where(Touch.enrollment_id == enrollment.id).order_by(Touch.n)
    )
    return [(touch.n, touch.state.value, touch.sent_at or touch.due_at) for touch in found]


def plan_of(lead: Lead) -> list[PlanRow]:
    """The whole plan of a lead, one enrollment after the other."""
    return [row for _enrollment, rows in plans_of(lead) for row in rows]


def asking_for(awaited: Awaited) -> Enrollment:
    """The enrollment whose letters ask for it."""
    chosen = sa.select(Enrollment).where(Enrollment.awaited_id == awaited.id)
    return db.session.scalars(chosen).one()


def text_of(letter: EmailMessage) -> str:
    """What a letter says, as plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    words: str = body.get_content()
    return words.replace("\r\n", "\n")
