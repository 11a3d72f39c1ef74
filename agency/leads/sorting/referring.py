"""Who of a partner wrote, or passed a letter on to us; and whoever passes on without being one that we know."""

from agency.clients import partners
from agency.clients.partners import PartnerPerson
from agency.clients.queries import addresses_at
from agency.kernel.mail.compose import Correspondent
from agency.leads import referrals
from agency.leads.models import Lead
from agency.leads.outcomes import Outcome, Verdict
from agency.leads.sorting.ourselves import ourselves


def passed_by(sender: Correspondent, *, verdict: Verdict) -> PartnerPerson | None:
    """Who brings the lead that begins with this letter: whoever passed it on, or a partner who writes themselves.

    One of us who passes a letter on brings nothing. Whoever we do not know is kept, so that their leads are found
    when they turn out to be a partner.
    """
    if not sender.address or ourselves().has(sender.address):
        return None
    person = partners.recognised(sender)
    if person is None and verdict.outcome is Outcome.forward:
        return partners.known_as(sender, None)
    return person


def speaker(sender: Correspondent, lead: Lead) -> PartnerPerson | None:
    """Who speaks on this lead without being the client's: of a partner, or whoever passed it on."""
    address = sender.address.lower()
    if not address or address in addresses_at(lead.client):
        return None
    known = partners.recognised(sender)
    if known is not None:
        return known
    persons = (each.person for each in referrals.all_of(lead))
    return next((each for each in persons if each is not None and each.email == address), None)
