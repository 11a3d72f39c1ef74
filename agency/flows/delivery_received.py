"""Another site, service or form brought something: it becomes a lead, goes on with one, or waits for a look."""

from agency.flows.call_logged import call_logged
from agency.flows.word_received import word_received
from agency.kernel.timeline import Actor
from agency.leads.calls import Call
from agency.leads.models import Lead
from agency.leads.ways_in import acquaintance, chats, deliveries, understanding
from agency.leads.ways_in.care import carefully
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.understanding import Understood


def delivery_received(delivery: Delivery, *, by_hand: bool = False) -> None:
    """Understand it, all or not at all. `by_hand`: somebody of us says that it is no mere doubt."""
    if delivery.is_open:
        carefully(delivery, lambda each: _carry_on(each, understanding.read(each, by_hand=by_hand)))


def _carry_on(delivery: Delivery, found: Understood) -> None:
    if found.external_id is not None:
        first = deliveries.known(delivery.door, delivery.door_id, found.external_id)
        if first is not None and first is not delivery:
            delivery.repeat(first)
            return
        delivery.external_id = found.external_id
    lead = _called(found) if found.ring is not None else word_received(found.word)
    if found.chat is not None:
        chats.remember(*found.chat, lead.contact)
    delivery.understand(lead, by=Actor.contact(lead.contact_id))


def _called(found: Understood) -> Lead:
    word, ring = found.word, found.ring
    assert ring is not None, "only a call is called one"
    contact = acquaintance.contact_of(word)
    call = Call(
        ring.caller, ring.result, word.at, contact, word.words, by=ring.by, minutes=ring.minutes
    )
    return call_logged(call, acquaintance.lead_to_join(word, contact), word)
