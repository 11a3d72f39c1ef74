"""Somebody said something by another way than mail: it goes on where they left off, or begins a lead."""

from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.leads.models import Lead
from agency.leads.ways_in import acquaintance
from agency.leads.ways_in.words import Word


def word_received(word: Word) -> Lead:
    """The lead on which it stands from now on."""
    contact = acquaintance.contact_of(word)
    word = acquaintance.whole(word, contact)
    lead = acquaintance.lead_to_join(word, contact)
    if lead is None:
        return inquiry_received(word.inquiry(), contact)
    client_replied(word.message(lead, contact))
    return lead
