"""A letter that came back for now is tried again, if its words still say something and may go at this hour."""

from datetime import datetime

from agency.followups import second_try
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.leads import delivery, returning


def letter_tried_again(letter_id: int, *, now: datetime) -> datetime | None:
    """Send the same bytes once more; when to look again, where it has to wait."""
    letter = db.session.get(Letter, letter_id, with_for_update=True)
    message = delivery.message_of(letter) if letter is not None else None
    if letter is None or message is None or not returning.still_says_something(message):
        return None
    if letter.automatic:
        if suppression.reasons_for(letter.recipients) or not second_try.may_go(letter):
            return None
        later = second_try.later(letter, now=now)
        if later is not None:
            return later
    returning.send_again(message, at=now)
    return None
