"""A letter of ours came back: nobody is there and we write no more, or it is tried again; a person is told to act."""

from datetime import datetime

from agency.flows.address_failed import address_failed, letter_given_up
from agency.flows.reminders_declined import reminders_declined
from agency.kernel.mail.suppression import Why
from agency.leads import no_more, returning
from agency.leads.intake import Opened
from agency.leads.no_more import Leaver
from agency.leads.returning import Fate, Returned


def program_spoke(opened: Opened) -> None:
    """A mail server tells of a letter of ours, or somebody's mail program asks for no more of them."""
    wish = opened.ends_reminders
    leaver = no_more.leaver_by(opened.incoming, now=opened.at) if wish else None
    if leaver is not None:
        reminders_declined(leaver, at=opened.at)
    letter_returned(opened)


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
