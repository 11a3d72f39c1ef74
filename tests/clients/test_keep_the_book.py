"""The book of partners: who is recognised, one press that makes a partner, and what each sent us."""

import pytest

from agency.clients import partners
from agency.clients.partners import Answers, Partner
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads import partner_book, referrals
from agency.leads.models import Stage
from tests.clients.conftest import MakePartner, Receive
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    """These are about pages and addresses."""
    return "sqlite"


def test_a_partners_people_are_known_by_address_and_domain(a_partner: MakePartner) -> None:
    north = a_partner()
    private = a_partner("Otto alone", person="otto@gmail.com", domain="")
    assert partners.partner_at("WALTER@northwind.example") is north
    assert partners.partner_at("new@mail.northwind.example") is north
    assert partners.partner_at("new@southwind.example") is None
    assert partners.partner_at("otto@gmail.com") is private
    assert partners.partner_at("somebody@gmail.com") is None, "there anybody has an address"
    north.active = False
    db.session.flush()
    assert partners.partner_at("walter@northwind.example") is None, "we work with them no more"


def test_one_press_makes_a_partner_of_whoever_passed_a_lead_on(
    forward: Receive, vera: HouseClient
) -> None:
    first = forward(by="Rolf Stein <rolf@strange-wind.example>").lead
    second = forward(by="Rita <rita@strange-wind.example>", client="Bo <bo@praia.example>").lead
    assert first is not None and second is not None
    page = vera.get(f"/leads/{second.id}").text
    assert "whom we do not know as a partner" in page and 'value="Strange Wind"' in page
    vera.fill(f"/leads/{second.id}", form="new-partner", name="Strange Wind GmbH")
    (partner,) = everything(Partner)
    assert partner.name == "Strange Wind GmbH" and partner.answers is Answers.partner
    for lead in (first, second):
        assert lead.brought_by is not None and lead.brought_by.partner is partner
    assert {each.email for each in partner.people} == {
        "rolf@strange-wind.example",
        "rita@strange-wind.example",
    }
    again = vera.post(f"/leads/{second.id}/referral/partner", data={"name": "x"})
    assert again.status_code == 303 and len(everything(Partner)) == 1
    third = forward(by="Rosa <rosa@strange-wind.example>", client="Cy <cy@mar.example>").lead
    assert third is not None and third.brought_by is not None
    assert third.brought_by.partner is partner


def test_one_of_us_says_who_brought_a_lead_and_takes_it_back(
    studio: Studio, a_partner: MakePartner, vera: HouseClient
) -> None:
    partner, lead = a_partner(), studio.leads["harbour"]
    vera.fill(f"/leads/{lead.id}", form="referral", partner=str(partner.id))
    assert lead.brought_by is not None and lead.brought_by.partner is partner
    assert lead.brought_by.person is partner.main_person and not lead.brought_by.by_letter
    page = vera.get(f"/leads/{lead.id}").text
    assert "Letters go to Northwind; the client hears from us through them." in page
    assert "says that Northwind brought them" in page
    vera.fill(f"/leads/{lead.id}", form="referral", partner="nobody")
    assert lead.brought_by is None
    assert vera.post(f"/leads/{lead.id}/referral", data={"partner": "99"}).status_code == 422


def test_what_a_letter_says_is_not_forgotten_when_somebody_says_otherwise(
    a_partner: MakePartner, forward: Receive, vera: HouseClient
) -> None:
    a_partner()
    other = a_partner("Südwind", person="s@suedwind.example", domain="suedwind.example")
    lead = forward().lead
    assert lead is not None
    vera.fill(f"/leads/{lead.id}", form="referral", partner=str(other.id))
    assert [(each.by, each.brought) for each in referrals.all_of(lead)] == [
        ("Northwind", False),
        ("Südwind", True),
    ]


def test_a_partner_is_written_down_and_changed(vera: HouseClient, studio: Studio) -> None:
    vera.fill(
        "/partners/new",
        form="partner-form",
        name="Northwind",
        people="Walter Brandt <Walter@Northwind.example>\nwilma@northwind.example",
        domains="northwind.example, @north.example",
        answers="both",
        language="en",
        terms="10 % of the first invoice",
        member=str(studio.nora.id),
    )
    (partner,) = everything(Partner)
    assert [each.email for each in partner.people] == [
        "walter@northwind.example",
        "wilma@northwind.example",
    ]
    assert [each.domain for each in partner.domains] == ["northwind.example", "north.example"]
    assert partner.answers is Answers.both and partner.member_id == studio.nora.id
    assert partner.active
    page = vera.get(f"/partners/{partner.id}").text
    assert "10 % of the first invoice" in page and "took them into the book" in page
    path = f"/partners/{partner.id}/details"
    vera.fill(path, form="partner-form", people="wilma@northwind.example", domains="")
    assert [each.email for each in partner.people] == ["wilma@northwind.example"]
    assert partner.domains == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Give the agency’s name"),
        ("people", "Walter", "This line has no mail address: “Walter”"),
        ("people", "x@northwind.example\nwalter@northwind.example", "is at Northwind already"),
        ("domains", "northwind.example", "northwind.example is Northwind’s already"),
        ("domains", "gmail.com", "Anybody has an address at gmail.com; name the people"),
        ("domains", "not a domain!", "Enter domains like north.example"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do_and_keeps_what_was_typed(
    field: str, typed: str, said: str, a_partner: MakePartner, vera: HouseClient
) -> None:
    a_partner()
    given = {"name": "Other", "terms": "Kept words", field: typed}
    page = vera.fill("/partners/new", form="partner-form", **given)
    assert page.status_code == 422 and said in page.text and "Kept words" in page.text
    assert len(everything(Partner)) == 1


def test_the_book_counts_what_came_of_each_partners_leads(
    a_partner: MakePartner, forward: Receive, vera: HouseClient, studio: Studio
) -> None:
    north = a_partner()
    south = a_partner("Südwind", person="s@suedwind.example", domain="suedwind.example")
    won = forward().lead
    forward(client="Bo <bo@praia.example>")
    forward(by="Sven <s@suedwind.example>", client="Cy <cy@mar.example>")
    assert won is not None
    won.first_response_at, won.stage, won.closed_at = NOW, Stage.won, NOW
    db.session.flush()
    figures = partner_book.figures()
    of = figures[north.id]
    assert (of.sent, of.answered, of.in_time, of.waiting, of.won, of.lost) == (2, 1, 1, 1, 1, 0)
    assert figures[south.id].sent == 1
    page = " ".join(vera.get("/partners").text.split())
    assert "3 leads came through partners, 1 was won" in page
    assert "1 of 1 answered in time" in page


def test_team_members_do_not_keep_the_book(client: HouseClient, studio: Studio) -> None:
    client.login(studio.timur)
    for path in ("/partners", "/partners/new"):
        assert client.get(path).status_code == 403
