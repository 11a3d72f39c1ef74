"""They wrote, so the letters stopped; we answered. The silence after that can be followed up, too."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, TouchState
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Turn
from agency.leads.unsent import GRACE
from tests.followups.conftest import FIRST, RunDue, went_out
from tests.followups.test_stop import LATER, accepted, replied, stopped_by_hand
from tests.support import HouseClient, everything

ANSWERED = LATER + timedelta(hours=1)


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_a_manager_answers_and_lets_the_letters_go_on(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Callable[[datetime], None]
) -> None:
    lead = sent.lead
    replied(sent)
    now(ANSWERED)
    page = vera.get(f"/leads/{lead.id}").text
    assert "Follow up if they stay silent" in page
    assert "5 letters" in page
    vera.fill(f"/leads/{lead.id}", form="letter", words="Friday it is.", follow_up="y")
    run_due(ANSWERED + GRACE)
    assert lead.turn is Turn.theirs
    first, again = everything(Enrollment)
    assert first.state is EnrollmentState.stopped
    assert (again.state, again.first_step) == (EnrollmentState.active, 2)
    [touch] = again.touches
    assert (touch.n, touch.state) == (2, TouchState.planned)
    assert touch.due_at > ANSWERED + timedelta(days=2)
    run_due(touch.due_at)
    assert len(went_out()) == 1
    assert "is anything unclear?" in went_out()[0].subject
    kinds = [entry.kind for entry in timeline.entries(lead.stream)]
    assert kinds.count("followups.began_again") == 1


def test_it_is_offered_and_not_done_by_itself(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Callable[[datetime], None]
) -> None:
    lead = sent.lead
    replied(sent)
    now(ANSWERED)
    vera.fill(f"/leads/{lead.id}", form="letter", words="Friday it is.")
    run_due(ANSWERED + GRACE)
    assert len(everything(Enrollment)) == 1
    now(ANSWERED + timedelta(minutes=1))
    assert 'id="go-on"' in vera.get(f"/leads/{lead.id}").text
    vera.fill(f"/leads/{lead.id}", form="go-on")
    assert len(everything(Enrollment)) == 2
    assert 'id="go-on"' not in vera.get(f"/leads/{lead.id}").text
    vera.post(f"/leads/{lead.id}/followups")
    assert len(everything(Enrollment)) == 2


def test_no_words_are_said_twice(sent: Enrollment, run_due: RunDue) -> None:
    run_due(FIRST)
    [second] = [each for each in sent.touches if each.n == 2]
    run_due(second.due_at)
    assert len(went_out()) == 2
    lead = sent.lead
    lead.heard_at = second.due_at + timedelta(hours=1)
    machine.stop(lead, machine.StopReason.heard, at=lead.heard_at, by=Actor.machine())
    again = machine.go_on(lead, at=second.due_at + timedelta(hours=2), by=Actor.machine())
    assert again is not None
    assert again.first_step == 3


def test_their_next_word_ends_it_again(sent: Enrollment, run_due: RunDue) -> None:
    replied(sent)
    again = machine.go_on(sent.lead, at=ANSWERED, by=Actor.machine())
    assert again is not None
    again.lead.heard_at = ANSWERED + timedelta(hours=1)
    db.session.commit()
    run_due(again.touches[0].due_at)
    assert went_out() == []
    assert again.state is EnrollmentState.stopped


@pytest.mark.parametrize("ended", [accepted, "running", "closed"])
def test_nothing_is_offered_where_nothing_waits(sent: Enrollment, ended: object) -> None:
    if callable(ended):
        ended(sent)
    elif ended == "closed":
        stopped_by_hand(sent)
        sent.lead.lose(reason="no", by=Actor.machine(), at=LATER)
    assert machine.may_go_on(sent.lead) is None
    assert machine.go_on(sent.lead, at=ANSWERED, by=Actor.machine()) is None
