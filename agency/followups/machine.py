"""The follow-up machine: enroll, release, rest, stop.

Only the next touch of an enrollment exists; when it went out, the one after it is planned from that moment.
Whether a letter may still go is asked right before it goes, so a fact that nobody told us about stops it too.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs.models import Brief
from agency.clients.models import Client
from agency.followups import cadences, releasing
from agency.followups.by_hand import approve, called, called_up, send_now, skip
from agency.followups.models import (
    Awaited,
    Cadence,
    Enrollment,
    EnrollmentState,
    Purpose,
    StopReason,
    Subject,
    TouchState,
)
from agency.followups.one_at_a_time import hold, hold_lead, take
from agency.followups.planning import TOUCH, plan_next
from agency.followups.releasing import release
from agency.followups.resting import WAKE, pause, wait_for_return, wake
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import hearing, unwanted
from agency.leads.models import Lead
from agency.leads.readers import readers_of
from agency.leads.stages import Stage
from agency.leads.telegram import reminding
from agency.proposals import answers
from agency.proposals.models import Proposal

__all__ = [
    "TOUCH",
    "WAKE",
    "approve",
    "called",
    "called_up",
    "pause",
    "release",
    "send_now",
    "skip",
    "take",
    "wait_for_return",
    "wake",
]

# Pages of a brief that are answered one after the other are one word of theirs.
ONE_SITTING = timedelta(hours=1)
# Steps that are not taken a second time.
BEHIND = (TouchState.sent, TouchState.skipped)
RUNNING = (EnrollmentState.active, EnrollmentState.paused)
# What ends when a proposal goes out: earlier versions, and the brief that it answers.
BEFORE_A_PROPOSAL = (Purpose.proposal, Purpose.brief)


class NoLead(Exception):
    """Nobody has handed this brief in, and none of us has sent it: it is not ours to write about."""


def enroll(subject: Subject, *, at: datetime) -> Enrollment:
    """Follow this up until an answer; an earlier version is followed up no more. Raises NoLead."""
    lead, purpose = _lead_of(subject), _purpose_of(subject)
    hold_lead(lead)
    found = db.session.scalar(sa.select(Enrollment).where(_is_about(subject)))
    if found is not None:
        return found
    if purpose is Purpose.proposal:
        stop(lead, StopReason.replaced, at=at, by=Actor.machine(), only=BEFORE_A_PROPOSAL)
    return _begin(subject, lead, purpose, 1, at=at)


def may_go_on(lead: Lead) -> tuple[Subject, int] | None:
    """What was followed up until it stopped, and the step to go on with; None where nothing is to be said."""
    earlier = _of_lead(lead)
    if not earlier or any(each.state.is_running for each in earlier):
        return None
    last = earlier[-1]
    if not _may_be_followed_up(last):
        return None
    n = _step_to_go_on(earlier, last)
    return (last.subject, n) if cadences.current(last.purpose).step(n) is not None else None


def go_on(
    lead: Lead, *, at: datetime, by: Actor, not_before: datetime | None = None
) -> Enrollment | None:
    """The letters go on where they stopped, counted from now, and not before that instant; None where they cannot."""
    hold_lead(lead)
    found = may_go_on(lead)
    if found is None:
        return None
    subject, n = found
    timeline.record(lead.stream, "followups.began_again", at=at, by=by, n=n)
    return _begin(subject, lead, _purpose_of(subject), n, at=at, not_before=not_before)


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
    found = sa.select(Enrollment).where(_is_about(subject))
    _stop_all(found, StopReason.arrived, at, by)


def is_news(brief: Brief, *, at: datetime) -> bool:
    """Whether somebody takes up a brief that we ask after, rather than going on from page to page."""
    last = db.session.scalar(
        sa.select(sa.func.max(Enrollment.started_at, type_=Enrollment.started_at.type)).where(
            _is_about(brief)
        )
    )
    return last is not None and at - last >= ONE_SITTING


def begin_again(brief: Brief, *, at: datetime) -> Enrollment | None:
    """They went on with a brief: should they leave it again, the letters that are left ask after it, from now on."""
    lead = _lead_of(brief)
    hold_lead(lead)
    earlier = [each for each in _of_lead(lead) if each.brief_id == brief.id]
    if not earlier or not brief.still_waiting() or any(each.state.is_running for each in earlier):
        return None
    n = _step_to_go_on(earlier, earlier[-1])
    if cadences.current(Purpose.brief).step(n) is None:
        return None
    return _begin(brief, lead, Purpose.brief, n, at=at)


def resume(lead: Lead, *, stopped_at: datetime, at: datetime) -> None:
    """A loss was taken back: what stopped because of it, in that very moment, goes on as it was."""
    stopped = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id,
        Enrollment.reason == StopReason.lost,
        Enrollment.stopped_at == stopped_at,
    )
    for enrollment in hold(stopped):
        waiting = enrollment.go_on()
        if enrollment.paused_until is not None:
            due.plan(WAKE, enrollment.id, enrollment.paused_until)
        if waiting is None:
            continue
        if waiting.why_asks is not None:
            # Whether it was let go before the loss, nobody knows any more: it asks again.
            releasing.ask(waiting, waiting.why_asks, at=at)
        elif enrollment.state is EnrollmentState.active:
            due.plan(TOUCH, waiting.id, waiting.due_at)


def _begin(
    subject: Subject,
    lead: Lead,
    purpose: Purpose,
    n: int,
    *,
    at: datetime,
    not_before: datetime | None = None,
) -> Enrollment:
    enrollment = Enrollment(
        cadence=cadences.current(purpose), lead=lead, first_step=n, started_at=at
    )
    if isinstance(subject, Proposal):
        enrollment.proposal = subject
    elif isinstance(subject, Brief):
        enrollment.brief = subject
    else:
        enrollment.awaited = subject
    db.session.add(enrollment)
    db.session.flush()
    plan_next(enrollment, n, before=at, not_before=not_before)
    # Whoever wants no letters, or gets none, is told so at once: no plan is shown that comes to nothing.
    releasing.is_over(enrollment, at)
    return enrollment


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


def _of_lead(lead: Lead) -> list[Enrollment]:
    return list(
        db.session.scalars(
            sa.select(Enrollment)
            .where(Enrollment.lead_id == lead.id)
            .options(
                joinedload(Enrollment.proposal),
                joinedload(Enrollment.brief),
                joinedload(Enrollment.awaited),
                selectinload(Enrollment.touches),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.id)
        ).unique()
    )


def _may_be_followed_up(last: Enrollment) -> bool:
    lead, stage = last.lead, last.lead.stage
    if last.proposal is not None and _was_declined(last.proposal, lead):
        return False
    is_open = stage.is_open if last.awaited is None else stage is not Stage.lost
    readers = readers_of(lead, automatic=True)
    return is_open and last.subject.still_waiting() and unwanted.reason_not_to(readers) is None


def _was_declined(proposal: Proposal, lead: Lead) -> bool:
    """Whether no is the last that they said, whatever had ended the letters before."""
    declined_at = answers.declined_at(proposal)
    return declined_at is not None and lead.heard_at <= declined_at


def _step_to_go_on(earlier: list[Enrollment], last: Enrollment) -> int:
    """Where it stopped: no words are said twice, and "did it arrive" asks nobody who has answered."""
    alike = [each for each in earlier if each.purpose is last.purpose]
    if last.proposal is None:
        # Each of them is waited for by itself; a proposal goes on from the version before it.
        alike = [each for each in alike if each.subject is last.subject]
    behind = (touch.n for each in alike for touch in each.touches if touch.state in BEHIND)
    first = 2 if last.proposal is not None else 1
    return max(max(behind, default=0) + 1, first)


def _lead_of(subject: Subject) -> Lead:
    if subject.lead is None:
        raise NoLead(subject.id)
    return subject.lead


def _purpose_of(subject: Subject) -> Purpose:
    if isinstance(subject, Awaited):
        return subject.purpose
    return Purpose.proposal if isinstance(subject, Proposal) else Purpose.brief


def _is_about(subject: Subject) -> sa.ColumnElement[bool]:
    if isinstance(subject, Proposal):
        return Enrollment.proposal_id == subject.id
    column = Enrollment.brief_id if isinstance(subject, Brief) else Enrollment.awaited_id
    return column == subject.id
