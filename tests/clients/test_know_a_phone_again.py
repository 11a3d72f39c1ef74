"""Whoever rings, writes or fills in a form is known again by their phone, in whatever notation it came."""

from collections.abc import Callable

import pytest

from agency.briefs import intake as briefs
from agency.briefs.models import Brief
from agency.clients import joining
from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.inquiry_received import inquiry_received
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import intake, overlaps, referrals
from agency.leads.importing.planning import Known
from agency.leads.inquiries import Channel, Inquiry
from agency.leads.ways_in import acquaintance
from agency.leads.ways_in.words import Word
from agency.people import queries as people
from tests.clients.conftest import MakePartner
from tests.support import NOW

Way = Callable[[str], Contact | None]
KNOWN = "+43 660 123 45 67"


@pytest.fixture
def sofia(studio: Studio) -> Contact:
    """Somebody whose phone we know."""
    contact = studio.leads["kantor"].contact
    contact.phone = KNOWN
    db.session.commit()
    return contact


def by_call(phone: str) -> Contact | None:
    return acquaintance.contact_of(Word(Channel.phone, NOW, name="S. Brandt", phone=phone))


def by_inquiry(phone: str) -> Contact | None:
    asks = Inquiry(source=Channel.form, received_at=NOW, sender_name="S.", sender_phone=phone)
    asks.language = "en"
    return intake.contact_of(asks)


def by_brief(phone: str, monkeypatch: pytest.MonkeyPatch) -> Contact | None:
    said = {briefs.Kind.phone: phone, briefs.Kind.name: "S."}
    monkeypatch.setattr(Brief, "said", lambda _brief, kind: said.get(kind, ""))
    return briefs.contact_of(Brief(language="en", zone="Europe/Vienna"), people.agency())


def by_table(phone: str) -> Contact | None:
    found = Known().find({"name": "S.", "phone": phone})
    return db.session.get(Contact, found) if found else None


def test_a_phone_alone_finds_who_it_is_of_by_every_way_in(
    sofia: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sofia.phone == "+436601234567", "kept in one notation"
    for number in ("+436601234567", "0043 660 1234567", "+43 (660) 123-45-67"):
        assert by_inquiry(number) is sofia, number
        assert by_brief(number, monkeypatch) is sofia, number
    assert by_brief("0660 1234567", monkeypatch) is sofia, "read as one of Vienna"
    assert by_call("+436601234567") is sofia
    assert by_table("+436601234567") is sofia


def test_another_phone_is_somebody_new_and_kept_as_it_can_be_rung(
    sofia: Contact, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.agency.country = "PT"
    ways = (by_call, by_inquiry, lambda number: by_brief(number, monkeypatch))
    for way in ways:
        new = way("+351 220 001 122")
        assert new is not None and new is not sofia
        assert new.phone == new.phone_key == "+351220001122"
        db.session.expunge_all()
    texts = by_inquiry("ask for Ana")
    assert texts is not None and (texts.phone, texts.phone_key) == ("ask for Ana", None)


def test_an_entry_that_was_put_together_answers_for_both(
    sofia: Contact, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(name="Kantor", zone="Europe/Vienna", zone_source=ZoneSource.hand, country="AT")
    other = Contact(client=client, name="Sofia", phone="01 234 56 78", email="S.B+a@gmail.com")
    db.session.add(other)
    db.session.flush()
    joining.join(sofia, other, by=Actor.machine(), at=NOW)
    db.session.commit()
    assert by_inquiry("+43 1 2345678") is by_call("+4312345678") is sofia
    assert by_brief("01 2345678", monkeypatch) is sofia
    assert clients.contact_by_address("sb@googlemail.com") is sofia
    assert "s.b+a@gmail.com" in clients.addresses_at(sofia.client)


def test_where_somebody_is_tells_whose_number_without_a_country_it_is(studio: Studio) -> None:
    client = Client(name="Torre", zone="Europe/Lisbon", zone_source=ZoneSource.house)
    contact = Contact(client=client, name="Rui", phone="220 001 122")
    db.session.add(contact)
    db.session.flush()
    assert contact.phone_key is None
    client.locate("Europe/Lisbon", ZoneSource.browser, country="PT")
    assert contact.phone == contact.phone_key == "+351220001122"


def test_the_same_phone_by_two_ways_is_an_overlap_in_any_notation(
    sofia: Contact, studio: Studio, a_partner: MakePartner
) -> None:
    client = Client(name="Neu", zone="Europe/Vienna", zone_source=ZoneSource.hand, country="AT")
    again = Contact(client=client, name="S.", phone="0660 123 45 67")
    asks = Inquiry(
        source=Channel.form, received_at=NOW, subject="Signs", sender_name="S.", words="Signs."
    )
    lead = inquiry_received(asks, again)
    referrals.name(lead, a_partner(), by=Actor.machine(), at=NOW)
    db.session.flush()
    found = overlaps.look(lead, at=NOW)
    assert found is not None and found.earlier is studio.leads["kantor"]
