"""A trial of the mailbox: a letter of ours to its own address with a plus, to see whether it comes in."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.kernel import i18n
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.accounts import Role
from agency.kernel.mail.compose import Draft
from agency.kernel.mail.mailboxes import Mailbox
from agency.kernel.mail.models import Letter
from agency.leads import tokens
from agency.leads.arrivals import Arrival
from agency.leads.models import Message
from agency.leads.tokens import ThreadToken
from agency.people.models import Agency


@dataclass(frozen=True)
class Trial:
    """The last one: when it went out, and when it came back, if it did."""

    sent_at: datetime
    came_back_at: datetime | None


def begin(house: Agency, *, at: datetime) -> None:
    """Send the letter; whether it comes back is seen when the mailbox is read."""
    token = tokens.new_token()
    to = tokens.address_for(token, house)
    if to is None:
        return
    draft = Draft(
        sender=house.address,
        to=[to],
        subject=_("A trial of our own mailbox"),
        text=_("If this letter comes in, answers find their lead by the address alone."),
        lang=i18n.language(),
        house=house.name,
        brand=house.brand_kit,
        automatic=True,
    )
    tokens.keep(token, outbox.post(draft, now=at))


def last() -> Trial | None:
    """The last trial; a letter with a token that is about no lead is one."""
    letter = db.session.scalar(
        sa.select(Letter)
        .join(ThreadToken, ThreadToken.letter_id == Letter.id)
        .where(~sa.exists().where(Message.letter_id == Letter.id))
        .order_by(Letter.id.desc())
        .limit(1)
    )
    if letter is None:
        return None
    # Not as the copy that some servers put among what was sent.
    came = (
        sa.select(sa.func.min(Arrival.seen_at))
        .join(Mailbox, Mailbox.id == Arrival.mailbox_id, isouter=True)
        .where(
            Arrival.message_id == letter.message_id,
            sa.or_(Mailbox.id.is_(None), Mailbox.role == Role.inbox),
        )
    )
    return Trial(letter.queued_at, db.session.scalar(came))
