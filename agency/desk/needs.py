"""What needs somebody today: answers that are owed, letters that nobody knows of, words that we wait for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.briefs import queries as briefs
from agency.briefs.queries import BriefShare
from agency.followups import queries as followups
from agency.followups.coming import NEXT
from agency.kernel import due
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.kernel.money import Span
from agency.leads import othermail
from agency.leads import queries as leads
from agency.leads.first_response import Clock, clock_of
from agency.leads.models import Lead, Message, Turn
from agency.leads.next_things import is_adrift
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import queries as proposals
from agency.proposals.states import ProposalState
from agency.tasks.unconfirmed import Waiting, unconfirmed

LOOK_BACK = timedelta(days=28)
MOST = 12


@dataclass(frozen=True)
class Owed:
    """A lead whose turn is ours, with its clock."""

    lead: Lead
    clock: Clock


@dataclass(frozen=True)
class Answers:
    """First answers of the last weeks: how many, and how many of them in time."""

    given: int
    in_time: int


@dataclass(frozen=True)
class Needs:
    """The state of the house in figures and rows, for one person."""

    owed: list[Owed]
    waiting: list[proposals.Row]
    letters: list[Letter]
    stuck: list[Due]
    other_mail: int
    adrift: int
    answers: Answers
    briefs: BriefShare
    # What clients agreed to while work goes on, to be confirmed.
    agreed_anew: list[Waiting]
    # When the machine writes next, by lead.
    next_letters: dict[int, datetime]

    @property
    def leads_of_letters(self) -> dict[int, int]:
        """Which lead each of these letters belongs to."""
        ids = [letter.id for letter in self.letters]
        rows = db.session.execute(
            sa.select(Message.letter_id, Message.lead_id).where(Message.letter_id.in_(ids))
        )
        return {letter_id: lead_id for letter_id, lead_id in rows if letter_id is not None}

    @property
    def late(self) -> int:
        return sum(each.clock.kind == "late" for each in self.owed)

    @property
    def waiting_total(self) -> Span:
        """What the proposals that wait for a word are worth, in the house's currency."""
        currency = people.agency().currency
        sums = [row.proposal.total for row in self.waiting]
        return Span.total((each for each in sums if each.currency == currency), currency)


def needs_of(member: Member, *, now: datetime) -> Needs:
    """An owner sees the whole house, a manager what is theirs."""
    whose = None if member.access is Access.owner else member
    zone = people.agency().zone
    ours = leads.unanswered(whose, now=now) + leads.of_turn(Turn.ours, whose)
    answers, other_mail, adrift = _figures(whose, now)
    waiting = [
        row for row in proposals.rows(with_words=False) if row.proposal.state is ProposalState.sent
    ]
    return Needs(
        owed=[Owed(lead, clock_of(lead, now=now, zone=zone)) for lead in ours[:MOST]],
        waiting=waiting,
        letters=outbox.awaiting_a_person(),
        stuck=due.failed(),
        other_mail=other_mail,
        adrift=adrift,
        answers=answers,
        briefs=briefs.share_of_leads(since=now - LOOK_BACK, until=now),
        agreed_anew=unconfirmed(),
        next_letters=followups.next_touches({row.proposal.lead_id for row in waiting}),
    )


def _figures(whose: Member | None, now: datetime) -> tuple[Answers, int, int]:
    in_time = Lead.first_response_at <= Lead.first_response_due_at
    given, timely, waiting, adrift = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(in_time),
            othermail.how_many_wait(now),
            _adrift(whose),
        ).where(Lead.received_at >= now - LOOK_BACK, Lead.first_response_at.is_not(None))
    ).one()
    return Answers(given=given, in_time=timely), waiting, adrift


def _adrift(whose: Member | None) -> sa.ScalarSelect[int]:
    """How many open leads have nothing that comes next."""
    mine = Lead.owner_id == whose.id if whose is not None else sa.true()
    lying = sa.select(sa.func.count(Lead.id)).where(
        leads.is_open, leads.is_awake(), is_adrift(NEXT), mine
    )
    # On a row of its own: around it stands another question about leads.
    return lying.correlate(None).scalar_subquery()
