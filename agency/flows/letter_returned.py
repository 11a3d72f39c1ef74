"""A letter of ours came back: nobody is there and we write no more, or it is tried again; a person is told to act."""

from datetime import datetime

from agency.flows.address_failed import address_failed, letter_given_up
from agency.flows.reminders_declined import reminders_declined
from agency.kernel.mail.suppression import Why
from agency.leads import returning
from agency.leads.intake import Opened
from agency.leads.no_more import Leaver
from agency.leads.returning import Fate, Returned


def letter_returned(opened: Opened) -> None:
    """Do what follows from a report of a mail server."""
    found = returning.read(opened)
    if found is None:
        return
    if found.fate is Fate.complained:
        for address in found.addresses:
            leaver = Leaver(found.letter, address, found.lead)
            reminders_declined(leaver, at=opened.at, why=Why.complained)
    elif found.fate is Fate.gone:
        for address in found.addresses:
            address_failed(address, found.letter, said=found.said, at=opened.at)
    elif found.fate is Fate.perhaps or not _tried_again(found, opened.at):
        letter_given_up(found, at=opened.at)


def _tried_again(found: Returned, at: datetime) -> bool:
    return returning.try_later(found.letter, at=at)
