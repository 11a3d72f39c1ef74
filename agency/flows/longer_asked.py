"""The last day of a proposal is over and its reader would still like it: we are told, and say what becomes of it."""

from datetime import datetime

from flask_babel import gettext as _

from agency.flows.client_replied import client_replied
from agency.followups.one_at_a_time import hold_lead
from agency.kernel.i18n import speaking
from agency.people import notices
from agency.proposals import answers, extending
from agency.proposals.colleagues import Colleague
from agency.proposals.models import Proposal


def longer_asked(
    proposal: Proposal, *, by_partner: bool, at: datetime, colleague: Colleague | None = None
) -> bool:
    """Put it on the lead as their word; whether that was news. Asked twice, it stands there once."""
    lead = proposal.lead
    hold_lead(lead)
    with speaking(proposal.language):
        words = _("We would still like this proposal. Please let it hold longer.")
    by = colleague.person() if colleague is not None else None
    message = answers.word_of(proposal, words, by_partner=by_partner, by=by, at=at)
    if message is None:
        return False
    client_replied(message)
    notices.tell(
        proposal.answerer, extending.LONGER_ASKED, at=at, stream=lead.stream, proposal=proposal.id
    )
    return True
