"""A brief that may come from a machine waits for a person: nothing is dropped, nobody is written to."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.briefs import setting_aside
from agency.briefs.filling import KEPT_FOR, Start
from agency.demo.studio import Studio
from agency.kernel import clock, timeline
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.leads.models import Channel, Inquiry, Lead
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.reasons import Why
from tests.briefs.support import Kind, asked, begun, hand_in, the_brief
from tests.support import HouseClient, everything


@pytest.fixture
def database() -> str:
    """Nothing here is asked of the database in words of its own."""
    return "sqlite"


def sent(client: HouseClient, **more: str) -> str:
    """A brief that was handed in; the address of its thanks."""
    address = begun(client, **more)
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Cheap links for the bakery."})
    answer = hand_in(client, address)
    assert answer.status_code == 303
    return str(answer.location)


def put_aside() -> Delivery:
    """What was set aside last."""
    found = everything(Delivery)[-1]
    assert isinstance(found, Delivery)
    return found


def test_a_trap_makes_no_lead_and_the_visitor_is_thanked_all_the_same(
    client: HouseClient, studio: Studio
) -> None:
    leads, letters = len(everything(Lead)), len(everything(Letter))
    thanks = client.get(sent(client, trap="buy"))
    assert "Thank you, Inês" in thanks.text
    assert "A person reads it, and a person answers." in thanks.text
    assert "Cheap links for the bakery." in thanks.text
    assert (len(everything(Lead)), len(everything(Letter))) == (leads, letters)
    kept = put_aside()
    assert (kept.state, kept.reason) == (Standing.aside, Why.trap)
    assert "Cheap links for the bakery." in kept.text
    assert kept.label == "Inês Carvalho, Azulejo Norte"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"start": "made up"}, Why.unsealed),
        ({"work": "made up"}, Why.forged),
        ({"start": "as handed out"}, Why.unproven),
    ],
)
def test_each_grave_doubt_has_its_words(
    client: HouseClient, studio: Studio, more: dict[str, str], why: Why
) -> None:
    sent(client, **(more if more.get("start") != "as handed out" else {"start": _just_now()}))
    assert put_aside().reason is why
    page = client.login(studio.vera).get("/deliveries?door=brief").text
    assert {
        Why.unsealed: "The page that it came from was not ours",
        Why.forged: "that each browser does with the page was made up",
        Why.unproven: "within three seconds, and without the small work",
    }[why] in page


def test_one_key_makes_it_a_lead_whose_clock_starts_then(
    client: HouseClient, studio: Studio
) -> None:
    sent(client, trap="buy")
    kept, brief = put_aside(), the_brief()
    vera = client.login(studio.vera)
    page = vera.get(f"/deliveries/{kept.id}").text
    assert 'data-key="l"' in page and 'data-key="d"' in page
    assert "Cheap links for the bakery." in page and "What should the site do" in page
    before = clock.now()
    answer = vera.post(f"/deliveries/{kept.id}/reading")
    lead = the_brief().lead
    assert lead is not None and answer.location == f"/leads/{lead.id}"
    assert lead.received_at >= before > brief.submitted_at
    assert lead.waits_for_first_response and lead.client.name == "Azulejo Norte"
    assert not everything(Inquiry)[-1].may_hold
    assert {each.kind for each in timeline.entries(lead.stream)} >= {
        "briefs.submitted",
        "briefs.taken",
    }
    assert "made a lead of a brief that the machine had set aside" in vera.get(answer.location).text
    leads = len(everything(Lead))
    assert vera.post(f"/deliveries/{kept.id}/reading").location == answer.location
    assert vera.post(f"/deliveries/{kept.id}/dismissal").status_code == 303
    assert put_aside().state is Standing.understood
    assert len(everything(Lead)) == leads


def test_it_is_spam_puts_it_away_to_be_found(client: HouseClient, studio: Studio) -> None:
    sent(client, trap="buy")
    brief, kept = the_brief(), put_aside()
    vera = client.login(studio.vera)
    assert "1 message waits for a look." in vera.get("/inbox").text
    other_mail = vera.get("/arrivals").text
    assert "<b>1 message waits for a look.</b>" in other_mail
    assert "By other ways, for a look" in other_mail and f'id="delivery-{kept.id}"' in other_mail
    assert f'id="delivery-{kept.id}"' not in vera.get("/arrivals?kind=bulk").text
    assert "Waits for a look." in vera.get(f"/briefs/{brief.id}").text
    found = vera.get("/search?q=bakery").text
    assert f'href="/briefs/{brief.id}"' in found and "Inês Carvalho" in found
    vera.post(f"/deliveries/{kept.id}/dismissal")
    assert put_aside().state is Standing.dismissed
    inbox = vera.get("/inbox").text
    assert "1 message waits for a look." not in inbox and "be found here for 90 days" in inbox
    assert "Put aside." in vera.get(f"/briefs/{brief.id}").text
    assert "Cheap links" in vera.get(f"/deliveries/{kept.id}").text
    # Who changes their mind makes it a lead later.
    assert "/leads/" in vera.post(f"/deliveries/{kept.id}/reading").location


def test_what_was_called_spam_is_taken_away_and_its_address_remembered(
    client: HouseClient, studio: Studio, run_due: Callable[[datetime], int]
) -> None:
    sent(client, trap="buy")
    vera, kept, now = client.login(studio.vera), put_aside(), clock.now()
    run_due(now + timedelta(days=200))
    assert "Cheap links" in kept.text  # as long as nobody has decided
    vera.post(f"/deliveries/{kept.id}/dismissal")
    run_due(now + KEPT_FOR - timedelta(days=1))
    assert the_brief().said(Kind.name) == "Inês Carvalho"
    run_due(clock.now() + KEPT_FOR)
    db.session.expire_all()
    assert not any(each.value for each in the_brief().answers) and kept.is_blank
    assert "Cheap links" not in str([each.answers for each in the_brief().revisions])
    page = vera.get(f"/deliveries/{kept.id}").text
    assert "taken away after some months" in page and "Make it a lead" not in page
    assert vera.post(f"/deliveries/{kept.id}/reading").location == f"/deliveries/{kept.id}"
    assert vera.get("/deliveries").status_code == vera.get(f"/briefs/{the_brief().id}").status_code
    sent(client)
    assert put_aside().reason is Why.said_nothing


def test_what_somebody_said_holds_for_the_next_brief_from_there(
    client: HouseClient, studio: Studio
) -> None:
    sent(client, start="made up")
    vera = client.login(studio.vera)
    vera.post(f"/deliveries/{put_aside().id}/dismissal")
    sent(client)
    second = put_aside()
    assert (second.state, second.reason) == (Standing.aside, Why.said_nothing)
    vera.post(f"/deliveries/{second.id}/reading")
    sent(client, start="made up")
    assert put_aside() == second and everything(Lead)[-1].source is Channel.brief
    sent(client, trap="buy")
    assert put_aside().reason is Why.trap


def test_nobody_below_a_manager_decides(client: HouseClient, studio: Studio) -> None:
    sent(client, trap="buy")
    kept = put_aside()
    assert setting_aside.brief_in(kept) == the_brief()
    timur = client.login(studio.timur)
    assert "Make it a lead" not in timur.get(f"/deliveries/{kept.id}").text
    assert 'data-key="l"' not in timur.get("/deliveries").text
    assert timur.post(f"/deliveries/{kept.id}/reading").status_code == 403


def _just_now() -> str:
    """The seal of a page that was handed out this very moment."""
    return Start.seal(clock.now())
