"""Later work of the other ways in: what was brought is read, tables are imported."""

from datetime import datetime, timedelta

from agency.flows.delivery_received import delivery_received
from agency.flows.telegram_received import telegram_received
from agency.kernel import queue
from agency.kernel.db import after_commit, db
from agency.kernel.mail.models import LetterState
from agency.leads.importing import performing
from agency.leads.telegram import answering, hearing, outbox, reading, reminding, wire
from agency.leads.telegram.models import the_bot
from agency.leads.telegram.outbox import Parcel
from agency.leads.telegram.reading import NobodysWord
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.understanding import NotUnderstood


@queue.job(deliveries.READ)
def read(delivery_id: int, now: datetime) -> None:
    """Understand what was brought, or put it aside for a person."""
    delivery = deliveries.take(delivery_id)
    if delivery is not None:
        delivery_received(delivery)


@queue.job(performing.IMPORT)
def bring(import_id: int, now: datetime) -> datetime | None:
    """Import the next rows of a table, or take them back; due again at once while there are more."""
    if not performing.go_on(import_id, now=now):
        return None
    after_commit(queue.wake)
    return now


@queue.job(hearing.READ)
def hear(delivery_id: int, now: datetime) -> None:
    """Understand what somebody said to the bot; its files are fetched while no transaction is open."""
    delivery, bot = deliveries.take(delivery_id), the_bot()
    if delivery is None or not delivery.is_open:
        return
    try:
        said = reading.read(delivery.body, received_at=delivery.received_at)
    except NobodysWord as nothing:
        delivery.ignore(nothing.why)
        return
    except NotUnderstood as trouble:
        delivery.put_aside(trouble.why, trouble.detail)
        return
    token = bot.token if bot is not None and said.files else None
    db.session.commit()
    files = hearing.fetch(token, said.files) if token is not None else []
    taken = deliveries.take(delivery_id)
    if taken is not None:
        telegram_received(taken, said, files)


@queue.job(outbox.TELL)
def tell(word_id: int, now: datetime) -> datetime | None:
    """Say one thing in a chat, once. A refusal that may pass is raised, so that the due row is tried again."""
    if outbox.waits_for_another(word_id):
        return now + outbox.AFTER_THE_OTHER
    word, bot = outbox.claim(word_id), the_bot()
    token = bot.token if bot is not None and bot.is_connected else None
    parcel = Parcel.of(word) if word is not None else None
    if word is None:
        reminding.ask_about(answering.word(word_id), at=now)
    db.session.commit()
    if word is None or parcel is None:
        return None
    became = outbox.send(parcel, token) if token else wire.Refused("The bot is not connected")
    outbox.settle(word, became, now=now)
    reminding.ask_about(word, at=now)
    if bot is not None and isinstance(became, Exception):
        bot.complain(str(became), at=now)
    db.session.commit()
    if isinstance(became, wire.Refused) and word.state is LetterState.queued:
        if became.wait:
            return now + timedelta(seconds=became.wait)
        raise became
    return None
