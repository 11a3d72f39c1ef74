"""A partner's own page by link: the leads it sent and what became of them, and nothing of anybody else's."""

from datetime import timedelta

import pytest

from agency.clients import partner_links
from agency.clients.partners import Partner
from agency.kernel.auth import GuestLink
from agency.kernel.timeline import Actor
from agency.leads.models import Stage
from tests.clients.conftest import MakePartner, Receive
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    """What is asked of both databases stands in `test_ask_both_databases`."""
    return "sqlite"


def page_of(client: HouseClient, partner: Partner, lang: str = "") -> str:
    """The page as the partner reads it, by a link of their own."""
    token = partner_links.renew(partner, by=Actor.machine(), at=NOW)
    found = client.get(f"/partner/{token}{f'?lang={lang}' if lang else ''}")
    assert found.status_code == 200
    return " ".join(found.text.split())


def test_a_partner_sees_its_own_leads_and_nothing_of_anybody_elses(
    a_partner: MakePartner, forward: Receive, receive: Receive, client: HouseClient
) -> None:
    north = a_partner()
    north.terms = "10 % of the first invoice"
    north.note = "Pays late"
    south = a_partner("Südwind", person="s@suedwind.example", domain="suedwind.example")
    south.terms = "A dinner a year"
    lead = forward(note="Their budget is 20,000.").lead
    lost = forward(client="Dov <dov@lost.example>").lead
    other = forward(by="Sven <s@suedwind.example>", client="Bo Praia <bo@praia.example>").lead
    receive("Me", sender="Cy Mar <cy@mar.example>", subject="Came alone")
    assert lead is not None and lost is not None and other is not None
    lead.first_response_at = NOW + timedelta(minutes=11)
    lead.client.name = "A name that only we use"
    lost.stage, lost.closed_at, lost.lost_reason = Stage.lost, NOW, "Too small for us"
    page = page_of(client, north)
    for shown in (
        "Northwind",
        "Ana Reis",
        "A shop for our tiles",
        "answered after 11 min",
        "came 10:42, answered 10:53",
        "we are talking" if lead.stage is Stage.talking else "waits for our first answer",
        "came to nothing",
        "10 % of the first invoice",
        'name="robots" content="noindex"',
    ):
        assert shown in page, shown
    for hidden in (
        "Südwind",
        "Bo Praia",
        "Cy Mar",
        "A dinner a year",
        "Pays late",
        "Too small for us",
        "A name that only we use",
        "we sell tiles",
        "20,000",
        "Harbour",
        "ana@casa.example",
    ):
        assert hidden not in page, hidden
    assert "Ana Reis" not in page_of(client, south)


def test_it_speaks_the_partners_language_and_the_other_one_when_asked(
    a_partner: MakePartner, client: HouseClient
) -> None:
    partner = a_partner(language="ru")
    assert '<html lang="ru">' in page_of(client, partner)
    assert '<html lang="en">' in page_of(client, partner, lang="en")


def test_one_link_at_a_time_random_hashed_and_closed_at_will(
    a_partner: MakePartner, vera: HouseClient
) -> None:
    partner = a_partner()
    made = vera.fill(f"/partners/{partner.id}", form="make-link")
    token = made.text.partition("/partner/")[2].partition('"')[0]
    assert made.status_code == 200 and len(token) > 20
    assert vera.get(f"/partner/{token}").status_code == 200
    assert token not in vera.get(f"/partners/{partner.id}").text, "it is shown once"
    assert all(token not in (link.token_hash or "") for link in everything(GuestLink))
    again = vera.fill(f"/partners/{partner.id}", form="make-link").text
    renewed = again.partition("/partner/")[2].partition('"')[0]
    assert vera.get(f"/partner/{token}").status_code == 404
    vera.fill(f"/partners/{partner.id}", form="close-link")
    closed = vera.get(f"/partner/{renewed}")
    assert closed.status_code == 404 and "This link opens nothing" in closed.text
    assert "closed their page" in vera.get(f"/partners/{partner.id}").text


def test_a_link_of_another_kind_opens_no_partners_page(
    a_partner: MakePartner, client: HouseClient
) -> None:
    assert client.get("/partner/nothing").status_code == 404
    token = partner_links.renew(a_partner(), by=Actor.machine(), at=NOW)
    assert client.get(f"/p/{token}").status_code == 404
