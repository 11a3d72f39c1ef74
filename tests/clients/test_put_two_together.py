"""Two entries that were one person are put together, and taken apart again with exactly what they had."""

from datetime import timedelta

import pytest

from agency.clients import joining, likeness
from agency.clients import queries as clients
from agency.clients.joining import CannotJoin, CannotPart
from agency.clients.likeness import Why
from agency.clients.models import Client, Contact
from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Channel, Lead
from tests.support import NOW, HouseClient, forms_of, their_word


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


WE = Actor.machine()


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of the account manager."""
    return client.login(studio.vera)


@pytest.fixture
def other(studio: Studio) -> Contact:
    """Sofia Brandt once more, as somebody wrote her down after a call, with a lead of her own."""
    known = studio.leads["kantor"].contact
    twice = Client(name="Kantor", zone="Europe/Vienna", zone_source=known.client.zone_source)
    contact = Contact(client=twice, name="BRANDT, Sofia", phone="+43 1 234 56 78")
    lead = Lead(
        title="Tickets",
        client=twice,
        contact=contact,
        owner=studio.vera,
        source=Channel.phone,
        received_at=NOW,
        first_response_due_at=NOW + timedelta(minutes=15),
        heard_at=NOW,
        turn_since=NOW,
    )
    db.session.add_all([contact, lead])
    db.session.flush()
    message = their_word(lead, "Please ring me.", channel=Channel.phone, contact=contact)
    db.session.add(message)
    db.session.commit()
    return contact


def test_likely_doubles_are_shown_with_why(studio: Studio, other: Contact) -> None:
    known = studio.leads["kantor"].contact
    [alike] = likeness.like(known)
    assert (alike.contact, alike.why) == (other, (Why.name,))
    assert [(p.one, p.other) for p in likeness.pairs()] == [(known, other)]


@pytest.mark.parametrize(
    ("name", "email", "phone", "why"),
    [
        ("София Брандт", None, "", (Why.name,)),
        ("Sofia Brandl", None, "", (Why.alike,)),
        ("S. B.", "SOFIA+tickets@kantor.example", "", (Why.mail, Why.domain)),
        ("Somebody", None, "0043 660 1234567", (Why.phone,)),
        ("Sofia", None, "", None),
        ("S. Brandt", "office@kantor.example", "", (Why.alike, Why.domain)),
        ("S. Brandt", None, "", None),
        ("Anna Gruber", "anna@kantor.example", "", None),
    ],
)
@both
def test_what_two_entries_share_is_found_in_any_notation(
    studio: Studio, name: str, email: str | None, phone: str, why: tuple[Why, ...] | None
) -> None:
    known = studio.leads["kantor"].contact
    known.email, known.phone = "sofia@kantor.example", "+43 660 123 45 67"
    new = Contact(client=studio.leads["areni"].client, name=name, email=email, phone=phone)
    db.session.add(new)
    db.session.commit()
    assert [each.why for each in likeness.like(known) if each.contact is new] == (
        [why] if why else []
    )


@both
def test_two_become_one_and_what_comes_from_either_is_theirs(
    studio: Studio, other: Contact, vera: HouseClient
) -> None:
    kept, lead = studio.leads["kantor"].contact, other_lead(other)
    other.email = "sofia.brandt@mail.example"
    db.session.commit()
    preview = vera.get(f"/contacts/{kept.id}/joining?with={other.id}").text
    assert "Leads that move: 1" in preview and "Messages that move: 1" in preview
    vera.post(f"/contacts/{kept.id}/joining", data={"with": other.id})
    assert (lead.contact, lead.client) == (kept, kept.client)
    assert clients.contact_by_address("Sofia.Brandt@mail.example") is kept
    assert other not in kept.client.contacts
    assert vera.get(f"/contacts/{other.id}").location == f"/contacts/{kept.id}"
    assert "Tickets" in vera.get(f"/contacts/{kept.id}").text
    assert timeline.entries(lead.stream)[0].kind == "clients.joined"
    assert likeness.pairs() == []


def other_lead(contact: Contact) -> Lead:
    """The lead of this contact."""
    return db.session.query(Lead).filter_by(contact_id=contact.id).one()


@both
def test_taken_apart_both_have_what_they_had_and_what_arrived_since_stays(
    studio: Studio, other: Contact, vera: HouseClient
) -> None:
    kept, lead, theirs = studio.leads["kantor"].contact, other_lead(other), other.client
    phone = kept.phone
    kept.phone = ""
    db.session.commit()
    done = joining.join(kept, other, by=WE, at=NOW)
    assert kept.phone == "+4312345678" and theirs.joined_to_id == kept.client_id
    since = their_word(lead, "!", contact=kept)
    client_replied(since)
    db.session.commit()
    answer = vera.post(f"/contacts/joinings/{done.id}/parting")
    assert answer.status_code == 303
    db.session.expire_all()
    assert (lead.contact, lead.client, other.client) == (other, theirs, theirs)
    assert theirs.joined_to_id is None and kept.phone == "" and phone is not None
    assert since.contact is kept  # nobody knows better
    assert clients.contact_by_address("nobody@x.example") is None
    with pytest.raises(CannotPart):
        joining.part(done, by=WE, at=NOW)


def test_at_one_organisation_of_many_only_the_person_moves(studio: Studio, other: Contact) -> None:
    db.session.add(Contact(client=other.client, name="Somebody else"))
    db.session.flush()
    db.session.expire_all()
    kept, lead, theirs = studio.leads["kantor"].contact, other_lead(other), other.client
    done = joining.join(kept, other, by=WE, at=NOW)
    assert theirs.joined_to_id is None and lead.client is kept.client
    joining.part(done, by=WE, at=NOW)
    assert lead.client is theirs


@both
def test_a_joined_entry_is_not_joined_again_and_parts_only_in_order(
    studio: Studio, other: Contact
) -> None:
    kept, third = studio.leads["kantor"].contact, studio.leads["areni"].contact
    done = joining.join(kept, other, by=WE, at=NOW)
    for one, two in ((third, other), (other, third), (kept, kept)):
        with pytest.raises(CannotJoin):
            joining.join(one, two, by=WE, at=NOW)
    joining.join(third, kept, by=WE, at=NOW)
    assert other.known is third
    with pytest.raises(CannotPart):
        joining.part(done, by=WE, at=NOW)


@both
def test_those_who_are_two_are_not_shown_again(
    studio: Studio, other: Contact, vera: HouseClient
) -> None:
    kept = studio.leads["kantor"].contact
    assert "BRANDT, Sofia" in vera.get("/contacts/doubles").text
    for _again in range(2):
        vera.post(f"/contacts/{kept.id}/distinction", data={"with": other.id})
    assert likeness.like(kept) == [] and likeness.pairs() == []


def test_details_are_kept_in_one_notation_and_bad_ones_are_refused_with_what_was_typed(
    studio: Studio, vera: HouseClient
) -> None:
    contact = studio.leads["kantor"].contact
    data = {"name": "Sofia Brandt", "organisation": "Kantor Museum", "phone": "01 234 56 78"}
    assert vera.post(f"/contacts/{contact.id}/details", data=data).status_code == 303
    assert contact.phone == "+4312345678"
    answer = vera.post(f"/contacts/{contact.id}/details", data=data | {"phone": "ask for Ana"})
    assert answer.status_code == 422
    assert "Enter the number with its country" in answer.text and "ask for Ana" in answer.text


@both
def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_written_over(
    studio: Studio, vera: HouseClient
) -> None:
    contact = studio.leads["kantor"].contact
    page = f"/contacts/{contact.id}"
    [shown] = [one for one in forms_of(vera.get(page).text) if one.id == "details-form"]
    vera.fill(page, form="details-form", phone="+43 1 700 70 70", position="Director")
    assert contact.phone == "+4317007070"
    typed = {**shown.fields, "position": "Director", "email": "s.brandt@kantor.example"}
    refused = vera.post(shown.action, data=typed)
    assert refused.status_code == 409
    assert contact.phone == "+4317007070" and contact.email != "s.brandt@kantor.example"
    told = refused.text.partition("Somebody was faster")[2].partition("</ul>")[0]
    assert "+43 1 7007070" in told.replace("\xa0", " ") and "What they do there" not in told
    assert "Mail address" not in told, "that is a change of their own"
    [again] = [one for one in forms_of(refused.text) if one.id == "details-form"]
    assert again.fields["email"] == "s.brandt@kantor.example"
    assert vera.post(again.action, data=dict(again.fields)).status_code == 303
    assert contact.email == "s.brandt@kantor.example"


@both
def test_a_team_member_reads_and_changes_nothing(
    studio: Studio, other: Contact, client: HouseClient
) -> None:
    kept = studio.leads["kantor"].contact
    client.login(studio.timur)
    assert client.get(f"/contacts/{kept.id}").status_code == 200
    for path in ("joining", "details", "distinction", "export", "erasure"):
        assert client.post(f"/contacts/{kept.id}/{path}").status_code == 403
