"""Shown: a message that came in, as pages show it."""

import enum
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from agency.leads import incoming, reasons
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Incoming
from agency.leads.outcomes import Outcome, Reason

MOST_SHOWN = 20_000


class Kind(enum.Enum):
    """What there is of other mail, the most important first."""

    look = "look"
    unread = "unread"
    auto_reply = "auto_reply"
    bounce = "bounce"
    bulk = "bulk"
    duplicate = "duplicate"
    sent = "sent"
    dismissed = "dismissed"

    @property
    def waits(self) -> bool:
        """Whether somebody should look at it."""
        return self in (Kind.unread, Kind.look)


@dataclass
class Shown:
    """A message that came in, as pages show it. Its bytes are read when its words are asked for."""

    arrival: Arrival

    @property
    def at(self) -> datetime:
        return self.arrival.arrived_at or self.arrival.seen_at

    @property
    def kind(self) -> Kind | None:
        """None for what did become a lead, or a word on one."""
        outcome = self.arrival.outcome
        if outcome is None:
            return Kind.unread
        if outcome is Outcome.quarantine:
            return Kind.dismissed if self.arrival.dismissed_at else Kind.look
        return Kind[outcome.name] if outcome.name in Kind.__members__ else None

    @property
    def why(self) -> str:
        """Why it was sorted as it was, in words; "" before it was."""
        reason = self.arrival.reason
        return reasons.words_of(reason, self.arrival.detail) if reason else ""

    @property
    def subject(self) -> str:
        return self.arrival.subject or self.said.subject

    @property
    def sender(self) -> str:
        """Who sent it, as far as one knows: "Tomáš Novák (tomas@partner.example)"."""
        unread = self.kind is Kind.unread
        name = self.said.sender.name if unread else self.arrival.sender_name
        address = self.said.sender.address if unread else self.arrival.sender_address
        return f"{name} ({address})" if name and address else name or address

    @property
    def sender_name(self) -> str:
        return self.arrival.sender_name or self.arrival.sender_address

    @property
    def words(self) -> str:
        """Its words, without an end to very many."""
        return self.said.words[:MOST_SHOWN]

    @property
    def is_cut(self) -> bool:
        return len(self.said.words) > MOST_SHOWN

    @property
    def diagnosis(self) -> str:
        """What a mail server said of a letter of ours that it could not deliver."""
        return self.arrival.detail if self.arrival.reason is Reason.not_delivered else ""

    @cached_property
    def raw(self) -> bytes:
        """Its bytes; none where the file is gone."""
        path = self.arrival.raw.path
        return path.read_bytes() if path.exists() else b""

    @cached_property
    def said(self) -> Incoming:
        return incoming.parse(self.raw)
