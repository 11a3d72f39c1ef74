"""The follow-up machine: enroll, release, stop.

Only the next touch of an enrollment exists; when it went out, the one after it is planned from that moment.
Whether a letter may still go is asked right before it goes, so a fact that nobody told us about stops it too.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.followups import mails, standard, timing
from agency.followups.models import (
    Cadence,
    Enrollment,
    EnrollmentState,
    StopReason,
    Touch,
    TouchDecided,
    TouchState,
)
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime import is_stale
from agency.leads.models import Lead
from agency.leads.readers import lock, readers_of
from agency.proposals.models import Proposal

TOUCH = "followups.touch"
# Steps that are not taken a second time.
BEHIND = (TouchState.sent, TouchState.skipped)


def enroll(proposal: Proposal, *, at: datetime) -> Enrollment:
    """Follow this proposal up until an answer; an earlier version is followed up no more."""
    found = db.session.scalar(sa.select(Enrollment).where(Enrollment.proposal_id == proposal.id))
    if found is not None:
        return found
    stop(proposal.lead, StopReason.replaced, at=at, by=Actor.machine())
    enrollment = Enrollment(
        cadence=standard.install(), lead=proposal.lead, proposal=proposal, started_at=at
    )
    db.session.add(enrollment)
    db.session.flush()
    _plan(enrollment, 1, counted_from=at)
    return enrollment


def may_go_on(lead: Lead) -> tuple[Proposal, int] | None:
    """The proposal whose follow-ups stopped because they were heard, and the step to go on with; else None."""
    if not lead.stage.is_open or lead.contact.address is None:
        return None
    earlier = list(
        db.session.scalars(
            sa.select(Enrollment)
            .where(Enrollment.lead_id == lead.id)
            .options(
                joinedload(Enrollment.proposal),
                selectinload(Enrollment.touches),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.id)
        )
    )
    if not earlier or any(each.state is EnrollmentState.active for each in earlier):
        return None
    last = earlier[-1]
    # Where it stopped: no words are said twice, and "did it arrive" asks nobody who has answered.
    behind = (touch.n for each in earlier for touch in each.touches if touch.state in BEHIND)
    n = max(max(behind, default=0) + 1, 2)
    if last.proposal is None or not last.proposal.still_waiting() or last.step(n) is None:
        return None
    return last.proposal, n


def go_on(lead: Lead, *, at: datetime, by: Actor) -> Enrollment | None:
    """We have answered once more: the letters go on where they stopped, counted from now; None where they cannot."""
    found = may_go_on(lead)
    if found is None:
        return None
    proposal, n = found
    enrollment = Enrollment(
        cadence=standard.install(), lead=lead, proposal=proposal, first_step=n, started_at=at
    )
    db.session.add(enrollment)
    db.session.flush()
    timeline.record(lead.stream, "followups.began_again", at=at, by=by, n=n)
    _plan(enrollment, n, counted_from=at)
    return enrollment


def stop(lead: Lead, reason: StopReason, *, at: datetime, by: Actor) -> None:
    """No more letters to this lead: what was planned is crossed out with the reason."""
    active = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id, Enrollment.state == EnrollmentState.active
    )
    for enrollment in db.session.scalars(active):
        waiting = enrollment.next_touch
        enrollment.stop(reason, at=at, by=by)
        if waiting is not None:
            due.cancel(TOUCH, waiting.id)


def resume(lead: Lead, *, stopped_at: datetime) -> None:
    """A loss was taken back: what stopped because of it, in that very moment, goes on as it was planned."""
    stopped = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id,
        Enrollment.reason == StopReason.lost,
        Enrollment.stopped_at == stopped_at,
    )
    for enrollment in db.session.scalars(stopped):
        waiting = enrollment.go_on()
        if waiting is not None:
            due.plan(TOUCH, waiting.id, waiting.due_at)


def wait_for_return(lead: Lead, *, now: datetime) -> None:
    """They are away, as we have just heard: what would meet their absence goes on the morning after it."""
    active = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id, Enrollment.state == EnrollmentState.active
    )
    for enrollment in db.session.scalars(active):
        touch = enrollment.next_touch
        later = _wait(touch, now) if touch and touch.state is TouchState.planned else None
        if touch is not None and later is not None:
            due.plan(TOUCH, touch.id, later)


def take(touch_id: int) -> Touch | None:
    """The touch as it stands now, held until the end of the transaction."""
    return db.session.scalar(
        sa.select(Touch)
        .where(Touch.id == touch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def release(touch: Touch, *, now: datetime) -> datetime | None:
    """Send a touch whose time has come, if nothing speaks against it; else when to look again."""
    if touch.state is not TouchState.planned or _is_over(touch.enrollment, now):
        return None
    readers = readers_of(touch.enrollment.lead, automatic=True)
    lock(readers)
    if readers.is_nobody or is_stale(touch.due_at, now, touch.enrollment.lead.client.calendar):
        touch.ask(at=now)
        return None
    later = _wait(touch, now) or _step_aside(touch, now) or timing.next_opening(touch, now)
    if later is None:
        _send(touch, at=now, by=Actor.machine())
    return later


def send_now(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Somebody of us lets it go. Raises TouchDecided when it cannot any more."""
    if not touch.state.is_open or _is_over(touch.enrollment, at):
        raise TouchDecided(touch.state.value)
    due.cancel(TOUCH, touch.id)
    _send(touch, at=at, by=by)


def skip(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Somebody of us leaves it out. Raises TouchDecided when it cannot be any more."""
    touch.skip(at=at, by=by)
    due.cancel(TOUCH, touch.id)
    _plan(touch.enrollment, touch.n + 1, counted_from=at)


def _wait(touch: Touch, now: datetime) -> datetime | None:
    later = timing.after_absence(touch, now)
    if later is not None:
        touch.wait(later, at=now)
    return later


def _step_aside(touch: Touch, now: datetime) -> datetime | None:
    later = timing.out_of_the_way(touch, now)
    if later is not None:
        touch.move(later)
    return later


def _is_over(enrollment: Enrollment, now: datetime) -> bool:
    reason = enrollment.reason_to_stop()
    if reason is not None:
        enrollment.stop(reason, at=now, by=Actor.machine())
    return reason is not None


def _send(touch: Touch, *, at: datetime, by: Actor) -> None:
    touch.go(mails.follow_up(touch, at=at), at=at, by=by)
    _plan(touch.enrollment, touch.n + 1, counted_from=at)


def _plan(enrollment: Enrollment, n: int, *, counted_from: datetime) -> None:
    step = enrollment.step(n)
    if step is None:
        enrollment.finish()
        return
    if enrollment.cadence.counts_from_start:
        counted_from = enrollment.started_at
    due_at = timing.due_at(enrollment, step, counted_from=counted_from)
    touch = Touch(enrollment=enrollment, n=n, due_at=due_at)
    db.session.add(touch)
    db.session.flush()
    due.plan(TOUCH, touch.id, _wait(touch, counted_from) or due_at)
