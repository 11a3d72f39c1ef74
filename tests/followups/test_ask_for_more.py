"""From the lead's page somebody sends a brief, or says what we wait for; both are asked after by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from agency.briefs.models import Brief
from agency.demo.studio import Studio
from agency.followups import awaiting, personal
from agency.followups.models import (
    Awaited,
    Enrollment,
    EnrollmentState,
    Purpose,
    StopReason,
    TouchState,
)
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.timeline import Actor
from agency.leads.models import Turn
from tests.followups.conftest import RunDue, asking_for, text_of
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
    sent = len(letters())
    vera.post(f"{page}/briefs", data={"template": str(brief.template.id)})
    assert len(everything(Enrollment)) == 1 and len(letters()) == sent, "pressed twice"


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


def test_two_things_that_are_asked_for_stand_apart_and_are_handled_apart(
    vera: HouseClient, studio: Studio, run_due: RunDue, now: Callable[[datetime], None]
) -> None:
    lead = studio.leads["harbour"]
    page = f"/leads/{lead.id}"
    vera.fill(page, form="await", purpose="payment", what="the invoice of 14 March")
    vera.fill(page, form="await", purpose="word", what="your word on the two layouts")
    shown = vera.get(page).text
    assert "Payment: the invoice of 14 March</h3>" in shown
    assert "Their word: your word on the two layouts</h3>" in shown
    payment, word = everything(Enrollment)
    assert f'id="pause-{payment.id}"' in shown and f'id="pause-{word.id}"' in shown
    for _ in range(3):
        [waiting] = [each for each in word.touches if each.state.is_open]
        now(waiting.due_at)
        run_due(waiting.due_at)
    # What was written for whoever rings them.
    told = vera.get(page).text
    assert "A call mostly settles it in five minutes." in told and "call=1#calls" in told
    assert "A call mostly settles it" in vera.get(f"{page}/followups").text
    [asks] = [each for each in payment.touches if each.state is TouchState.asks]
    assert f"/followups/{asks.id}/approval" in told


def test_nobody_is_said_to_be_asked_who_wants_no_letters(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    suppression.suppress(lead.contact.email, suppression.Why.unsubscribed, at=NOW)
    db.session.commit()
    vera.fill(f"/leads/{lead.id}", form="await", what="your word on the two layouts")
    page = vera.get(f"/leads/{lead.id}").text
    assert "No letter asks for it: they want no more reminders." in page
    [enrollment] = everything(Enrollment)
    assert enrollment.reason is StopReason.unsubscribed
    assert "your word on the two layouts" in page, "we wait for it all the same"


def test_nothing_is_awaited_without_words_or_of_a_lead_that_is_lost(
    vera: HouseClient, client: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    page = f"/leads/{lead.id}"
    refused = vera.fill(page, form="await", purpose="payment", what=" ")
    assert refused.location.endswith("?waits=payment#await")
    lead.lose(reason="no", by=Actor.machine(), at=NOW)
    db.session.commit()
    vera.post(f"{page}/awaited", data={"purpose": "word", "what": "two layouts"})
    assert everything(Awaited) == []
    assert client.login(studio.timur).post(f"{page}/awaited").status_code == 403
    assert vera.login(studio.vera).post("/awaited/987654/arrival").status_code == 404


def test_who_is_forgotten_is_asked_for_nothing(studio: Studio) -> None:
    lead = studio.leads["harbour"]
    awaited = awaiting.begin(lead, Purpose.word, "two layouts", by=studio.vera, at=NOW)
    touch = asking_for(awaited).touches[0]
    touch.reword("Dear Maria", "Your layouts", at=NOW, by=Actor.machine())
    personal.erase([lead.id], by=Actor.machine(), at=NOW)
    assert (awaited.what, touch.own_words, touch.own_subject) == ("–", None, None)
    assert asking_for(awaited).state is EnrollmentState.stopped
