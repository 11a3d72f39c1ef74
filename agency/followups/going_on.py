"""Follow-ups that stopped and go on: after an answer of ours, a brief left again, a loss that was taken back.

No step is taken twice, whichever enrollment took it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs.models import Brief
from agency.followups import cadences, releasing
from agency.followups.enrolling import begin, is_about, lead_of, purpose_of
from agency.followups.models import (
    Cadence,
    Enrollment,
    EnrollmentState,
    Purpose,
    StopReason,
    Subject,
    TouchState,
)
from agency.followups.one_at_a_time import hold, hold_lead
from agency.followups.planning import TOUCH
from agency.followups.resting import WAKE
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import unwanted
from agency.leads.models import Lead
from agency.leads.readers import readers_of
from agency.leads.stages import Stage

# Pages of a brief that are answered one after the other are one word of theirs.
ONE_SITTING = timedelta(hours=1)
# Steps that are not taken a second time.
BEHIND = (TouchState.sent, TouchState.skipped)


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
    return begin(subject, lead, purpose_of(subject), n, at=at, not_before=not_before)


def is_news(brief: Brief, *, at: datetime) -> bool:
    """Whether somebody takes up a brief that we ask after, rather than going on from page to page."""
    last = db.session.scalar(
        sa.select(sa.func.max(Enrollment.started_at, type_=Enrollment.started_at.type)).where(
            is_about(brief)
        )
    )
    return last is not None and at - last >= ONE_SITTING


def begin_again(brief: Brief, *, at: datetime) -> Enrollment | None:
    """They went on with a brief: should they leave it again, the letters that are left ask after it, from now on."""
    lead = lead_of(brief)
    hold_lead(lead)
    earlier = [each for each in _of_lead(lead) if each.brief_id == brief.id]
    if not earlier or not brief.still_waiting() or any(each.state.is_running for each in earlier):
        return None
    n = _step_to_go_on(earlier, earlier[-1])
    if cadences.current(Purpose.brief).step(n) is None:
        return None
    return begin(brief, lead, Purpose.brief, n, at=at)


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
    lead = last.lead
    is_open = lead.stage is not Stage.lost and (last.awaited is not None or not last.was_won_since)
    readers = readers_of(lead, automatic=True)
    return is_open and last.subject.still_waiting() and unwanted.reason_not_to(readers) is None


def _step_to_go_on(earlier: list[Enrollment], last: Enrollment) -> int:
    """Where it stopped: no words are said twice, and "did it arrive" asks nobody who has answered."""
    alike = [each for each in earlier if each.purpose is last.purpose]
    if last.proposal is None:
        # Each of them is waited for by itself; a proposal goes on from the version before it.
        alike = [each for each in alike if each.subject is last.subject]
    behind = (touch.n for each in alike for touch in each.touches if touch.state in BEHIND)
    first = 2 if last.proposal is not None else 1
    return max(max(behind, default=0) + 1, first)
