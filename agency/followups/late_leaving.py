"""A letter of the machine that lay in the outbox, as no server took it: its step is taken when it leaves.

What comes after it is counted from then, it makes way for other letters of that day, and one that is too late to go by
itself becomes a step again, which asks.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.followups import timing, written
from agency.followups.models import EnrollmentState, Touch, TouchState, Waits
from agency.followups.planning import TOUCH, moment_of_next
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor
from agency.kernel.worktime import is_stale
from agency.leads.models import Message

TOO_LATE = "held_too_long"
# How often one looks whether the letter before it has left.
BEHIND_ANOTHER = timedelta(minutes=15)
# What leaves so soon after it was written left when it was meant to.
AT_ONCE = timedelta(minutes=2)
ON_ITS_WAY = (LetterState.queued, LetterState.sending)


def look_behind(touch: Touch, now: datetime) -> datetime | None:
    """When to look again: a letter that it comes after has not left yet, or left so late that it counts from then."""
    enrollment = touch.enrollment
    late = enrollment.started_at + AT_ONCE
    found = db.session.execute(
        sa.select(Letter.state, Letter.sent_at)
        .join(Message, Message.letter_id == Letter.id)
        .where(
            Message.lead_id == enrollment.lead_id,
            Letter.queued_at <= late,
            # Only what a server put off: a house that slept does in its order what was due.
            sa.or_(
                sa.and_(Letter.state.in_(ON_ITS_WAY), Letter.tries > 0),
                sa.and_(Letter.sent_at > late, Letter.tries > 1),
            ),
        )
        .union_all(_own_on_their_way(touch))
    ).all()
    if any(each.state in ON_ITS_WAY for each in found):
        touch.waits_for = Waits.other_letter
        return now + BEHIND_ANOTHER
    if not found or touch.n != enrollment.first_step or touch.is_approved:
        return None
    moment = moment_of_next(enrollment, touch.n, before=max(each.sent_at for each in found))
    if moment.at <= max(touch.due_at, now):
        return None
    touch.plan(moment.at, because=moment.because)
    return moment.at


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


def _own_on_their_way(touch: Touch) -> sa.Select[LetterState, datetime | None]:
    before = sa.and_(
        Touch.enrollment_id == touch.enrollment_id, Touch.n < touch.n, Letter.tries > 0
    )
    return (
        sa.select(Letter.state, Letter.sent_at)
        .join(Touch, Touch.letter_id == Letter.id)
        .where(before, Letter.state.in_(ON_ITS_WAY))
    )


def _goes_now(touch: Touch, now: datetime) -> None:
    enrollment, following = touch.enrollment, touch.enrollment.next_touch
    touch.leave(now)
    if following is None or following.state is not TouchState.planned:
        return
    moment = moment_of_next(enrollment, following.n, before=now)
    following.plan(moment.at, because=moment.because)
    if enrollment.state is EnrollmentState.active:
        due.plan(TOUCH, following.id, moment.at)
