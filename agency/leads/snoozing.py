"""A lead may rest: until a time, or until the client says something; whichever comes first wakes it."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from agency.kernel import due, timeline
from agency.kernel.timeline import Actor

if TYPE_CHECKING:
    from agency.leads.models import Stage

# What is due of a lead that rests: it wakes.
WAKE = "leads.wake"


class Waker(enum.Enum):
    """What woke a lead."""

    time = "time"
    client = "client"
    hand = "hand"


class NotNow(Exception):
    """A lead whose client waits for an answer does not rest."""


class Past(Exception):
    """That time is over."""


class MayRest:
    """The part of a lead that knows whether it rests."""

    snoozed_at: Mapped[datetime | None]
    # When it wakes by itself; without it only the client's word wakes it.
    snoozed_until: Mapped[datetime | None]
    # It rested and came back, and nobody has dealt with it since.
    woken_at: Mapped[datetime | None]
    woken_by: Mapped[Waker | None]

    if TYPE_CHECKING:
        id: Mapped[int]
        stage: Mapped[Stage]
        promised_at: Mapped[datetime | None]

        @property
        def stream(self) -> tuple[str, int]: ...

        @property
        def waits_for_first_response(self) -> bool: ...

        def _must_be_open(self) -> None: ...

        def keep_still(self) -> None: ...

        def _stays_ours(self, at: datetime) -> None: ...

    @property
    def is_snoozed(self) -> bool:
        """It rests, out of the inbox."""
        return self.snoozed_at is not None

    @property
    def may_rest(self) -> bool:
        """Nobody is owed an answer on it."""
        return self.stage.is_open and not self.waits_for_first_response and not self.promised_at

    def snooze(self, until: datetime | None, *, by: Actor, at: datetime) -> None:
        """Let it rest until then, or until they say something. Raises LeadClosed, NotNow, Past."""
        self._must_be_open()
        self.keep_still()
        if not self.may_rest:
            raise NotNow
        if until is not None and until <= at:
            raise Past
        self.snoozed_at, self.snoozed_until = at, until
        self.woken_at = self.woken_by = None
        said = until.isoformat(timespec="minutes") if until else None
        timeline.record(self.stream, "leads.snoozed", at=at, by=by, due_at=said)
        if until is not None:
            due.plan(WAKE, self.id, until)

    def wake(self, waker: Waker, *, by: Actor, at: datetime) -> None:
        """It comes back into the inbox, on top."""
        if self.snoozed_at is None:
            return
        if waker is not Waker.time:  # whose own row it is, in hand right now
            due.cancel(WAKE, self.id)
        self.snoozed_at = self.snoozed_until = None
        self.woken_at, self.woken_by = at, waker
        if waker is Waker.time:
            self._stays_ours(at)
        timeline.record(self.stream, "leads.woken", at=at, by=by, waker=waker.value)

    def _rest_no_more(self) -> None:
        if self.snoozed_at is not None:
            due.cancel(WAKE, self.id)
        self.snoozed_at = self.snoozed_until = self.woken_at = self.woken_by = None
