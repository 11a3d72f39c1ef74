"""What happened meanwhile, as the words of a letter depend on it."""

from datetime import datetime

from agency.briefs.models import Brief
from agency.followups.models import Case, Enrollment
from agency.kernel import i18n
from agency.kernel.i18n import in_zone, pick
from agency.people import queries as people
from agency.proposals import queries as proposals
from agency.proposals import readings
from agency.proposals.models import Proposal

FILES = {
    "en": ("with %d file", "with %d files"),
    "ru": ("с %d файлом", "с %d файлами"),
}


def case_of(enrollment: Enrollment, now: datetime) -> Case | None:
    """Which of the cases it is now; None where its purpose knows none."""
    if enrollment.proposal is not None:
        case = _of_proposal(enrollment, enrollment.proposal, now)
        # Whoever has answered meanwhile knows of it, wherever they read it.
        is_known = case is Case.unopened and enrollment.first_step > 1
        return None if is_known else case
    if enrollment.brief is not None:
        return Case.unfinished if enrollment.brief.is_begun else Case.not_begun
    return None


def case_ahead(enrollment: Enrollment, n: int, now: datetime) -> Case | None:
    """The case by now, for what is shown before it goes; but of a last day that will be near by then, that."""
    waiting = enrollment.next_touch
    if waiting is not None and waiting.n == n and waiting.due_at > now:
        case = case_of(enrollment, waiting.due_at)
        if case is Case.ending:
            return case
    return case_of(enrollment, now)


def was_reminded(enrollment: Enrollment, proposal: Proposal) -> bool:
    """Whether a letter has told them of its last day already, since that day was set."""
    since = proposal.extended_at or enrollment.started_at
    return any(
        touch.case is Case.ending and touch.sent_at is not None and touch.sent_at >= since
        for touch in enrollment.touches
    )


def told(enrollment: Enrollment) -> dict[str, str]:
    """What the letters can say of it, by gap, in the language that is spoken; "" where there is nothing to say."""
    if enrollment.proposal is not None:
        until = enrollment.proposal.valid_until
        return {
            "sections": _sections(enrollment.proposal),
            "until": i18n.long_day(until) if until is not None else "",
        }
    if enrollment.brief is not None:
        return {"stopped_at": _stopped_at(enrollment.brief)}
    return {"what": enrollment.awaited.what if enrollment.awaited is not None else ""}


def _of_proposal(enrollment: Enrollment, proposal: Proposal, now: datetime) -> Case:
    today = in_zone(now, proposal.lead.client.zone).date()
    if proposal.is_past(today):
        return Case.expired
    ends = proposal.reminder_on(people.agency().remind_before_days)
    if ends is not None and today >= ends and not was_reminded(enrollment, proposal):
        return Case.ending
    opened = proposals.readings([proposal])
    return Case.opened if proposal.id in opened else Case.unopened


def _sections(proposal: Proposal) -> str:
    """The one or two sections that were read longest, as the page heads them."""
    named = [pick(readings.SECTIONS[each]) for each in readings.longest(proposal.id)]
    quoted = [f"«{name}»" if i18n.language() == "ru" else f"“{name}”" for name in named]
    return pick({"en": " and ", "ru": " и "}).join(quoted)


def _stopped_at(brief: Brief) -> str:
    """The page on which they stopped, and how many files they gave so far."""
    page = brief.page_to_go_on()
    name = pick(page.name) or pick(page.title)
    quoted = f"«{name}»" if i18n.language() == "ru" else f"“{name}”"
    files = len(brief.files)
    if not files:
        return quoted
    one, many = FILES["ru" if i18n.language() == "ru" else "en"]
    is_one = files == 1 or (i18n.language() == "ru" and files % 10 == 1 and files % 100 != 11)
    return f"{quoted}, {(one if is_one else many) % files}"
