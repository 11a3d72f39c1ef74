"""The follow-up machine: enroll, release, rest, stop, go on.

Only the next touch of an enrollment exists; when it went out, the one after it is planned from that moment.
Whether a letter may still go is asked right before it goes, so a fact that nobody told us about stops it too.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.clients.models import Client
from agency.followups import releasing
from agency.followups.by_hand import approve, called, called_up, send_now, skip
from agency.followups.enrolling import NoLead, begin, is_about, lead_of, purpose_of
from agency.followups.going_on import begin_again, go_on, is_news, may_go_on, resume
from agency.followups.models import (
    Enrollment,
    EnrollmentState,
    Purpose,
    StopReason,
    Subject,
    TouchState,
)
from agency.followups.one_at_a_time import hold, hold_lead, take
from agency.followups.planning import TOUCH
from agency.followups.releasing import release
from agency.followups.resting import WAKE, pause, wait_for_return, wake
from agency.followups.states import RUNNING
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import hearing
from agency.leads.models import Lead
from agency.leads.telegram import reminding

__all__ = [
    "TOUCH",
    "WAKE",
    "NoLead",
    "approve",
    "begin_again",
    "called",
    "called_up",
    "go_on",
    "is_news",
    "may_go_on",
    "pause",
    "release",
    "resume",
    "send_now",
    "skip",
    "take",
    "wait_for_return",
    "wake",
]

# What ends when a proposal goes out: earlier versions, and the brief that it answers.
BEFORE_A_PROPOSAL = (Purpose.proposal, Purpose.brief)


def enroll(subject: Subject, *, at: datetime) -> Enrollment:
    """Follow this up until an answer; an earlier version is followed up no more. Raises NoLead."""
    lead, purpose = lead_of(subject), purpose_of(subject)
    hold_lead(lead)
    found = db.session.scalar(sa.select(Enrollment).where(is_about(subject)))
    if found is not None:
        return found
    if purpose is Purpose.proposal:
        stop(lead, StopReason.replaced, at=at, by=Actor.machine(), only=BEFORE_A_PROPOSAL)
    return begin(subject, lead, purpose, 1, at=at)


def stop(
    lead: Lead,
    reason: StopReason,
    *,
    at: datetime,
    by: Actor,
    only: Collection[Purpose] = tuple(Purpose),
) -> None:
    """No more letters to this lead: what was planned is crossed out with the reason."""
    _stop_all(sa.select(Enrollment).where(Enrollment.lead_id == lead.id), reason, at, by, only)


def heard(lead: Lead, *, at: datetime, by: Actor, contact_id: int | None = None) -> None:
    """They said something: no more letters to them, on this lead or on another one; `contact_id` is who said it."""
    theirs = {lead.contact_id, contact_id or lead.contact_id}
    elsewhere = sa.and_(
        Enrollment.lead_id.in_(hearing.leads_of(theirs)), Enrollment.started_at < at
    )
    found = sa.select(Enrollment).where(sa.or_(Enrollment.lead_id == lead.id, elsewhere))
    _stop_all(found, StopReason.heard, at, by)


def stop_all(client: Client, *, at: datetime, by: Actor) -> int:
    """No more letters to this client, on whatever lead; how many plans that ended."""
    leads = sa.select(Lead.id).where(Lead.client_id == client.id)
    found = sa.select(Enrollment).where(Enrollment.lead_id.in_(leads))
    return _stop_all(found, StopReason.by_hand, at, by)


def end(enrollment: Enrollment, reason: StopReason, *, at: datetime, by: Actor) -> None:
    """No more letters about this one thing."""
    waiting = enrollment.next_touch
    if enrollment.state is EnrollmentState.paused:
        due.cancel(WAKE, enrollment.id)
    enrollment.stop(reason, at=at, by=by)
    if waiting is not None:
        due.cancel(TOUCH, waiting.id)
        releasing.settle(waiting, at=at)
    _take_back_from_chats(enrollment, reason, at=at)


def arrived(subject: Subject, *, at: datetime, by: Actor) -> None:
    """What we waited for is here: nothing more is asked about it."""
    found = sa.select(Enrollment).where(is_about(subject))
    _stop_all(found, StopReason.arrived, at, by)


def given_up(subject: Subject, *, at: datetime, by: Actor) -> None:
    """One of us does not wait for it any more."""
    _stop_all(sa.select(Enrollment).where(is_about(subject)), StopReason.by_hand, at, by)


def _stop_all(
    found: sa.Select[Enrollment],
    reason: StopReason,
    at: datetime,
    by: Actor,
    only: Collection[Purpose] = tuple(Purpose),
) -> int:
    held = hold(found.where(Enrollment.state.in_(RUNNING)))
    ended = [each for each in held if each.state.is_running and each.purpose in only]
    for enrollment in ended:
        end(enrollment, reason, at=at, by=by)
    return len(ended)


def _take_back_from_chats(enrollment: Enrollment, reason: StopReason, *, at: datetime) -> None:
    """What lies ready for a chat is not said any more. A letter is asked about right before it leaves."""
    for touch in enrollment.touches:
        in_chat = touch.state is TouchState.sent and touch.letter_id is None
        if in_chat and touch.message is not None and reminding.take_back(touch.message):
            touch.call_back(at=at, by=Actor.machine(), why=reason.value)
