"""The same client comes by two ways: both are shown with their dates, and one of us says that they have seen it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.models import Lead
from agency.leads.overlaps import Overlap
from tests.clients.conftest import MakePartner, Receive
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    """What is asked of both databases stands in `test_ask_both_databases`."""
    return "sqlite"


EARLIER = NOW - timedelta(days=16)
ANA = "Ana Reis <ana@casa.example>"


def told(client: HouseClient, lead: Lead) -> str:
    """The lead's page as one reads it."""
    return " ".join(client.get(f"/leads/{lead.id}").text.split())


def test_first_through_a_partner_then_by_themselves(
    a_partner: MakePartner, forward: Receive, receive: Receive, vera: HouseClient
) -> None:
    a_partner()
    first = forward(at=EARLIER).lead
    second = receive("And a site.", sender=ANA, subject="A site").lead
    assert first is not None and second is not None and second.brought_by is None
    page = told(vera, second)
    assert "Northwind brought them first, on" in page and "3 March 2026" in page
    assert "this time they came by themselves, on" in page and "19 March 2026" in page
    assert f'href="/leads/{first.id}"' in page
    assert "This client came to us by two ways." not in told(vera, first)
    assert "the client came by two ways" in vera.get("/inbox").text

    (overlap,) = everything(Overlap)
    vera.post(f"/overlaps/{overlap.id}/sight")
    assert overlap.seen_at == NOW and overlap.seen_by.name == "Vera Lindt"
    assert "the client came by two ways" not in vera.get("/inbox").text
    facts = db.session.scalars(sa.select(Entry.kind).where(Entry.stream_id == second.id))
    assert {"leads.came_by_two_ways", "leads.overlap_seen"} <= set(facts)
    assert "has seen that they came by two ways" in told(vera, second)


def test_first_by_themselves_then_through_a_partner_by_the_domain_of_a_colleague(
    a_partner: MakePartner, forward: Receive, receive: Receive, vera: HouseClient
) -> None:
    a_partner()
    receive("A site?", sender="Boss <boss@casa.example>", subject="A site", at=EARLIER)
    second = forward().lead
    assert second is not None
    page = told(vera, second)
    assert "They came by themselves first, on" in page
    assert "Northwind passed them on after that, on" in page


def test_through_one_partner_and_then_a_second_one(
    a_partner: MakePartner, forward: Receive, vera: HouseClient
) -> None:
    a_partner()
    a_partner("Südwind", person="s@suedwind.example", domain="suedwind.example")
    forward(at=EARLIER)
    second = forward(by="Sven <s@suedwind.example>").lead
    assert second is not None
    page = told(vera, second)
    assert (
        "Northwind brought them first, on" in page and "Südwind passed them on after that" in page
    )


def test_a_partner_who_passes_on_a_word_to_a_lead_that_is_there_comes_second(
    a_partner: MakePartner, forward: Receive, receive: Receive, vera: HouseClient
) -> None:
    a_partner()
    lead = receive("We want a shop.", sender=ANA, subject="A shop", at=EARLIER).lead
    assert lead is not None
    arrival = forward(In_Reply_To=lead.messages[0].message_id or "")
    assert arrival.lead is lead and lead.brought_by is None, "nothing is decided by the machine"
    page = told(vera, lead)
    assert "They came by themselves first, on" in page
    assert "Northwind passed them on after that" in page
    assert "Northwind passed a word of them on too" in page


def test_the_same_way_twice_warns_of_nothing(
    a_partner: MakePartner, forward: Receive, receive: Receive
) -> None:
    a_partner()
    forward(at=EARLIER)
    forward(by="Wilma <wilma@northwind.example>")
    receive("One", sender="Zoe <zoe@gmail.com>", subject="One", at=EARLIER)
    receive("Two", sender="Yan <yan@gmail.com>", subject="Two")
    assert everything(Overlap) == []


def test_a_team_member_reads_the_warning_and_cannot_wave_it_away(
    a_partner: MakePartner, forward: Receive, receive: Receive, client: HouseClient, studio: Studio
) -> None:
    a_partner()
    forward(at=EARLIER)
    lead = receive("And a site.", sender=ANA, subject="A site").lead
    assert lead is not None
    client.login(studio.timur)
    assert "This client came to us by two ways." in told(client, lead)
    (overlap,) = everything(Overlap)
    assert client.post(f"/overlaps/{overlap.id}/sight").status_code == 403
