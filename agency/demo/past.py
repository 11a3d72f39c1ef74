"""The year before: leads closed long ago, their briefs, and briefs that somebody left. So that the figures show."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from agency.briefs import queries
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question
from agency.clients.models import Client, Contact, ZoneSource
from agency.clients.partners import Partner
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import referrals
from agency.leads.models import Channel, Inquiry, Lead

# Days ago, who, what for, by which way, by which partner, whether won, whether a brief was filled in.
Before = tuple[int, str, str, str, str, bool, bool]
BEFORE: tuple[Before, ...] = (
    (328, "Salt & Fern", "website", "brief", "", True, True),
    (321, "Baltic Rope", "identity", "mail", "", False, False),
    (309, "Hotel Meridian", "website", "brief", "Brückenhof", True, True),
    (296, "Ponte Kids", "website", "brief", "", False, True),
    (288, "Grünwald Bikes", "website", "mail", "Brückenhof", True, True),
    (270, "Casa Lavra", "identity", "brief", "", True, True),
    (263, "Nordlys Tea", "website", "phone", "", False, False),
    (251, "Studio Arax", "identity", "brief", "Press Nine", True, True),
    (240, "Fjord Lamps", "website", "brief", "", False, True),
    (233, "Little Anchor", "website", "mail", "", True, False),
    (225, "Vino Tarn", "identity", "brief", "Press Nine", True, True),
    (214, "Oslo Choir", "website", "brief", "", True, True),
    (206, "Marble & Co", "website", "messenger", "", False, False),
    (197, "Praia Surf", "website", "brief", "", False, True),
    (186, "Kite School Sevan", "identity", "brief", "", True, True),
    (178, "Bakery Union", "website", "mail", "Brückenhof", True, True),
    (169, "Elm Dental", "website", "brief", "", True, True),
    (157, "Torg Market", "identity", "phone", "", True, False),
    (148, "Quiet Rooms", "website", "brief", "", True, True),
    (139, "Alto Cheese", "website", "brief", "", False, True),
    (131, "Wool Harbour", "website", "mail", "", True, False),
    (122, "Silverpine", "identity", "brief", "", True, True),
    (113, "Ararat Cycling", "website", "brief", "Press Nine", False, True),
    (104, "House of Clay", "website", "brief", "", True, True),
    (95, "Minna’s Garden", "identity", "mail", "", False, False),
    (86, "Rivoli Radio", "website", "brief", "", True, True),
    (77, "Two Rivers Law", "website", "messenger", "", True, True),
    (69, "Paper Moon", "identity", "brief", "", True, True),
    (58, "Atelier Mirk", "website", "brief", "Brückenhof", False, True),
    (47, "Northern Loaf", "website", "mail", "", False, False),
    (41, "Sable Optics", "website", "brief", "", True, True),
)
# Days ago, of which template, how many of its questions were answered before they left.
LEFT: tuple[tuple[int, str, int], ...] = (
    (280, "website", 5),
    (244, "website", 9),
    (201, "website", 18),
    (173, "website", 18),
    (150, "identity", 6),
    (118, "website", 9),
    (99, "website", 18),
    (71, "identity", 13),
    (52, "website", 18),
    (36, "website", 4),
)
WORDS = {
    QuestionKind.name: "Ana",
    QuestionKind.email: "ana@elsewhere.example",
    QuestionKind.organisation: "Elsewhere",
}


def remember(studio: Studio) -> None:
    """Write the year before down, as it would stand there had it been lived."""
    partners = {each.name: each for each in db.session.scalars(sa.select(Partner))}
    for number, row in enumerate(BEFORE):
        lead = past_lead(studio, row, studio.now - timedelta(days=row[0], hours=number % 7))
        if row[4]:
            by = Actor.member(studio.vera.id)
            referrals.name(lead, partners[row[4]], by=by, at=lead.received_at)
        if row[6]:
            _brief(row[2], lead.received_at, minutes=11 + 5 * (number % 5), lead=lead)
    for days, slug, answered in LEFT:
        _brief(slug, studio.now - timedelta(days=days), answered=answered)
    db.session.flush()


def past_lead(studio: Studio, row: Before, at: datetime) -> Lead:
    """A lead of the year before with its client, closed within weeks."""
    _days, name, slug, channel, _partner, won, _brief = row
    client = Client(
        name=name,
        zone=studio.agency.zone,
        zone_source=ZoneSource.house,
        country=studio.agency.country,
        language="en",
    )
    address = f"hello@{''.join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())}.example"
    inquiry = Inquiry(
        source=Channel(channel),
        received_at=at,
        sender_name=name,
        sender_address=address,
        organisation=name,
        subject=studio.services[slug].name["en"],
        words="",
        zone=client.zone,
        language="en",
        service=studio.services[slug],
        is_past=True,
    )
    lead = Lead.from_inquiry(
        inquiry,
        contact=Contact(client=client, name=name, email=address),
        owner=studio.vera,
        answering=studio.agency.answering,
    )
    inquiry.lead = lead
    db.session.add_all([inquiry, lead])
    db.session.flush()
    _live(lead, won, Actor.member(studio.vera.id), at)
    return lead


def _live(lead: Lead, won: bool, by: Actor, at: datetime) -> None:
    """Answered within minutes, closed within weeks."""
    lead.answered(by=by, at=at + timedelta(minutes=9))
    closed_at = at + timedelta(days=24)
    if won:
        lead.win(by=by, at=closed_at)
        lead.leave_to_them(at=closed_at)
    else:
        lead.lose(reason="They went with somebody nearer", by=by, at=closed_at)


def _brief(
    slug: str, at: datetime, *, minutes: int = 0, lead: Lead | None = None, answered: int = 99
) -> None:
    template = queries.live_template(slug)
    assert template is not None, "the studio installs the ready-made briefs"
    started = at - timedelta(minutes=minutes)
    brief = Brief(
        version=template.current,
        language="en",
        started_at=started,
        answers=[],
        doubts=[],
        lead=lead,
    )
    db.session.add(brief)
    asked = (each for each in brief.asks.questions if each.kind is not QuestionKind.file)
    _answer(brief, islice(asked, answered), lead, started)
    if lead is not None:
        brief.submit(at=at)


def _answer(brief: Brief, asked: Iterable[Question], lead: Lead | None, at: datetime) -> None:
    for question in asked:
        value = WORDS.get(question.kind, "As it comes.")
        if lead is not None and question.kind is QuestionKind.name:
            value = lead.contact.name
        if question.choices:
            choice = question.choices[0].key
            is_many = question.kind is QuestionKind.many
            labels = {choice: question.choices[0].text.get("en", "")}
            brief.answer(question, [choice] if is_many else choice, labels=labels, at=at)
        elif question.kind is not QuestionKind.day:
            brief.answer(question, value, at=at)
