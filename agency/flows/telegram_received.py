"""Somebody said something to the bot: a word on a lead, a greeting to be answered, or nothing for us."""

from collections.abc import Sequence

from agency.flows.word_received import word_received
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.telegram import hearing
from agency.leads.telegram.reading import Said, Sent
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.care import carefully
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.reasons import Why


def telegram_received(
    delivery: Delivery, said: Said, files: Sequence[tuple[Sent, bytes | None]]
) -> None:
    """Understand it, all or not at all, and once."""
    if delivery.is_open:
        carefully(delivery, lambda each: _carry_on(each, said, files))


def _carry_on(delivery: Delivery, said: Said, files: Sequence[tuple[Sent, bytes | None]]) -> None:
    # Each bot counts for itself: what another one brought is no repeat.
    name = ":".join(filter(None, (delivery.heads.get("bot"), said.update_id)))
    first = deliveries.known(delivery.door, delivery.door_id, name)
    if first is not None and first is not delivery:
        delivery.repeat(first)
        return
    delivery.external_id = name
    at = delivery.received_at
    if said.left or said.is_start:
        (hearing.left if said.left else hearing.greet)(said, at=at)
        delivery.ignore(Why.no_word)
        return
    missing = [each for each, data in files if data is None]
    lead = word_received(hearing.word_of(said, hearing.keep(files, at=at), missing))
    hearing.remember(said, lead, at=at)
    if said.is_edit:
        by = Actor.contact(lead.contact_id)
        timeline.record(lead.stream, "leads.reworded", at=said.at, by=by)
    delivery.understand(lead)
