"""The studio: Kvarta and its cast, built with the product's own verbs. The tests' cast and the demo's alike."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from flask_security import hash_password

from agency.briefs import standard as standard_briefs
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo import cast, estimates
from agency.demo.cast import Caller
from agency.demo.drafting import draft
from agency.flows.inquiry_received import inquiry_received
from agency.followups import standard as standard_cadence
from agency.kernel.auth import User
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile, store
from agency.kernel.money import Money
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import pipeline
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.people.models import Agency, Member, Rate, Role, Service
from agency.proposals.models import Proposal
from agency.proposals.references import Reference, ReferenceKind

Row = TypeVar("Row", bound=Model)
PICTURES = Path(__file__).parent / "pictures"
RATES_FROM = date(2020, 1, 1)


@dataclass
class Studio:
    """The cast at one moment. Clients and leads by their key: `studio.leads["olaria"]`."""

    now: datetime
    agency: Agency
    members: dict[str, Member] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    leads: dict[str, Lead] = field(default_factory=dict)
    pictures: dict[str, StoredFile] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)

    @property
    def proposal(self) -> Proposal:
        """The draft for Olaria Nova: 270 hours, € 17,026."""
        return self.proposals["olaria"]

    @property
    def nora(self) -> Member:
        return self.members["nora"]

    @property
    def vera(self) -> Member:
        return self.members["vera"]

    @property
    def anton(self) -> Member:
        return self.members["anton"]

    @property
    def mira(self) -> Member:
        return self.members["mira"]

    @property
    def daria(self) -> Member:
        return self.members["daria"]

    @property
    def timur(self) -> Member:
        return self.members["timur"]

    @property
    def ilya(self) -> Member:
        return self.members["ilya"]

    @property
    def olaria(self) -> Client:
        return self.leads["olaria"].client

    @property
    def harbour(self) -> Client:
        return self.leads["harbour"].client

    @property
    def northgate(self) -> Client:
        """The client who must see nothing of anyone else's."""
        return self.leads["northgate"].client


def build(now: datetime) -> Studio:
    """The whole cast at this moment, flushed and not committed."""
    studio = Studio(now=now, agency=Agency(id=1, **cast.KVARTA))
    db.session.add(studio.agency)
    _pictures(studio)
    _people(studio)
    _services(studio)
    standard_briefs.install()
    standard_cadence.install()
    pipeline.install()
    _references(studio)
    for caller in cast.CALLERS:
        studio.leads[caller.key] = _call(studio, caller)
    studio.proposals["olaria"] = draft(studio, "olaria", estimates.OLARIA)
    db.session.flush()
    return studio


def _pictures(studio: Studio) -> None:
    for path in sorted(PICTURES.glob("*.jpg")):
        studio.pictures[path.stem] = store(
            path.read_bytes(),
            name=path.name,
            content_type="image/jpeg",
            at=studio.now,
            public=True,
        )


def _people(studio: Studio) -> None:
    roles = {key: Role(name=name) for key, (name, _) in cast.ROLES.items()}
    db.session.add_all(roles.values())
    db.session.flush()
    for key, (_, rate) in cast.ROLES.items():
        minor = Money.of(rate, studio.agency.currency).minor
        db.session.add(
            Rate(
                role_id=roles[key].id,
                minor=minor,
                currency=studio.agency.currency,
                valid_from=RATES_FROM,
            )
        )
    # One password for all of them, so it is hashed once: that is slow, and meant to be.
    hashed = hash_password(cast.PASSWORD)
    for person in cast.PEOPLE:
        email = f"{person.key}@kvarta.example"
        studio.members[person.key] = Member(
            name=person.name,
            role=roles[person.role],
            user=User(email=email, password=hashed, access=person.access),
            photo=studio.pictures[person.key],
            why=person.why,
        )
    db.session.add_all(studio.members.values())
    db.session.flush()


def _services(studio: Studio) -> None:
    # A house that was set up has services for its ready-made briefs already.
    known = {service.slug: service for service in _all(Service)}
    for slug, name in cast.SERVICES.items():
        studio.services[slug] = known.get(slug) or Service(slug=slug)
        studio.services[slug].name = name
    db.session.add_all(studio.services.values())
    db.session.flush()


def _references(studio: Studio) -> None:
    for kind, picture, title, caption, title_ru, caption_ru, alt in estimates.REFERENCES:
        studio.references.append(
            Reference(
                kind=ReferenceKind(kind),
                title={"en": title, "ru": title_ru},
                caption={"en": caption, "ru": caption_ru},
                alt={"en": alt},
                picture=studio.pictures[picture.removesuffix(".jpg")],
            )
        )
    db.session.add_all(studio.references)


def _call(studio: Studio, caller: Caller) -> Lead:
    at = studio.now - timedelta(minutes=caller.minutes_ago)
    client = Client(
        name=caller.organisation,
        city=caller.city,
        zone=caller.zone,
        zone_source=ZoneSource.hand,
        country=caller.country,
        language=caller.language,
    )
    contact = Contact(client=client, name=caller.name, email=caller.email)
    db.session.add(contact)
    inquiry = Inquiry(
        source=Channel(caller.channel),
        received_at=at,
        sender_name=caller.name,
        sender_address=caller.email,
        organisation=caller.organisation,
        subject=caller.subject,
        words=caller.words,
        zone=caller.zone,
        language=caller.language,
        service=studio.services["website"],
        is_past=True,
    )
    lead = inquiry_received(inquiry, contact)
    if caller.answered:
        _answer(studio, lead, cast.ANSWERS[caller.key], at + timedelta(minutes=11))
    return lead


def _answer(studio: Studio, lead: Lead, words: str, at: datetime) -> None:
    by = Actor.member(studio.vera.id)
    db.session.add(
        Message(
            lead=lead,
            channel=Channel.mail,
            at=at,
            author_kind=ActorKind.member,
            member=studio.vera,
            subject=f"Re: {lead.title}",
            body=words,
        )
    )
    lead.answered(by=by, at=at)


def find(now: datetime) -> Studio:
    """The cast that was built at this moment, read back from the database."""
    house = db.session.get_one(Agency, 1)
    studio = Studio(now=now, agency=house)
    studio.members = {_key(member.name): member for member in _all(Member)}
    studio.services = {service.slug: service for service in _all(Service)}
    studio.references = _all(Reference)
    subjects = {caller.subject: caller.key for caller in cast.CALLERS}
    studio.leads = {subjects[lead.title]: lead for lead in _all(Lead) if lead.title in subjects}
    keys = {lead.id: key for key, lead in studio.leads.items()}
    studio.proposals = {keys[each.lead_id]: each for each in _all(Proposal)}
    return studio


def _key(name: str) -> str:
    return name.split()[0].lower()


def _all(model: type[Row]) -> list[Row]:
    return list(db.session.scalars(sa.select(model).order_by(model.id)))
