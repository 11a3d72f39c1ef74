"""Noting by hand what was said elsewhere than here."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState
from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads.models import Channel, Lead, Turn
from agency.proposals.models import ProposalState
from tests.support import NOW, HouseClient, everything, forms_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def olaria(studio: Studio) -> Lead:
    return studio.leads["olaria"]


def note(browser: HouseClient, lead: Lead, words: str = "They rang.", **fields: Any) -> Any:
    return browser.fill(f"/leads/{lead.id}", form="note-form", words=words, **fields)


def test_their_word_makes_it_our_turn(vera: HouseClient, olaria: Lead, now: datetime) -> None:
    assert olaria.turn is Turn.theirs
    response = note(vera, olaria, "She likes it.", said_by="they", channel="messenger")
    assert response.status_code == 303
    assert (olaria.turn, olaria.turn_since, olaria.heard_at) == (Turn.ours, now, now)
    message = olaria.messages[0]
    assert (message.author_kind, message.channel) == (ActorKind.contact, Channel.messenger)
    assert message.contact is olaria.contact


def test_their_word_stops_the_follow_ups(
    vera: HouseClient, studio: Studio, olaria: Lead, now: datetime
) -> None:
    studio.proposal.state = ProposalState.sent
    machine.enroll(studio.proposal, at=NOW - timedelta(hours=2))
    note(vera, olaria, said_by="they")
    [enrollment] = everything(Enrollment)
    assert enrollment.state is EnrollmentState.stopped


def test_what_we_said_counts_as_the_first_answer(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    lead = studio.leads["harbour"]
    note(vera, lead, "Rang Peter back.", said_by="we", channel="messenger")
    assert lead.first_response_at == now
    assert lead.turn is Turn.theirs
    page = vera.get(f"/leads/{lead.id}").text
    assert "wrote to Peter Aldous by messenger" in page
    assert "first answer, 6 minutes late" in page


@both
def test_a_note_for_ourselves_changes_nothing(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    since = lead.turn_since
    note(vera, lead, "Ask Anton about ferries.", said_by="ourselves")
    assert lead.waits_for_first_response
    assert (lead.turn, lead.turn_since) == (Turn.ours, since)
    assert "a note for ourselves" in vera.get(f"/leads/{lead.id}").text


@both
def test_a_note_names_who_of_them_it_was(vera: HouseClient, olaria: Lead) -> None:
    joao = Contact(client=olaria.client, name="João Teles")
    db.session.add(joao)
    db.session.flush()
    note(vera, olaria, contact=str(joao.id))
    assert olaria.messages[0].contact is joao


def test_nobody_of_another_client_can_be_named(
    vera: HouseClient, studio: Studio, olaria: Lead
) -> None:
    stranger = studio.leads["northgate"].contact
    before = len(olaria.messages)
    assert note(vera, olaria, contact=str(stranger.id)).status_code == 422
    assert len(olaria.messages) == before


def test_an_empty_note_is_refused_and_stays_open(vera: HouseClient, olaria: Lead) -> None:
    response = note(vera, olaria, "", said_by="we", channel="messenger")
    assert response.status_code == 422
    assert "Write down what was said" in response.text
    assert 'id="note" open' in response.text
    sent = next(form for form in forms_of(response.text) if form.id == "note-form")
    assert (sent.fields["said_by"], sent.fields["channel"]) == ("we", "messenger")


@pytest.mark.parametrize(("field", "value"), [("channel", "pigeon"), ("said_by", "nobody")])
@both
def test_an_unknown_way_is_refused(vera: HouseClient, olaria: Lead, field: str, value: str) -> None:
    assert note(vera, olaria, **{field: value}).status_code == 422


def test_a_team_member_may_not_note(client: HouseClient, studio: Studio, olaria: Lead) -> None:
    before = len(olaria.messages)
    response = client.login(studio.mira).post(f"/leads/{olaria.id}/notes", data={"words": "x"})
    assert response.status_code == 403
    assert len(olaria.messages) == before
