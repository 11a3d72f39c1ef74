"""Who gets no letters in the demo: a client who pressed the link in a reminder, and an address that is gone."""

from datetime import timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.reminders_declined import reminders_declined
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.kernel.mail.suppression import Why
from agency.leads.models import Message, Stage
from agency.leads.no_more import Leaver

GONE, SAID = "office@kantor.example", "550 5.1.1 office@kantor.example: no such user here"


def keep(studio: Studio) -> None:
    """Of a lead that is won the link changes nothing but the page in the settings."""
    chosen = sa.select(Message).join(Letter, Letter.id == Message.letter_id).where(Letter.automatic)
    reminders = db.session.scalars(chosen.order_by(Letter.id))
    told = next((each for each in reminders if each.lead.stage is Stage.won), None)
    if told is not None and told.letter is not None:
        leaver = Leaver(told.letter, told.letter.recipients[0], told.lead)
        reminders_declined(leaver, at=told.at + timedelta(hours=3))
    suppression.suppress(GONE, Why.bounced, at=studio.now - timedelta(days=9), said=SAID)
