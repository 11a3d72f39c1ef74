"""A letter of the machine that lay in the outbox, as no server took it: its step is taken when it leaves.

What comes after it is counted from then, it makes way for other letters of that day, and one that is too late to go by
itself becomes a step again, which asks.
"""

from datetime import datetime

import sqlalchemy as sa

from agency.followups import timing, written
from agency.followups.models import EnrollmentState, Touch, TouchState, Waits
from agency.followups.planning import TOUCH, moment_of_next
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor
from agency.kernel.worktime import is_stale

TOO_LATE = "held_too_long"
ON_ITS_WAY = (LetterState.queued, LetterState.sending)


def waits_behind_another(touch: Touch) -> bool:
    """Whether the letter of the step before this one has not left yet."""
    if touch.n <= touch.enrollment.first_step:
        return False
    found = (
        sa.select(Letter.id)
        .join(Touch, Touch.letter_id == Letter.id)
        .where(
            Touch.enrollment_id == touch.enrollment_id,
            Touch.n < touch.n,
            Letter.state.in_(ON_ITS_WAY),
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def when(letter: Letter, touch: Touch, now: datetime) -> datetime | None:
    """When to look again, for one that lay there for a while; None where it goes now, as the step's."""
    away = timing.after_absence(touch, now)
    later = away or timing.out_of_the_way(touch, now, is_written=True)
    is_its_own = touch.letter_id == letter.id and letter.sent_at is None
    if later is not None and is_its_own:
        touch.plan(later, because=Waits.absence if away else Waits.other_letter)
    later = later or timing.next_opening(touch, now)
    if later is None and is_its_own:
        _goes_now(touch, now)
    return later


def is_too_late(letter: Letter, touch: Touch, now: datetime) -> bool:
    """Whether it is so late that one of us has to say whether it still goes."""
    if letter.sent_at is not None or letter.taken:
        return False
    # Making way for something moves its time, as before it was written.
    meant = max(letter.queued_at, touch.due_at)
    return is_stale(meant, now, touch.enrollment.lead.client.calendar)


def take_back(touch: Touch, now: datetime) -> bool:
    """It becomes a step again, that nobody has written; False where another one has gone since."""
    following = [each for each in touch.enrollment.touches if each.n > touch.n]
    if any(each.state is not TouchState.planned for each in following):
        return False
    for letter in written.letters_of(touch):
        if letter.state is LetterState.queued:
            letter.withdraw(TOO_LATE)
    for each in following:
        due.cancel(TOUCH, each.id)
        touch.enrollment.touches.remove(each)
        db.session.delete(each)
    touch.take_back(at=now, by=Actor.machine(), why=TOO_LATE)
    return True


def _goes_now(touch: Touch, now: datetime) -> None:
    enrollment, following = touch.enrollment, touch.enrollment.next_touch
    touch.leave(now)
    if following is None or following.state is not TouchState.planned:
        return
    moment = moment_of_next(enrollment, following.n, before=now)
    following.plan(moment.at, because=moment.because)
    if enrollment.state is EnrollmentState.active:
        due.plan(TOUCH, following.id, moment.at)
