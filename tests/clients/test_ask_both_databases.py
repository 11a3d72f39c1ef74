"""Questions about partners whose SQL both databases must understand the same way."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from agency.clients import partner_links
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import overlaps, partner_book, referrals
from agency.leads.models import Lead
from agency.leads.readers import readers_of, written_to
from tests.clients.conftest import MakePartner, Receive
from tests.support import NOW, HouseClient, Statements


def test_the_same_phone_in_another_notation_is_the_same_client(
    studio: Studio, a_partner: MakePartner
) -> None:
    partner, harbour = a_partner(), studio.leads["harbour"]
    harbour.contact.phone = "+1 (902) 555-01.34"
    referrals.name(harbour, partner, by=Actor.machine(), at=NOW)
    other = Client(name="Aldous", zone="UTC", zone_source=ZoneSource.house)
    later = studio.leads["areni"]
    later.client, later.contact = other, Contact(client=other, name="P. A.", phone="+19025550134")
    db.session.flush()
    found = overlaps.look(later, at=NOW)
    assert found is not None and found.earlier is harbour
    assert overlaps.look(later, at=NOW) is found, "noted once"


def test_it_costs_the_same_for_many_leads_as_for_few(
    a_partner: MakePartner,
    forward: Receive,
    client: HouseClient,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    partner = a_partner()
    token = partner_links.renew(partner, by=Actor.machine(), at=NOW)

    def cost() -> int:
        db.session.commit()
        with count_statements() as seen:
            assert client.get(f"/partner/{token}").status_code == 200
        return seen.count

    forward()
    few = cost()
    for number in range(8):
        forward(client=f"Client {number} <c{number}@praia{number}.example>")
    assert cost() == few <= 9


def test_who_is_written_to_and_what_each_partner_sent(
    studio: Studio, a_partner: MakePartner, forward: Receive
) -> None:
    partner, lead = a_partner(), forward().lead
    assert lead is not None
    (address,) = readers_of(lead, automatic=True).addresses
    assert list(db.session.scalars(written_to(address))) == [lead.id]
    assert list(db.session.scalars(written_to("ana@casa.example"))) == []
    harbour = studio.leads["harbour"].contact.email or ""
    assert list(db.session.scalars(written_to(harbour))) == [studio.leads["harbour"].id]
    figures = partner_book.figures()[partner.id]
    assert (figures.sent, figures.waiting, figures.last_at) == (1, 1, NOW)
    assert db.session.get_one(Lead, lead.id).brought_by is not None
