"""The next touch of an enrollment: made in the transaction that leaves the one before it behind."""

from datetime import datetime

from agency.followups import timing
from agency.followups.models import Enrollment, EnrollmentState, Touch, TouchState, Waits
from agency.followups.timing import Moment
from agency.kernel import due
from agency.kernel.db import db

TOUCH = "followups.touch"


def plan_next(
    enrollment: Enrollment, n: int, *, before: datetime, not_before: datetime | None = None
) -> Touch | None:
    """Plan this step, counted from when the one before it really went out; None behind the last one."""
    step = enrollment.step(n)
    if step is None:
        enrollment.finish()
        return None
    moment = moment_of_next(enrollment, n, before=before)
    touch = Touch(enrollment=enrollment, n=n, due_at=moment.at, waits_for=moment.because)
    db.session.add(touch)
    db.session.flush()
    if moment.because is Waits.absence:
        touch.wait(moment.at, at=before)
    if not_before is not None and touch.due_at < not_before:
        touch.plan(timing.after_rest(touch, not_before), because=Waits.asked_for)
    due.plan(TOUCH, touch.id, touch.due_at)
    return touch


def plan_anew(enrollment: Enrollment, *, at: datetime) -> Touch | None:
    """Something was said about its time: the step that waits goes when it now should; None where none was moved."""
    touch = enrollment.next_touch
    if touch is None or touch.state is not TouchState.planned or touch.is_approved:
        return None
    if enrollment.state is not EnrollmentState.active or touch.waits_for is Waits.asked_for:
        return None
    went = [each.sent_at for each in enrollment.touches if each.sent_at and each.n < touch.n]
    before = max(went, default=enrollment.started_at)
    moment = moment_of_next(enrollment, touch.n, before=before)
    if touch.due_at <= at or moment.at <= at or moment.at == touch.due_at:
        return None
    touch.plan(moment.at, because=moment.because)
    due.plan(TOUCH, touch.id, touch.due_at)
    return touch


def moment_of_next(enrollment: Enrollment, n: int, *, before: datetime) -> Moment:
    """When this step goes, if the one before it went at `before`."""
    step = enrollment.step(n)
    assert step is not None
    around = timing.surroundings(enrollment, before)
    counted_from = timing.counting_from(enrollment, n, before=before)
    return timing.moment_of(step, enrollment.lead.client.calendar, counted_from, around)
