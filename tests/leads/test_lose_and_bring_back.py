"""A lead that comes to nothing, and one that comes back."""

from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, StopReason
from agency.kernel.timeline import Actor
from agency.leads.models import Channel, LeadClosed, LeadNotLost, Stage, Turn
from agency.proposals.models import ProposalState
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_a_lead_is_lost_with_its_reason(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    response = vera.fill(f"/leads/{lead.id}", form="loss", reason="The board said no")
    assert response.status_code == 303
    assert (lead.stage, lead.lost_reason) == (Stage.lost, "The board said no")
    page = vera.get(f"/leads/{lead.id}").text
    assert "closed the lead as lost" in page
    assert "Bring it back" in page
    composer, folded = page.index('id="letter"'), page.index("Write to them all the same")
    assert page[:composer].rindex("<details") < folded < composer, "it does not ask for an answer"


def test_a_lost_lead_gets_no_more_letters(vera: HouseClient, studio: Studio) -> None:
    studio.proposal.state = ProposalState.sent
    machine.enroll(studio.proposal, at=NOW)
    vera.fill(f"/leads/{studio.proposal.lead_id}", form="loss", reason="The board said no")
    [enrollment] = everything(Enrollment)
    assert (enrollment.state, enrollment.reason) == (EnrollmentState.stopped, StopReason.lost)


def test_a_loss_without_a_reason_is_refused(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    response = vera.fill(f"/leads/{lead.id}", form="loss", reason="  ")
    assert response.status_code == 422
    assert "Say why, in a few words" in response.text
    assert lead.stage.is_open


def test_a_lost_lead_comes_back_to_where_it_was(vera: HouseClient, studio: Studio) -> None:
    for key, stage in (("kantor", Stage.talking), ("harbour", Stage.new)):
        lead = studio.leads[key]
        lead.lose(reason="no money", by=Actor.machine(), at=NOW)
        assert vera.post(f"/leads/{lead.id}/reopening").status_code == 303
        assert (lead.stage, lead.closed_at, lead.lost_reason) == (stage, None, "")


def test_only_a_lost_lead_comes_back(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    lead.win(by=Actor.machine(), at=NOW)
    response = vera.post(f"/leads/{lead.id}/reopening")
    assert response.status_code == 303
    assert "Only a lost lead can be brought back." in vera.get(response.location).text
    assert lead.stage is Stage.won
    with pytest.raises(LeadNotLost):
        lead.reopen(by=Actor.machine(), at=NOW)


def test_a_closed_lead_is_not_lost_again(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    lead.lose(reason="no money", by=Actor.machine(), at=NOW)
    response = vera.post(f"/leads/{lead.id}/loss", data={"reason": "another"})
    assert response.status_code == 303
    assert lead.lost_reason == "no money"
    with pytest.raises(LeadClosed):
        lead.lose(reason="another", by=Actor.machine(), at=NOW)


def test_a_team_member_may_neither_lose_nor_bring_back(client: HouseClient, studio: Studio) -> None:
    lead, browser = studio.leads["kantor"], client.login(studio.anton)
    assert browser.post(f"/leads/{lead.id}/loss", data={"reason": "x"}).status_code == 403
    assert browser.post(f"/leads/{lead.id}/reopening").status_code == 403
    assert lead.stage.is_open


@both
def test_the_clients_word_brings_a_lost_lead_back(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    lead.lose(reason="no money", by=Actor.machine(), at=NOW)
    contact = Actor.contact(lead.contact_id)
    lead.heard(at=NOW + timedelta(days=90), by=contact, channel=Channel.mail)
    assert (lead.stage, lead.turn) == (Stage.talking, Turn.ours)
    assert ">Kantor Museum</a>" in vera.get("/inbox").text


def test_a_word_of_a_client_in_work_is_nobodys_blind_spot(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["kantor"]
    lead.win(by=Actor.machine(), at=NOW)
    assert "From clients in work" not in vera.get("/inbox").text
    later = NOW + timedelta(hours=2)
    lead.heard(at=later, by=Actor.contact(lead.contact_id), channel=Channel.mail)
    page = vera.get("/inbox").text
    assert page.index("From clients in work") < page.index(">Kantor Museum</a>")
    assert "they wrote, nobody has answered" in page
    lead.answered(by=Actor.member(studio.vera.id), at=later)
    assert "From clients in work" not in vera.get("/inbox").text
