"""From the lead's page somebody sends a brief, or says what we wait for; both are asked after by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from agency.briefs.models import Brief
from agency.demo.studio import Studio
from agency.followups import awaiting, personal
from agency.followups.models import Awaited, Enrollment, EnrollmentState, Purpose, StopReason
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Turn
from tests.followups.conftest import RunDue, text_of
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_a_brief_is_sent_with_a_link_and_asked_after(
    vera: HouseClient, studio: Studio, run_due: RunDue, letters: Callable[[], list[EmailMessage]]
) -> None:
    lead = studio.leads["harbour"]
    page = f"/leads/{lead.id}"
    assert vera.fill(page, form="send-brief").status_code == 303
    [brief] = [each for each in everything(Brief) if each.lead_id == lead.id]
    [enrollment] = everything(Enrollment)
    assert (enrollment.brief, enrollment.purpose) == (brief, Purpose.brief)
    assert lead.turn is Turn.theirs
    run_due(NOW)
    [first] = [each for each in letters() if lead.contact.email in str(each["To"])]
    assert "/brief/f/" in text_of(first)
    run_due(enrollment.touches[0].due_at)
    second = letters()[-1]
    assert second["Auto-Submitted"] == "auto-generated"
    link = next(word for word in text_of(second).split() if "/brief/f/" in word)
    assert vera.get(link[link.index("/brief/") :]).location.endswith("/1")
    shown = vera.get(page).text
    assert "not begun" in shown and "sent the brief" in shown and "send-brief" not in shown
    assert vera.post(f"{page}/briefs", data={"template": "9999"}).status_code == 404


def test_what_we_wait_for_is_said_and_comes(
    vera: HouseClient, studio: Studio, now: Callable[[datetime], None]
) -> None:
    lead = studio.leads["harbour"]
    page = f"/leads/{lead.id}"
    vera.fill(page, form="await", purpose="payment", what="the invoice of 14 March")
    [awaited], [enrollment] = everything(Awaited), everything(Enrollment)
    assert (awaited.purpose, awaited.member) == (Purpose.payment, studio.vera)
    shown = vera.get(page).text
    assert "the invoice of 14 March" in shown and "A friendly word" in shown
    now(NOW + timedelta(hours=3))
    for _ in range(2):
        vera.post(f"/awaited/{awaited.id}/arrival")
    assert (enrollment.state, enrollment.reason) == (EnrollmentState.stopped, StopReason.arrived)
    facts = [entry.kind for entry in timeline.entries(lead.stream)]
    assert facts.count("followups.came") == 1
    assert "“the invoice of 14 March” has come" in vera.get(page).text


def test_nothing_is_awaited_without_words_or_of_a_lead_that_is_lost(
    vera: HouseClient, client: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    page = f"/leads/{lead.id}"
    vera.fill(page, form="await", what=" ")
    lead.lose(reason="no", by=Actor.machine(), at=NOW)
    db.session.commit()
    vera.post(f"{page}/awaited", data={"purpose": "word", "what": "two layouts"})
    assert everything(Awaited) == []
    assert client.login(studio.timur).post(f"{page}/awaited").status_code == 403
    assert vera.login(studio.vera).post("/awaited/987654/arrival").status_code == 404


def test_who_is_forgotten_is_asked_for_nothing(studio: Studio) -> None:
    lead = studio.leads["harbour"]
    awaited = awaiting.begin(lead, Purpose.word, "two layouts", by=studio.vera, at=NOW)
    touch = awaiting.enrollment_of(awaited).touches[0]
    touch.reword("Dear Maria", "Your layouts", at=NOW, by=Actor.machine())
    personal.erase([lead.id], by=Actor.machine(), at=NOW)
    assert (awaited.what, touch.own_words, touch.own_subject) == ("–", None, None)
    assert awaiting.enrollment_of(awaited).state is EnrollmentState.stopped
