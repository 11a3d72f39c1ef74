"""A letter came in, by whatever way: it joins its lead, is an inquiry, or is put where somebody can look at it."""

from collections.abc import Sequence

from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.flows.letter_returned import program_spoke
from agency.followups import machine
from agency.kernel.db import db
from agency.leads import catching_up, intake, telling, unwanted
from agency.leads.arrivals import Arrival
from agency.leads.care import all_carefully, carefully


def letter_received(arrival: Arrival) -> None:
    """Sort what came in and do what follows from it. What cannot be read is put aside, and never lost."""
    carefully(arrival, _carry_on)


def letters_received(arrivals: Sequence[Arrival]) -> None:
    """The same of many, in their order."""
    all_carefully(arrivals, _carry_on)


def _carry_on(arrival: Arrival) -> None:
    opened = intake.open_letter(arrival)
    message = intake.message_in(opened)
    if message is not None:
        client_replied(message)
        catching_up.settle_turn(opened, message)
    telling.answer_in(opened)
    # What belongs to a new lead is written together with it, and not bit by bit.
    with db.session.no_autoflush:
        inquiry = intake.inquiry_in(opened)
        if inquiry is not None:
            inquiry_received(inquiry, intake.contact_of(inquiry), arrival)
    telling.tell(opened)
    telling.refer(opened)
    program_spoke(opened)
    if message is not None or inquiry is not None:
        unwanted.lives(opened)
    if arrival.absent_until is not None and arrival.lead is not None:
        machine.wait_for_return(arrival.lead, now=opened.at)
    for answer in catching_up.answers_to(opened):
        _carry_on(answer)
