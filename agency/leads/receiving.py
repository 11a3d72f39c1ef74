"""Message files from a disk: each goes the way of all mail, and a line of JSON says what became of it."""

import json
from typing import Any

from agency.clients.models import Contact
from agency.leads.arrivals import Arrival
from agency.leads.reasons import words_of


def line_of(path: str, arrival: Arrival) -> str:
    """What became of this file: outcome, lead, sender, who wants the work, subject, and why."""
    lead, outcome, reason = arrival.lead, arrival.outcome, arrival.reason
    return _line(
        file=path,
        outcome=outcome.value if outcome else None,
        lead=arrival.lead_id,
        sender=_person(arrival.sender_name, arrival.sender_address),
        client=_client(lead.contact) if lead is not None else None,
        subject=arrival.subject,
        reason=words_of(reason, arrival.detail) if reason else "",
    )


def error_of(path: str, error: OSError) -> str:
    """Why this file was not taken in, and what to do."""
    words = error.strerror or type(error).__name__
    return _line(file=path, error=f"This file cannot be read ({words}); check its name and rights.")


def not_kept(path: str) -> str:
    """Somebody else keeps the database busy, and the message is not ours yet."""
    return _line(
        file=path, error="The database was busy, so this file was not taken in; try again."
    )


def kept_for_later(path: str) -> str:
    """The message is ours, but somebody else keeps the database busy."""
    words = "The message is kept; the database was busy, so `agency clock` will sort it."
    return _line(file=path, error=words)


def _client(contact: Contact) -> dict[str, str]:
    return _person(contact.name, contact.email or "")


def _person(name: str, address: str) -> dict[str, str]:
    return {"name": name, "address": address}


def _line(**values: Any) -> str:
    # ASCII, so that it passes every terminal, also with a file name that is no UTF-8.
    return json.dumps(values, ensure_ascii=True)
