"""Who owns a lead: by load at first, then by hand."""

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.auth import Access
from agency.leads import assignment
from agency.people.models import Sharing
from tests.support import NOW, HouseClient


def test_a_lead_is_handed_to_somebody(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    response = vera.fill(f"/leads/{lead.id}", form="handing-over", owner=str(studio.nora.id))
    assert response.status_code == 303
    assert lead.owner is studio.nora
    page = vera.get(f"/leads/{lead.id}").text
    assert "takes the lead" in page
    assert "says Vera Lindt" in page


def test_only_somebody_who_answers_leads_can_take_one(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    response = vera.post(f"/leads/{lead.id}/owner", data={"owner": studio.timur.id})
    assert response.status_code == 422
    assert lead.owner is studio.vera
    assert timeline.entries(lead.stream) == []


def test_a_team_member_may_not_hand_leads_over(client: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    browser = client.login(studio.ilya)
    assert (
        browser.post(f"/leads/{lead.id}/owner", data={"owner": studio.nora.id}).status_code == 403
    )
    assert lead.owner is studio.vera


def test_the_manager_with_the_fewest_open_leads_takes_the_next_one(studio: Studio) -> None:
    studio.agency.sharing = Sharing.load
    assert assignment.next_owner(now=NOW) is studio.vera
    assert studio.mira.user is not None
    studio.mira.user.access = Access.manager
    assert assignment.next_owner(now=NOW) is studio.mira
