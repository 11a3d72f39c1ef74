"""Whoever is away gets nothing by itself: what would meet their absence goes on the first working morning after it."""

import pytest
import sqlalchemy as sa

from agency.flows.letter_received import letter_received
from agency.followups.models import Enrollment
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import entries
from agency.leads import arrivals
from agency.leads.absence import back_on
from agency.leads.arrivals import Arrival
from tests.followups.conftest import FIRST, RunDue, touches, went_out
from tests.leads.raw import raw
from tests.support import HouseClient, at

# They sent the proposal on a Thursday; the first step falls due that afternoon.
AWAY = "2026-03-19T07:30"


@pytest.fixture
def database() -> str:
    """Where the absence is kept makes no difference to the rules."""
    return "sqlite"


def automat_says(enrollment: Enrollment, words: str, moment: str = AWAY, **more: str) -> Arrival:
    """The automat of Olaria's contact answers the proposal."""
    letter = db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    sender = more.pop("sender", f"Inês <{enrollment.lead.contact.email}>")
    heads = {"In_Reply_To": letter.message_id, "Auto_Submitted": "auto-replied"} | more
    text = raw(words, sender=sender, subject="Automatic reply: Your proposal", **heads)
    arrival = arrivals.take_in(text, seen_at=at(moment), arrived_at=at(moment))
    letter_received(arrival)
    db.session.commit()
    return arrival


def test_the_next_letter_waits_for_the_first_working_morning(
    sent: Enrollment, run_due: RunDue, vera: HouseClient
) -> None:
    # Until Saturday, so they are back on Sunday, and work on Monday.
    arrival = automat_says(sent, "I am away until 28 March.")
    assert str(arrival.absent_until) == "2026-03-29"
    monday = at("2026-03-30T09:00")  # ten in the morning in Porto, in summer
    assert touches(sent) == [(1, "planned", monday)]
    run_due(FIRST)
    assert went_out() == []
    page = vera.get(f"/leads/{sent.lead_id}").text
    assert "is away, back on 29 March 2026" in page
    assert "waits until the morning of 30 March 2026" in page
    run_due(monday)
    assert [each.sent_at for each in went_out()] == [monday]


def test_an_absence_that_ends_before_the_letter_changes_nothing(sent: Enrollment) -> None:
    automat_says(sent, "I am back tomorrow.", moment="2026-03-18T07:30")
    assert touches(sent) == [(1, "planned", FIRST)]


def test_an_absence_that_names_no_day_changes_nothing(sent: Enrollment) -> None:
    assert automat_says(sent, "I am away for a while.").absent_until is None
    assert touches(sent) == [(1, "planned", FIRST)]


def test_a_colleagues_absence_holds_up_nobody(sent: Enrollment) -> None:
    lead = sent.lead
    automat_says(sent, "I am away until 28 March.", sender="Nobody <else@elsewhere.example>")
    # Somebody of theirs whom we do not know: it may be the contact's other address.
    assert back_on(lead, FIRST) is not None
    assert back_on(lead, FIRST, ["rui@olaria.example"]) is None


def test_a_word_of_theirs_says_that_they_are_there(sent: Enrollment) -> None:
    automat_says(sent, "I am away until 28 March.")
    sent.lead.heard_at = at("2026-03-20T07:00")
    assert back_on(sent.lead, at("2026-03-20T08:00")) is None


def test_it_is_asked_again_right_before_a_letter_goes(sent: Enrollment, run_due: RunDue) -> None:
    # Their automat wrote on no thread of ours, so nobody moved the letter when it came.
    arrival = automat_says(sent, "I am away until 28 March.", In_Reply_To="<other@x.example>")
    assert arrival.lead_id is None
    assert touches(sent) == [(1, "planned", FIRST)]
    run_due(FIRST)
    assert went_out() == []
    assert touches(sent) == [(1, "planned", at("2026-03-30T09:00"))]
    told = [entry.kind for entry in entries(sent.lead.stream)]
    assert told.count("followups.waited") == 1
    assert due.planned_for("followups.touch", sent.next_touch.id) == at("2026-03-30T09:00")  # type: ignore[union-attr]
