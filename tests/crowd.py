"""A studio with much to do: as many more leads, proposals, tasks and letters as one asks for."""

from datetime import timedelta
from email.utils import make_msgid

import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import arrivals, incoming
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.leads.outcomes import Outcome, Reason, Verdict
from agency.proposals.house_lines import HouseLine
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.states import ProposalState
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.crowd_around import around
from tests.crowd_of_a_task import fill_a_task


def crowd(studio: Studio, count: int) -> None:
    """Leads with a client, a message and a proposal each; tasks on the board; words on Olaria's lead."""
    leads = [_a_lead(studio, number) for number in range(count)]
    for number, lead in enumerate(leads):
        db.session.add(_a_proposal(studio, lead, number))
    _more_words(studio, count)
    _more_lines(studio, count)
    _more_house_lines(studio, count)
    _more_letters(studio, count)
    _more_arrivals(studio, count)
    _more_tasks(studio, start_project(studio.proposals["olaria"], at=studio.now), count)
    around(studio, leads)
    db.session.commit()


def _a_lead(studio: Studio, number: int) -> Lead:
    name = f"Client number {number}"
    client = Client(name=name, zone="Europe/Lisbon", zone_source=ZoneSource.hand, country="PT")
    contact = Contact(client=client, name=f"Ana of {name}", email=f"ana{number}@many.example")
    inquiry = Inquiry(
        source=Channel.mail,
        received_at=studio.now - timedelta(minutes=5 + number),
        sender_name=contact.name,
        sender_address=contact.email,
        subject=f"Inquiry number {number}",
        words="We would like a site.",
        service=studio.services["website"],
    )
    owner = list(studio.members.values())[number % len(studio.members)]
    lead = Lead.from_inquiry(
        inquiry, contact=contact, owner=owner, answering=studio.agency.answering
    )
    db.session.add_all([inquiry, lead])
    db.session.flush()
    db.session.add(Message.from_inquiry(inquiry, lead))
    return lead


def _a_proposal(studio: Studio, lead: Lead, number: int) -> Proposal:
    return Proposal(
        lead=lead,
        author=studio.vera,
        version=1,
        language="en",
        currency=studio.agency.currency,
        title=f"Proposal number {number}",
        state=ProposalState.sent if number % 2 else ProposalState.draft,
        sent_at=studio.now if number % 2 else None,
        sections=[EstimateSection(position=1, title="Work", lines=[_a_line(studio, 1)])],
    )


def _a_line(studio: Studio, position: int) -> EstimateLine:
    member = list(studio.members.values())[position % len(studio.members)]
    return EstimateLine(
        position=position, text=f"Work {position}", member=member, minutes=90, rate_minor=6000
    )


def _more_words(studio: Studio, count: int) -> None:
    lead = studio.leads["olaria"]
    for number in range(count):
        at = studio.now - timedelta(minutes=number + 1)
        message = Message(
            lead=lead,
            channel=Channel.mail,
            at=at,
            author_kind=ActorKind.member,
            member=studio.vera,
            contact=lead.contact,
            subject="And one more thing",
            body=f"Thing number {number}.",
        )
        db.session.add(message)
        timeline.record(lead.stream, "leads.heard", at=at, by=Actor.contact(lead.contact_id))


def _more_lines(studio: Studio, count: int) -> None:
    section = studio.proposals["olaria"].sections[0]
    start = len(section.lines)
    section.lines.extend(_a_line(studio, start + number) for number in range(count))


def _more_house_lines(studio: Studio, count: int) -> None:
    """Lines of the library, two of which stand in the draft."""
    kept = [
        HouseLine(
            text={"en": f"Work {number}"},
            section={"en": "Work"},
            role=studio.timur.role,
            service=studio.services["website"],
            minutes=90,
            currency="EUR",
            unit="",
            tags=[],
            kept_on=studio.now.date(),
        )
        for number in range(count)
    ]
    db.session.add_all(kept)
    db.session.flush()
    for line, house_line in zip(studio.proposals["olaria"].lines[-2:], kept[:2], strict=True):
        line.house_line_id = house_line.id


def _more_letters(studio: Studio, count: int) -> None:
    for number in range(count):
        address = f"ana{number}@many.example"
        mime = f"To: {address}\r\nSubject: Letter number {number}\r\n\r\nGood morning.\r\n"
        letter = Letter(
            message_id=make_msgid(),
            sender="hello@kvarta.example",
            recipients=[address],
            subject=f"Letter number {number}",
            mime=mime.encode(),
            queued_at=studio.now,
        )
        letter.mark_sent(studio.now, stayed_home=True)
        db.session.add(letter)


def _more_arrivals(studio: Studio, count: int) -> None:
    lead = studio.leads["olaria"]
    for number in range(count):
        raw = f"From: shop{number % 7}@many.example\r\nSubject: Offers\r\n\r\nToday only.\r\n"
        at = studio.now - timedelta(minutes=number)
        arrival = arrivals.take_in(raw.encode(), seen_at=at, arrived_at=at)
        arrival.describe(incoming.parse(raw.encode()))
        answers = number % 2
        outcome = Outcome.auto_reply if answers else Outcome.quarantine
        reason = Reason.auto_header if answers else Reason.marked_spam
        arrival.settle(Verdict(outcome, reason, lead=lead if answers else None), identity=None)


def _more_tasks(studio: Studio, project: Project, count: int) -> None:
    column = project.column(ColumnKind.work)
    last = db.session.scalar(
        sa.select(sa.func.max(Task.order_key)).where(Task.column_id == column.id)
    )
    keys, added = generate_n_keys_between(last, None, count), []
    for number, key in enumerate(keys):
        member = list(studio.members.values())[number % len(studio.members)]
        task = Task(
            project=project,
            column=column,
            title=f"Task number {number}",
            section="Build",
            category=3,
            order_key=key,
            version=1,
            sold_minor=12_000,
            moved_at=studio.now,
            plans=[TaskPlan(member=each, minutes=60) for each in {member, studio.timur}],
        )
        added.append(task)
        db.session.add(task)
        db.session.flush()
        task.log(
            member=member,
            minutes=30,
            on=studio.now.date(),
            note="",
            at=studio.now - timedelta(minutes=number),
        )
    fill_a_task(studio, project, added)
