"""A letter of the machine that came back for now: whether its step may go once more, and when."""

from datetime import datetime

from agency.followups import timing
from agency.followups.models import TouchState
from agency.followups.states import EnrollmentState
from agency.followups.written import touch_of
from agency.kernel.mail import fence, hold
from agency.kernel.mail.models import Letter
from agency.leads.readers import readers_of


def may_go(letter: Letter) -> bool:
    """Whether the step still waits for an answer, nothing came after it, and its reader is whom we write to."""
    touch = touch_of(letter)
    if touch is None:
        return True  # it brings what they agreed to
    enrollment = touch.enrollment
    readers = readers_of(enrollment.lead, automatic=True)
    is_last = not any(
        each.n > touch.n and each.state is TouchState.sent for each in enrollment.touches
    )
    return (
        is_last
        and enrollment.state in (EnrollmentState.active, EnrollmentState.done)
        and enrollment.subject.still_waiting()
        and readers.addresses.issuperset(each.lower() for each in letter.recipients)
    )


def later(letter: Letter, *, now: datetime) -> datetime | None:
    """When to look again, where it must not go now: by the same rules as the first time."""
    if hold.is_on():
        return hold.look_again(now)
    touch = touch_of(letter)
    if touch is None:
        return None
    return (
        fence.look_again(now, [letter.sender])
        or timing.after_absence(touch, now)
        or timing.out_of_the_way(touch, now)
        or timing.next_opening(touch, now)
    )
