"""A touch falls due: what is asked right before it goes, in which order, and by which way it goes."""

from datetime import datetime, timedelta

from agency.followups import happened, late_leaving, mails, timing, written
from agency.followups.models import (
    Enrollment,
    EnrollmentState,
    StepChannel,
    Touch,
    TouchState,
    Waits,
    WhyAsks,
)
from agency.followups.planning import plan_next
from agency.kernel.mail import fence, hold
from agency.kernel.timeline import Actor
from agency.kernel.worktime import is_stale
from agency.leads import unwanted
from agency.leads.readers import Why, readers_of
from agency.leads.telegram import reminding
from agency.people import notices
from agency.people import queries as people

# Notices that a touch leaves behind, until somebody has decided about it.
ASKED, CALL_DUE = "followups.asked", "followups.call_due"
WHILE_IT_WAKES = timedelta(minutes=1)


def release(touch: Touch, *, now: datetime) -> datetime | None:
    """Send a touch whose time has come, if nothing speaks against it; else when to look again.

    Whoever asks has taken it (`one_at_a_time.take`), so that two letters to one address leave one after the other.
    """
    if touch.state is not TouchState.planned:
        return None
    if _is_for_them(touch) and hold.is_on():
        touch.waits_for = Waits.held
        return hold.look_again(now)
    enrollment = touch.enrollment
    if is_over(enrollment, now):
        return None
    if enrollment.state is EnrollmentState.paused:
        touch.waits_for = Waits.paused
        # Whatever wakes it plans it anew.
        until = enrollment.paused_until
        return max(until, now + WHILE_IT_WAKES) if until is not None else None
    behind = late_leaving.look_behind(touch, now)
    if behind is not None:
        return behind
    why = _why_ask(touch, now)
    if why is not None:
        ask(touch, why, at=now)
        return None
    return _go_or_wait(touch, now)


def send(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Let it go now, by mail or in the chat by which they came, and plan the next. Raises NoAddress."""
    enrollment = touch.enrollment
    case = happened.case_of(enrollment, at)
    in_chat = not has_address(enrollment) and reminding.chat_for(enrollment.lead) is not None
    write = mails.in_chat if in_chat else mails.follow_up
    touch.go(write(touch, case=case, at=at), case=case, at=at, by=by)
    written.ask_once_more(touch)
    settle(touch, at=at)
    plan_next(enrollment, touch.n + 1, before=at)


def is_over(enrollment: Enrollment, now: datetime) -> bool:
    """Whether it has ended, by what nobody may have told us; then it is stopped."""
    reason, waiting = enrollment.reason_to_stop(), enrollment.next_touch
    if reason is not None:
        enrollment.stop(reason, at=now, by=Actor.machine())
        if waiting is not None:
            settle(waiting, at=now)
    return reason is not None


def has_address(enrollment: Enrollment) -> bool:
    """Whether a letter reaches whoever one of us may let it go to."""
    return not mails.readers_for(enrollment).is_nobody


def ask(touch: Touch, why: WhyAsks, *, at: datetime) -> None:
    """One of us has to say whether it goes, or to ring them."""
    is_call = why in (WhyAsks.call, WhyAsks.no_address)
    (touch.call_for if is_call else touch.ask)(why, at=at)
    lead = touch.enrollment.lead
    for member in [lead.owner] if lead.owner is not None else people.managers():
        kind = CALL_DUE if is_call else ASKED
        notices.tell(member, kind, at=at, stream=lead.stream, touch=touch.id, why=why.value)


def settle(touch: Touch, *, at: datetime) -> None:
    """Somebody has decided about it: nobody need be told any more."""
    if touch.why_asks is not None:
        notices.settle(touch.enrollment.lead.stream, ASKED, CALL_DUE, at=at)


def _why_ask(touch: Touch, now: datetime) -> WhyAsks | None:
    """Why it must not go without one of us, before anybody asks for the time of day."""
    if touch.is_approved or not _is_for_them(touch):
        return None
    readers = readers_of(touch.enrollment.lead, automatic=True)
    if readers.is_nobody and readers.why is Why.unknown:
        return WhyAsks.stranger
    late = is_stale(touch.due_at, now, touch.enrollment.lead.client.calendar)
    return WhyAsks.late if late else None


def _go_or_wait(touch: Touch, now: datetime) -> datetime | None:
    away = timing.after_absence(touch, now)
    if away is not None:
        touch.wait(away, at=now)
        return away
    channel = touch.step.channel if touch.step is not None else StepChannel.letter
    if channel is StepChannel.call or not _reaches(touch):
        ask(touch, WhyAsks.call if channel is StepChannel.call else WhyAsks.no_address, at=now)
        return None
    if channel is StepChannel.approval and not touch.is_approved:
        ask(touch, WhyAsks.approval, at=now)
        return None
    later = _wait(touch, now)
    if later is None:
        send(touch, at=now, by=Actor.machine())
    return later


def _wait(touch: Touch, now: datetime) -> datetime | None:
    """When to look again: the mailbox was not read, another letter went today, or their window is closed."""
    unread = _unread(touch, now)
    if unread is not None:
        touch.waits_for = Waits.mailbox
        return unread
    aside = timing.out_of_the_way(touch, now)
    if aside is not None:
        touch.plan(aside, because=Waits.other_letter)
        return aside
    opens = timing.next_opening(touch, now)
    if opens is not None:
        touch.waits_for = Waits.window
    return opens


def _unread(touch: Touch, now: datetime) -> datetime | None:
    # What is said in a chat is answered there, and comes in at once.
    if not has_address(touch.enrollment):
        return None
    return fence.look_again(now, [people.agency().mail_address])


def _reaches(touch: Touch) -> bool:
    lead = touch.enrollment.lead
    if touch.is_approved and has_address(touch.enrollment):
        # To somebody else than the machine would write to; whether they want letters, nobody has asked yet.
        return unwanted.reason_not_to(mails.readers_for(touch.enrollment)) is None
    readers = readers_of(lead, automatic=True)
    return not readers.is_nobody or reminding.chat_for(lead) is not None


def _is_for_them(touch: Touch) -> bool:
    return touch.step is None or touch.step.channel is not StepChannel.call
