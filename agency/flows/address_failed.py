"""Nothing arrives at an address: no letter of the machine goes there, and whoever has the lead finds another way."""

from datetime import datetime

from flask_babel import gettext as _

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel import i18n
from agency.kernel.i18n import speaking
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.kernel.mail.suppression import Why
from agency.kernel.timeline import Actor
from agency.leads import delivery, no_more, unwanted
from agency.leads.models import Lead
from agency.leads.returning import Fate, Returned
from agency.people import queries as people
from agency.people.notices import tell
from agency.tasks import adding


def address_failed(address: str, letter: Letter, *, said: str, at: datetime) -> None:
    """There is no such address: said by several servers, it counts once."""
    message = delivery.message_of(letter)
    if not suppression.suppress(address, Why.bounced, at=at, letter=letter, said=said):
        return
    for lead in no_more.leads_of(address, message.lead if message is not None else None):
        if unwanted.ends_reminders_of(lead):
            machine.stop(lead, StopReason.bounced, at=at, by=Actor.machine())
        _ask_for_another_way(lead, address, at=at)


def letter_given_up(returned: Returned, *, at: datetime) -> None:
    """It came back for now once too often, or a guess says that it came back: a person looks. The address may heal."""
    if returned.lead is None:
        return
    if returned.fate is not Fate.perhaps:
        machine.stop(returned.lead, StopReason.bounced, at=at, by=Actor.machine())
    _ask_for_another_way(returned.lead, ", ".join(returned.addresses), at=at)


def _ask_for_another_way(lead: Lead, address: str, *, at: datetime) -> None:
    house, owner = people.agency(), lead.owner
    with speaking((owner.language if owner else None) or i18n.DEFAULT):
        title = _(
            "Letters to %(address)s do not arrive: find another address, or ring", address=address
        )
    adding.add_to_lead(
        lead,
        title=title[:300],
        member_id=owner.id if owner else None,
        due_on=i18n.in_zone(at, house.zone).date(),
        by=Actor.machine(),
        at=at,
    )
    if owner is not None:
        tell(owner, "leads.address_failed", at=at, stream=lead.stream)
