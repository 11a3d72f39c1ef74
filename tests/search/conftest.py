"""What the tests of the search share: somebody to find, and the page as a list of what it found."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.models import Channel, Inquiry, Lead, Message
from tests.support import NOW, HouseClient, their_word

Say = Callable[..., Message]
Find = Callable[..., list[str]]


@pytest.fixture
def say(studio: Studio) -> Say:
    """Somebody writes to us: a client, a contact and a lead of their own, with this one message."""
    number = 0

    def make(
        words: str,
        *,
        client: str = "Nobody",
        name: str = "",
        email: str | None = None,
        phone: str = "",
        title: str = "Work",
    ) -> Message:
        nonlocal number
        number += 1
        company = Client(name=client, zone="Europe/Lisbon", zone_source=ZoneSource.hand)
        contact = Contact(client=company, name=name or client, email=email, phone=phone)
        at = NOW - timedelta(hours=number)
        inquiry = Inquiry(source=Channel.mail, received_at=at, sender_name=name, subject=title)
        lead = Lead.from_inquiry(
            inquiry, contact=contact, owner=studio.vera, answering=studio.agency.answering
        )
        message = their_word(lead, words, at=at, contact=contact, subject=title)
        db.session.add_all([lead, message])
        db.session.commit()
        return message

    return make


@pytest.fixture
def find(studio: Studio, client: HouseClient) -> Find:
    """Where the finds of the search page lead to, best first."""
    client.login(studio.vera)

    def look(q: str, **narrowed: str) -> list[str]:
        page = client.get("/search", query_string={"q": q, **narrowed})
        assert page.status_code == 200
        return re.findall(r'<li class="row find">.*?<h3><a href="([^"]+)"', page.text, re.DOTALL)

    return look
