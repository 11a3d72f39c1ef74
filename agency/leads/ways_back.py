"""By which way an answer goes back: as they came, by Telegram or by mail; a call where there is neither."""

import enum

from agency.leads.models import Channel, Lead
from agency.leads.telegram.models import the_bot
from agency.leads.ways_in import chats
from agency.leads.ways_in.chats import TELEGRAM


class WayBack(enum.Enum):
    """How whoever wrote is answered."""

    mail = "mail"
    telegram = "telegram"
    call = "call"


def way_back(lead: Lead) -> WayBack:
    """How they are answered: where they last wrote to us, if that still reaches them."""
    if lead.source is Channel.telegram or lead.contact.address is None:
        chat = chats.of_contact(TELEGRAM, lead.contact_id)
        bot = the_bot() if chat is not None and chat.blocked_at is None else None
        if bot is not None and bot.is_connected:
            return WayBack.telegram
    return WayBack.mail if lead.contact.address is not None else WayBack.call
