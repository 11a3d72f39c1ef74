"""What goes out if they stay silent: of a proposal before it is sent, and of what runs, letter by letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.followups import happened, letter_pages, mails, overview, timing
from agency.followups.foresight import Jump, Wait, foresee
from agency.followups.models import Case, Enrollment, EnrollmentState, Purpose, StepChannel
from agency.kernel.web import address_of
from agency.leads import unwanted
from agency.leads.models import Lead
from agency.leads.readers import readers_of
from agency.leads.telegram import reminding
from agency.proposals.models import Proposal
from agency.proposals.posting import OPENS


@dataclass(frozen=True)
class Outlook:
    """One step of a proposal that is not sent yet: when it would go, and which days it jumps over."""

    n: int
    name: dict[str, str]
    channel: StepChannel
    at: datetime
    there: datetime
    jumps: tuple[Jump, ...]


def if_sent(proposal: Proposal) -> Enrollment:
    """The enrollment that its sending would begin: only to be looked at, it belongs to no session."""
    return Enrollment(
        cadence=overview.current(Purpose.proposal),
        lead=proposal.lead,
        proposal=proposal,
        first_step=1,
        state=EnrollmentState.active,
        touches=[],
    )


def before_sending(enrollment: Enrollment, *, at: datetime) -> Sequence[Outlook]:
    """Its steps, were it sent at this moment: each with its time and with the days that it jumps over."""
    cadence, client = enrollment.cadence, enrollment.lead.client.calendar
    around = timing.surroundings(enrollment, at)
    days = foresee(
        [Wait(step.wait, step.channel is StepChannel.call) for step in cadence.steps],
        client,
        at,
        from_start=cadence.counts_from_start,
        taken=around.taken,
    )
    return [
        Outlook(step.n, step.name, step.channel, day.at, day.there, day.jumps)
        for step, day in zip(cadence.steps, days, strict=True)
        if day.at is not None and day.there is not None
    ]


def obstacle(lead: Lead) -> str:
    """Why the letters would not go, in words; "" where nothing is in their way."""
    readers = readers_of(lead, automatic=True)
    if readers.is_nobody and reminding.chat_for(lead) is None:
        return str(_("We know no mail address of theirs: each step is a reminder to call."))
    why = unwanted.reason_not_to(readers)
    if why is None:
        return ""
    if why.is_their_wish:
        return str(_("None of these letters goes out: they want no more reminders."))
    return str(_("None of these letters goes out: our letters do not arrive there."))


def case_now(enrollment: Enrollment, n: int, *, asked: str, now: datetime) -> Case | None:
    """After what the letters are shown: what the page asked for, else what has happened by now."""
    wanted = next((case for case in Case if case.value == asked), None)
    return wanted or happened.case_ahead(enrollment, n, now)


def letter_page(enrollment: Enrollment, n: int, *, case: Case | None) -> str:
    """The letter of this step as they will see it."""
    readers = mails.readers_for(enrollment)
    link, waiting = address_of("portal.proposal", token="example"), enrollment.next_touch
    if waiting is not None and waiting.n == n:
        subject, words = mails.words_of(waiting, case, link=link)
    else:
        subject, words = mails.letter_of(enrollment, n, link=link, case=case)
    opens = OPENS if enrollment.proposal is not None else mails.OPENS
    return letter_pages.page(
        subject,
        words,
        to=readers.to,
        by=mails.manager_of(enrollment),
        language=readers.language,
        link_says=opens.get(readers.language, ""),
    )
