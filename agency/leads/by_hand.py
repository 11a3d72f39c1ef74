"""What a person makes of a message that the machine had put aside."""

from agency.kernel import due
from agency.leads import incoming
from agency.leads.arrivals import SORT, Arrival
from agency.leads.intake import Opened, inquiry_in
from agency.leads.models import Inquiry
from agency.leads.outcomes import Outcome, Reason, Verdict


def take(arrival: Arrival) -> Opened:
    """Open it as what it really is: an answer where it belongs to a lead, else an inquiry of whoever sent it."""
    read = incoming.parse(arrival.raw.read())
    if arrival.lead is not None:
        verdict = Verdict(Outcome.reply, Reason.by_hand, lead=arrival.lead)
    else:
        verdict = Verdict(Outcome.lead, Reason.by_hand, client=read.sender)
    arrival.describe(read)
    arrival.take(verdict)
    due.cancel(SORT, arrival.id)
    return Opened(arrival, read, verdict)


def inquiry_of(opened: Opened) -> Inquiry | None:
    """What it asks of us. Whoever wrote it does not wait for a letter of the machine any more."""
    inquiry = inquiry_in(opened)
    if inquiry is not None:
        inquiry.may_hold = False
    return inquiry
