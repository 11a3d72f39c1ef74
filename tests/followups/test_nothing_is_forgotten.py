"""Whatever stands in the way of a step, its plan goes on: it is due again, one of us is told, it wakes, or it ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.clients.partners import PartnerPerson
from agency.demo.studio import Studio
from agency.flows.lead_lost import lead_lost
from agency.flows.letters_held import let_go
from agency.followups import cadences, machine
from agency.followups.jobs import wake
from agency.followups.models import (
    Enrollment,
    EnrollmentState,
    Purpose,
    Step,
    StepChannel,
    TouchState,
    WhyAsks,
)
from agency.followups.planning import plan_next
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import hold, suppression
from agency.kernel.timeline import Actor
from agency.leads.mails import NoAddress
from agency.leads.referrals import Referral
from agency.people import notices
from tests.followups.conftest import FIRST, touches
from tests.followups.purposes import another_lead
from tests.support import NOW

US, MINUTE = Actor.machine(), timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
Way = Callable[[Studio, Enrollment], object]


@pytest.fixture
def database() -> str:
    return "sqlite"


def goes_on(enrollment: Enrollment) -> str:
    """What takes this plan further; "" where nothing ever will."""
    db.session.flush()
    db.session.expire_all()
    waiting = enrollment.next_touch
    if not enrollment.state.is_running:
        return "" if waiting is not None else "ended"
    if waiting is None:
        return ""
    if waiting.state is not TouchState.planned:
        owner = enrollment.lead.owner
        assert owner is not None
        told = (each.data.get("touch") for each in notices.unread(owner))
        return "told" if waiting.id in told else ""
    if enrollment.state is EnrollmentState.paused:
        planned = due.planned_for(machine.WAKE, enrollment.id)
        return "wakes" if planned == enrollment.paused_until else ""
    return "due" if due.planned_for(machine.TOUCH, waiting.id) is not None else ""


def release(enrollment: Enrollment, moment: datetime = FIRST) -> None:
    """As the clock's job does, the row of what was due included."""
    [waiting] = [each for each in enrollment.touches if each.state.is_open]
    claimed = [each for each in due.claim(moment) if each.subject == waiting.id]
    touch = machine.take(waiting.id)
    assert touch is not None
    again = machine.release(touch, now=moment)
    for each in claimed:
        if each.kind == machine.TOUCH:
            due.settle(each, again)


def channel(enrollment: Enrollment, which: StepChannel) -> None:
    enrollment.cadence.steps[0].channel = which


def it_is_held(studio: Studio, enrollment: Enrollment) -> None:
    hold.put(studio.vera.id, at=NOW)
    release(enrollment)


def a_hold_is_lifted(studio: Studio, enrollment: Enrollment) -> None:
    it_is_held(studio, enrollment)
    let_go(by=studio.vera, at=FIRST + MINUTE)
    assert due.planned_for(machine.TOUCH, enrollment.touches[0].id) == FIRST + MINUTE


def their_window_is_closed(studio: Studio, enrollment: Enrollment) -> None:
    release(enrollment, FIRST + timedelta(hours=9))


def another_letter_went_today(studio: Studio, enrollment: Enrollment) -> None:
    other = another_lead(enrollment.lead)
    beside = Enrollment(cadence=enrollment.cadence, lead=other, started_at=NOW)
    beside.proposal = enrollment.proposal
    db.session.add(beside)
    db.session.flush()
    plan_next(beside, 1, before=NOW)
    machine.send_now(beside.touches[0], at=FIRST - MINUTE, by=US)
    release(enrollment)
    assert enrollment.touches[0].state is TouchState.planned


def it_is_late(studio: Studio, enrollment: Enrollment) -> None:
    release(enrollment, FIRST + timedelta(days=9))


def it_waits_for_our_word(studio: Studio, enrollment: Enrollment) -> None:
    channel(enrollment, StepChannel.approval)
    release(enrollment)


def it_is_a_call(studio: Studio, enrollment: Enrollment) -> None:
    channel(enrollment, StepChannel.call)
    release(enrollment)


def they_have_no_address(studio: Studio, enrollment: Enrollment) -> None:
    enrollment.lead.contact.email = None
    release(enrollment)


def they_want_no_letters(studio: Studio, enrollment: Enrollment) -> None:
    suppression.suppress(enrollment.lead.contact.email, suppression.Why.unsubscribed, at=NOW)
    release(enrollment)


def it_goes(studio: Studio, enrollment: Enrollment) -> None:
    release(enrollment)


def it_was_the_last(studio: Studio, enrollment: Enrollment) -> None:
    while enrollment.state is EnrollmentState.active:
        machine.skip(enrollment.next_touch, at=LATER, by=US)


def it_rests(studio: Studio, enrollment: Enrollment) -> None:
    machine.pause(enrollment, FIRST + timedelta(days=3), at=LATER, by=US)


def it_rests_until_woken(studio: Studio, enrollment: Enrollment) -> None:
    machine.pause(enrollment, at=LATER, by=US)


def it_woke(studio: Studio, enrollment: Enrollment) -> None:
    it_rests(studio, enrollment)
    assert wake(enrollment.id, FIRST + timedelta(days=3)) is None


def a_step_is_left_out_while_it_rests(studio: Studio, enrollment: Enrollment) -> None:
    it_rests_until_woken(studio, enrollment)
    machine.skip(enrollment.touches[0], at=LATER, by=US)
    release(enrollment, FIRST + timedelta(days=30))
    machine.wake(enrollment, at=FIRST + timedelta(days=30), by=US)


def a_step_is_sent_while_it_rests(studio: Studio, enrollment: Enrollment) -> None:
    it_rests(studio, enrollment)
    machine.send_now(enrollment.touches[0], at=LATER, by=US)


def one_that_asks_rests_and_is_let_go(studio: Studio, enrollment: Enrollment) -> None:
    it_waits_for_our_word(studio, enrollment)
    it_rests_until_woken(studio, enrollment)
    machine.approve(enrollment.touches[0], at=FIRST + MINUTE, by=US)
    machine.wake(enrollment, at=FIRST + 2 * MINUTE, by=US)


def it_is_let_go_at_night(studio: Studio, enrollment: Enrollment) -> None:
    it_waits_for_our_word(studio, enrollment)
    machine.approve(enrollment.touches[0], at=FIRST + timedelta(hours=9), by=US)


def it_cannot_be_sent_now(studio: Studio, enrollment: Enrollment) -> None:
    enrollment.lead.contact.email = None
    with pytest.raises(NoAddress):
        machine.send_now(enrollment.touches[0], at=LATER, by=US)


def behind_a_stranger_it_is_let_go_to_whom_wants_none(
    studio: Studio, enrollment: Enrollment
) -> None:
    rolf = PartnerPerson(name="Rolf", email="rolf@stranger.example")
    db.session.add(
        Referral(lead=enrollment.lead, person=rolf, arrived_at=NOW, brought=True, by_letter=True)
    )
    db.session.flush()
    db.session.expire(enrollment.lead)
    release(enrollment)
    assert enrollment.touches[0].why_asks is WhyAsks.stranger
    suppression.suppress(enrollment.lead.contact.email, suppression.Why.unsubscribed, at=NOW)
    machine.approve(enrollment.touches[0], at=FIRST + MINUTE, by=US)
    assert enrollment.touches[0].state is TouchState.calls


def _published(studio: Studio, steps: int) -> None:
    texts = {"en": "Well? %(link)s"}
    draft = [Step(delay="2d", name=texts, subject=texts, words=texts) for _ in range(steps)]
    cadences.publish(
        Purpose.proposal, draft, at=FIRST + MINUTE, by=studio.vera, moving_running=True
    )


def it_is_moved_to_a_longer_one(studio: Studio, enrollment: Enrollment) -> None:
    _published(studio, 8)


def it_is_moved_past_its_end_while_it_asks(studio: Studio, enrollment: Enrollment) -> None:
    release(enrollment)
    enrollment.cadence.steps[1].channel = StepChannel.approval
    release(enrollment, enrollment.touches[1].due_at)
    _published(studio, 1)
    assert not [each for each in notices.unread(studio.vera) if each.kind == "followups.asked"]


def a_loss_is_taken_back(studio: Studio, enrollment: Enrollment) -> None:
    _lost_and_back(studio, enrollment)
    assert touches(enrollment) == [(1, "planned", FIRST)]


def a_loss_is_taken_back_while_it_rested(studio: Studio, enrollment: Enrollment) -> None:
    it_rests(studio, enrollment)
    _lost_and_back(studio, enrollment)
    assert enrollment.state is EnrollmentState.paused


def a_loss_is_taken_back_while_it_asked(studio: Studio, enrollment: Enrollment) -> None:
    it_waits_for_our_word(studio, enrollment)
    _lost_and_back(studio, enrollment)
    assert touches(enrollment) == [(1, "asks", FIRST)], "nobody has let it go"


def _lost_and_back(studio: Studio, enrollment: Enrollment) -> None:
    moment, stage = FIRST + MINUTE, enrollment.lead.stage
    lead_lost(enrollment.lead, reason="Too dear", by=US, at=moment)
    assert goes_on(enrollment) == "ended"
    enrollment.lead.stage, enrollment.lead.closed_at = stage, None
    machine.resume(enrollment.lead, stopped_at=moment, at=moment + MINUTE)


WAYS: dict[Way, str] = {
    it_is_held: "due",
    a_hold_is_lifted: "due",
    their_window_is_closed: "due",
    another_letter_went_today: "due",
    it_is_late: "told",
    it_waits_for_our_word: "told",
    it_is_a_call: "told",
    they_have_no_address: "told",
    they_want_no_letters: "ended",
    it_goes: "due",
    it_was_the_last: "ended",
    it_rests: "wakes",
    it_rests_until_woken: "wakes",
    it_woke: "due",
    a_step_is_left_out_while_it_rests: "due",
    a_step_is_sent_while_it_rests: "wakes",
    one_that_asks_rests_and_is_let_go: "due",
    it_is_let_go_at_night: "due",
    it_cannot_be_sent_now: "due",
    behind_a_stranger_it_is_let_go_to_whom_wants_none: "told",
    it_is_moved_to_a_longer_one: "due",
    it_is_moved_past_its_end_while_it_asks: "ended",
    a_loss_is_taken_back: "due",
    a_loss_is_taken_back_while_it_rested: "wakes",
    a_loss_is_taken_back_while_it_asked: "told",
}


def test_no_plan_is_ever_forgotten(studio: Studio, sent: Enrollment) -> None:
    db.session.commit()
    became = {}
    for way in WAYS:
        way(studio, sent)
        became[way] = goes_on(sent)
        db.session.rollback()
    assert {way.__name__: what for way, what in became.items()} == {
        way.__name__: what for way, what in WAYS.items()
    }
