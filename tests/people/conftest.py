"""What the tests of people share: leads that just came in."""

from collections.abc import Callable
from datetime import datetime

import pytest

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.inquiry_received import inquiry_received
from agency.kernel.db import db
from agency.leads.models import Channel, Inquiry, Lead
from agency.people.models import Service
from tests.support import NOW

Arrive = Callable[..., Lead]


@pytest.fixture
def arrive(studio: Studio) -> Arrive:
    """Somebody writes to the house, and it becomes a lead as any other."""

    def make(
        name: str = "Quiet Harbour",
        *,
        at: datetime = NOW,
        service: Service | None = None,
        is_past: bool = False,
    ) -> Lead:
        client = Client(name=name, zone="Europe/Lisbon", zone_source=ZoneSource.hand)
        contact = Contact(client=client, name=f"Ana of {name}", email="ana@quiet.example")
        inquiry = Inquiry(
            source=Channel.mail,
            received_at=at,
            sender_name=contact.name,
            sender_address=contact.email,
            subject="A site",
            words="We would like a site.",
            service=service,
            is_past=is_past,
        )
        lead = inquiry_received(inquiry, contact)
        db.session.flush()
        return lead

    return make
