"""Connecting the agency's bot: Telegram says who it is and is told where to bring what people write."""

from datetime import datetime

from flask import current_app

from agency.kernel.db import db
from agency.leads.telegram import wire
from agency.leads.telegram.models import Bot, forget_numbers, the_bot

UPDATES = ["message", "edited_message", "my_chat_member"]


def connect(token: str, *, at: datetime) -> Bot:
    """Let the bot with this token bring us what people write to it. Raises wire.Refused or wire.Unsure."""
    known = wire.call(token, "getMe")
    bot = the_bot() or Bot(id=1)
    former = bot.number if bot.sealed_token else None
    name, username = str(known.get("first_name", "")), str(known.get("username", ""))
    path, secret = bot.connect(token, username=username, name=name, at=at)
    wire.call(
        token,
        "setWebhook",
        url=f"{current_app.config['SETTINGS'].base_url}/hooks/telegram/{path}",
        secret_token=secret,
        allowed_updates=UPDATES,
    )
    if former not in (None, bot.number):
        forget_numbers()
    db.session.add(bot)
    db.session.flush()
    return bot


def disconnect(bot: Bot, *, at: datetime) -> None:
    """Nothing comes any more; that Telegram could not be told is written down."""
    bot.disconnect()
    try:
        wire.call(bot.token, "deleteWebhook")
    except (wire.Refused, wire.Unsure) as trouble:
        bot.complain(str(trouble), at=at)
