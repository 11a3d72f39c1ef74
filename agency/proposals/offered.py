"""A proposal while the client has it: until when it holds, their no, our taking it back."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.proposals.states import (
    ON_OFFER,
    NotLater,
    NotOnOffer,
    NotOpenForAcceptance,
    ProposalState,
)


class Offered:
    """What a proposal has of its way from our letter to the client's word."""

    state: Mapped[ProposalState]
    valid_until: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    # Their no stays known, also when it turned into a yes or another version came.
    declined_at: Mapped[datetime | None]
    declined_why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    extended_at: Mapped[datetime | None]
    # The last day that stands in the file that was sent, once another day holds.
    promised_until: Mapped[date | None]

    # Whether its client is reminded of its last day, where the house does that.
    reminds: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    def decline(self, why: str, *, at: datetime) -> bool:
        """The client says no; whether that is news. They may still say yes while it holds. Raises NotOnOffer."""
        self.must_be_on_offer()
        is_news = self.state is not ProposalState.declined or why != self.declined_why
        if is_news:
            self.state, self.declined_at, self.declined_why = ProposalState.declined, at, why
            self.decided_at = at
        return is_news

    def extend(self, until: date, *, at: datetime, on: date) -> None:
        """Let it hold until a later day, also when its own is over; `on` is the client's day.

        Raises NotOnOffer, and NotLater for a day before today or not after the one that holds.
        """
        self.must_be_on_offer()
        if until < on or (self.valid_until is not None and until <= self.valid_until):
            raise NotLater(until.isoformat())
        if self.promised_until is None:
            self.promised_until = self.valid_until
        self.valid_until, self.extended_at = until, at

    def switch_reminder(self, *, on: bool) -> bool:
        """Let a letter tell of its last day, or not; whether that is another word than before. Raises NotOnOffer."""
        self.must_be_on_offer()
        is_news, self.reminds = self.reminds != on, on
        return is_news

    def withdraw(self, *, at: datetime) -> None:
        """Take it back: its link shows that, and nobody can accept it."""
        if not self.is_on_offer:
            raise NotOpenForAcceptance(self.state.value)
        self.state, self.decided_at = ProposalState.withdrawn, at

    def must_be_on_offer(self) -> None:
        """Refuse when the client does not have it, or all is said."""
        if not self.is_on_offer:
            raise NotOnOffer(self.state.value)

    def is_open(self, on: date) -> bool:
        """Whether it can be accepted on this day of the client's calendar."""
        return self.is_on_offer and not self.is_past(on)

    def is_past(self, on: date) -> bool:
        """Whether the last day of its offer is over."""
        return self.valid_until is not None and on > self.valid_until

    def reminder_on(self, before: int) -> date | None:
        """The day from which on its client is reminded of the last one, so many days before it; None where never."""
        if self.valid_until is None or not before or self.reminds is False:
            return None
        return self.valid_until - timedelta(days=before)

    def still_waiting(self) -> bool:
        """Whether the client's word is still to come."""
        return self.state is ProposalState.sent

    @property
    def is_on_offer(self) -> bool:
        """Whether the client has it and has not agreed: after a no they may still say yes."""
        return self.state in ON_OFFER
