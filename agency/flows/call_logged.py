"""A call, noted by one of us or by the telephone: on the lead that it is about, or a new one."""

from agency.flows.client_heard import client_heard
from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.followups import machine
from agency.kernel.db import db
from agency.leads import calls
from agency.leads.calls import Call
from agency.leads.models import Channel, Lead
from agency.leads.ways_in.words import Word


def call_logged(call: Call, lead: Lead | None, word: Word | None = None) -> Lead:
    """The lead with the call on it; without one, `word` says what the new lead is about."""
    if lead is None:
        assert word is not None, "a call is about a lead, or begins one"
        lead = inquiry_received(word.inquiry(), call.contact)
    elif call.is_theirs:
        client_replied(call.message(lead))
    else:
        db.session.add(call.message(lead))
        if call.let_us_hear(lead):
            client_heard(lead, at=call.at, channel=Channel.phone, contact_id=call.contact.id)
    calls.note(lead, call)
    machine.called_up(lead, at=call.at, by=call.actor)
    return lead
