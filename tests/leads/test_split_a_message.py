"""A word that asks for something else becomes a lead of its own, and can go back."""

import pytest

from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads import filing, splitting
from agency.leads.models import Channel, Lead, Message, Stage
from agency.leads.splitting import CannotSplit
from tests.support import NOW, HouseClient, everything, their_word


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def _says(lead: Lead, words: str) -> Message:
    message = their_word(
        lead, words, subject="And one more thing", message_id="<more@kantor.example>"
    )
    client_replied(message)
    db.session.commit()
    return message


def test_a_later_word_becomes_a_lead_of_its_own_with_its_clock(
    vera: HouseClient, studio: Studio
) -> None:
    old = studio.leads["kantor"]
    message = _says(old, "We also need a film for the opening.")
    answer = vera.post(f"/messages/{message.id}/lead")
    page = vera.get(answer.location).text
    assert "We also need a film for the opening." in page
    lead = message.lead
    assert lead is not old and lead.contact is old.contact
    assert (lead.title, lead.stage, lead.received_at) == ("And one more thing", Stage.new, NOW)
    assert lead.waits_for_first_response and lead.owner is not None
    assert [each.id for each in everything(Message) if each.lead_id == lead.id] == [message.id]
    assert "made a message a lead of its own" in vera.get(f"/leads/{old.id}").text
    assert timeline.entries(lead.stream)[0].kind == "leads.split_from"


@both
def test_what_was_answered_since_is_answered_there_too(studio: Studio, vera: HouseClient) -> None:
    old = studio.leads["kantor"]
    message = _says(old, "We also need a film.")
    ours = Message(
        lead=old,
        channel=Channel.phone,
        at=NOW,
        author_kind=ActorKind.member,
        contact=old.contact,
        member=studio.vera,
        body="Gladly.",
    )
    db.session.add(ours)
    db.session.commit()
    vera.post(f"/messages/{message.id}/lead")
    assert message.lead.first_response_at == NOW


def test_it_can_go_back_where_it_came_from(vera: HouseClient, studio: Studio) -> None:
    old = studio.leads["kantor"]
    message = _says(old, "We also need a film.")
    vera.post(f"/messages/{message.id}/lead")
    own = message.lead
    assert old in filing.others_of(own)
    assert vera.post(f"/leads/{own.id}/filing", data={"into": old.id}).status_code == 303
    db.session.refresh(message)
    assert message.lead_id == old.id


def test_the_first_word_and_our_own_stay_on_their_lead(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    first = min((m for m in lead.messages if m.is_theirs), key=lambda one: one.at)
    page = vera.get(vera.post(f"/messages/{first.id}/lead").location).text
    assert "A lead keeps its first word" in page
    ours = next(m for m in lead.messages if not m.is_theirs)
    with pytest.raises(CannotSplit):
        splitting.inquiry_of(ours)
    assert first.lead is lead
