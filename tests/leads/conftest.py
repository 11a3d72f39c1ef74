"""What the tests of leads share."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.letter_left import letter_left
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.leads.unsent import Unsent, UnsentState
from tests.support import NOW, HouseClient, everything

MakeLead = Callable[..., Lead]


def let_go() -> None:
    """The seconds in which a letter can be taken back are over."""
    for waiting in everything(Unsent):
        if waiting.state is UnsentState.waiting:
            letter_left(waiting, at=waiting.leaves_at)
    db.session.commit()


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of the account manager, at the hour in which the tests live."""
    return client.login(studio.vera)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def a_lead(studio: Studio) -> MakeLead:
    """Makes leads that differ in one thing."""

    def make(
        name: str = "Quiet Harbour",
        *,
        received_at: datetime = NOW - timedelta(minutes=3),
        title: str = "A site",
        words: str = "We would like a site.",
        answered: bool = False,
    ) -> Lead:
        client = Client(name=name, zone="Europe/Lisbon", zone_source=ZoneSource.hand)
        contact = Contact(client=client, name=f"Ana of {name}"[:160], email="ana@quiet.example")
        inquiry = Inquiry(
            source=Channel.mail,
            received_at=received_at,
            sender_name=contact.name,
            sender_address=contact.email,
            subject=title,
            words=words,
        )
        lead = Lead.from_inquiry(
            inquiry, contact=contact, owner=studio.vera, answering=studio.agency.answering
        )
        db.session.add_all([inquiry, lead])
        db.session.flush()
        inquiry.lead = lead
        db.session.add(Message.from_inquiry(inquiry, lead))
        if answered:
            lead.first_response_at = received_at
        db.session.flush()
        return lead

    return make
