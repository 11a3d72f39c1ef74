"""A word of theirs by whatever way ends the letters, on this lead and on the others with the same person."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.brief_kept import brief_kept
from agency.flows.brief_submitted import brief_submitted
from agency.flows.call_logged import call_logged
from agency.flows.client_heard import client_heard
from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.flows.proposal_answered import proposal_declined, question_asked
from agency.flows.word_received import word_received
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, StopReason, TouchState
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.leads.calls import Call, Caller, Result
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.leads.ways_in.words import Word
from tests.followups.conftest import FIRST, RunDue, went_out
from tests.followups.purposes import a_brief, another_lead
from tests.followups.test_stop import accepted, lost, stopped_by_hand
from tests.support import NOW, their_word

LATER = NOW + timedelta(hours=1)
Way = Callable[[Enrollment], object]


@pytest.fixture
def database() -> str:
    return "sqlite"


def word(lead: Lead, channel: Channel) -> Message:
    return their_word(lead, "We talk about it on Friday.", channel=channel, at=LATER)


def on_another_thread(enrollment: Enrollment) -> None:
    client_replied(word(another_lead(enrollment.lead), Channel.mail))


def by_a_new_inquiry(enrollment: Enrollment) -> None:
    contact = enrollment.lead.contact
    inquiry = Inquiry(
        source=Channel.mail,
        received_at=LATER,
        sender_name=contact.name,
        sender_address=contact.email,
        organisation="",
        subject="Something else",
        words="And a sign for the door?",
        language="en",
    )
    inquiry_received(inquiry, contact)


def rang(caller: Caller) -> Way:
    def ring(enrollment: Enrollment) -> None:
        lead = enrollment.lead
        call_logged(Call(caller, Result.talked, LATER, lead.contact), lead)

    return ring


def by(channel: Channel) -> Way:
    return lambda enrollment: client_replied(word(enrollment.lead, channel))


def handed_in(enrollment: Enrollment) -> None:
    brief_submitted(a_brief(enrollment.lead), at=LATER)


def page_kept(enrollment: Enrollment) -> None:
    brief = a_brief(enrollment.lead)
    machine.enroll(brief, at=NOW - timedelta(days=1))
    brief_kept(brief, at=LATER)


def told_another_service(enrollment: Enrollment) -> None:
    contact = enrollment.lead.contact
    word_received(
        Word(
            channel=Channel.hook,
            at=LATER,
            words="Hello",
            name=contact.name,
            address=contact.email or "",
        )
    )


@pytest.mark.parametrize(
    "happens",
    [
        by(Channel.mail),
        by(Channel.telegram),
        by(Channel.messenger),
        by(Channel.note),
        on_another_thread,
        by_a_new_inquiry,
        rang(Caller.they),
        rang(Caller.we),
        told_another_service,
        lambda enrollment: question_asked(
            enrollment.proposal, "Why 40 hours?", by_partner=False, at=LATER
        ),
        handed_in,
        page_kept,
    ],
)
def test_they_were_heard(studio: Studio, sent: Enrollment, run_due: RunDue, happens: Way) -> None:
    happens(sent)
    db.session.commit()
    assert (sent.state, sent.reason) == (EnrollmentState.stopped, StopReason.heard)
    run_due(FIRST)
    # A holding letter may have gone to whoever has just written; none of these.
    assert [touch.state for touch in sent.touches] == [TouchState.stopped]


def unsubscribed(enrollment: Enrollment) -> None:
    address = enrollment.lead.contact.email or ""
    suppression.suppress(address, suppression.Why.unsubscribed, at=LATER)


def bounced(enrollment: Enrollment) -> None:
    address = enrollment.lead.contact.email or ""
    suppression.suppress(address, suppression.Why.bounced, at=LATER)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (accepted, StopReason.accepted),
        (lost, StopReason.lost),
        (stopped_by_hand, StopReason.by_hand),
        (
            lambda enrollment: proposal_declined(
                enrollment.proposal, "Too dear", by_partner=False, at=LATER
            ),
            StopReason.declined,
        ),
        (unsubscribed, StopReason.unsubscribed),
        (bounced, StopReason.bounced),
    ],
)
def test_it_ended_otherwise(
    sent: Enrollment, run_due: RunDue, happens: Way, reason: StopReason
) -> None:
    happens(sent)
    db.session.commit()
    run_due(LATER)  # an acceptance is confirmed
    before = len(went_out())
    run_due(FIRST)
    assert (sent.state, sent.reason) == (EnrollmentState.stopped, reason)
    assert len(went_out()) == before


def test_a_word_that_no_flow_carried_is_found_right_before_the_letter(
    studio: Studio, sent: Enrollment, run_due: RunDue
) -> None:
    other = another_lead(sent.lead)
    db.session.add(word(other, Channel.mail))
    db.session.commit()
    run_due(FIRST)
    assert sent.reason is StopReason.heard
    assert went_out() == []


def test_what_a_colleague_says_elsewhere_stops_nobody_else(
    studio: Studio, sent: Enrollment, run_due: RunDue
) -> None:
    client_heard(studio.leads["harbour"], at=LATER, channel=Channel.mail)
    db.session.commit()
    run_due(FIRST)
    assert sent.touches[0].state is TouchState.sent
