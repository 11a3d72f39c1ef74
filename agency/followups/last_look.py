"""The last look: a follow-up lies in the outbox, and right before it leaves it is asked once more whether it should.

Mostly that is the same second. But a server may have taken no letters for hours: meanwhile an answer came, somebody
asked for no more letters, their day ended, or the mailbox where an answer would arrive was not read.
"""

from datetime import datetime, timedelta

from agency.followups import late_leaving, releasing, written
from agency.followups.models import Enrollment, EnrollmentState, WhyAsks
from agency.followups.one_at_a_time import take
from agency.kernel.mail import fence, suppression
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.leads import hearing

# What was released so lately was asked all of it just now, except for what can change in a second.
JUST_NOW = timedelta(minutes=2)
WHILE_IT_RESTS = timedelta(hours=1)


def look(letter: Letter, now: datetime) -> datetime | str | None:
    """None to let it go, when to look again, or why it is not to go any more."""
    wrote = written.touch_of(letter)
    # Held, so that an answer which comes in at this moment is seen, or sees what became of this.
    touch = take(wrote.id) if wrote is not None else None
    if touch is None:
        return None
    enrollment = touch.enrollment
    ended = _how_it_ended(enrollment)
    if ended or suppression.reasons_for(letter.recipients):
        # Else it is a copy, or has left once and came back: what the step said was said.
        if touch.letter_id == letter.id and letter.sent_at is None:
            touch.call_back(at=now, by=Actor.machine(), why=ended or "unwilling")
        return ended or "unwilling"
    if enrollment.state is EnrollmentState.paused:
        # Whatever wakes it may be about to.
        return max(enrollment.paused_until or now + WHILE_IT_RESTS, now + JUST_NOW)
    if now - letter.queued_at <= JUST_NOW:
        return None
    if late_leaving.is_too_late(letter, touch, now):
        if touch.letter_id == letter.id and late_leaving.take_back(touch, now):
            releasing.ask(touch, WhyAsks.late, at=now)
        return late_leaving.TOO_LATE
    unread = fence.look_again(now, [letter.sender])
    return unread or late_leaving.when(letter, touch, now)


def _how_it_ended(enrollment: Enrollment) -> str:
    """Why nobody waits for this letter any more; "" where somebody does, as for the last one that ends it."""
    if enrollment.state is EnrollmentState.stopped:
        return enrollment.reason.value if enrollment.reason is not None else "by_hand"
    if not enrollment.subject.still_waiting():
        return "came"
    was_heard = hearing.was_heard(enrollment.lead, since=enrollment.started_at)
    return "heard" if was_heard else ""
