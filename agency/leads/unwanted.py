"""Who is not written to by the machine: asked of the readers of a lead, right before a letter goes."""

from agency.kernel.mail import suppression
from agency.kernel.mail.suppression import Suppression, Why
from agency.leads.intake import Opened
from agency.leads.models import Lead
from agency.leads.readers import Readers, readers_of


def reason_not_to(readers: Readers) -> Why | None:
    """Why the machine must not write to whom its letters are: they want none, or none arrive. None when it may."""
    address = readers.address
    return suppression.reason_for(address.address) if address is not None else None


def ends_reminders_of(lead: Lead) -> bool:
    """Whether the machine has nobody left to write to on this lead; who gets only a copy ends nothing."""
    return reason_not_to(readers_of(lead, automatic=True)) is not None


def without_unwilling(readers: list[Readers]) -> list[Readers]:
    """Those of them whom the machine may write to: nobody gets a copy who wants none."""
    unwilling = suppression.reasons_for(each for one in readers for each in one.addresses)
    return [each for each in readers if unwilling.keys().isdisjoint(each.addresses)]


def lives(opened: Opened) -> None:
    """Somebody writes to us from an address from which letters came back: it takes some after all."""
    if not opened.arrival.is_import:
        address = opened.incoming.sender.address
        suppression.allow(address, (Why.bounced,), at=opened.at, by_id=None)


def came_back_from(readers: Readers) -> list[Suppression]:
    """The addresses of theirs from which our letters came back, for whoever is about to write there."""
    standing = suppression.standing_for(readers.addresses).values()
    return [each for each in standing if each.why is Why.bounced]
