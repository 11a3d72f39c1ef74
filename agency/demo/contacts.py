"""Somebody of the demo who stands in the book twice, as it happens after a call: for a person to decide."""

from datetime import timedelta

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.models import Channel, Lead, Message

LONG_AGO = timedelta(days=210)


def write_down_twice(studio: Studio) -> None:
    """Months before the Lunara Hotel filled in the brief, somebody rang from there and left her name."""
    known, at = studio.leads["lunara"].contact, studio.now - LONG_AGO
    client = Client(
        name="Lunara",
        zone=known.client.zone,
        zone_source=ZoneSource.house,
        language=known.client.language,
    )
    contact = Contact(client=client, name="Nino Beridze", phone="+995 32 255 01 23")
    db.session.add(contact)
    lead = Lead(
        title="What does a site for a hotel cost?",
        client=client,
        contact=contact,
        owner=studio.vera,
        source=Channel.phone,
        received_at=at,
        first_response_due_at=at,
        first_response_at=at,
        heard_at=at,
        turn_since=at,
    )
    db.session.add(lead)
    db.session.flush()
    db.session.add(
        Message(
            lead=lead,
            channel=Channel.phone,
            at=at,
            author_kind=ActorKind.contact,
            contact=contact,
            member=studio.vera,
            body="Asked for a price on the phone; wanted to think about it.",
        )
    )
    lead.lose(reason="Only asked for a price", by=Actor.member(studio.vera.id), at=at)
    db.session.flush()
