"""What a lead owes whoever wrote: the first answer, and the time that the holding letter named for it.

A promise is a clock of its own. It does not stop the first-response clock: an answer may be late for the one and
in time for the other, and both are written down.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime import promise_reminder_at
from agency.people import queries as people

if TYPE_CHECKING:
    from agency.leads.models import Stage

# What is due of a lead: its holding letter, and the time that we said we would answer by.
HOLDING, PROMISE = "leads.holding", "leads.promise"
# The notices that an answer settles.
CLOCKS = (
    "leads.first_response_near",
    "leads.first_response_missed",
    "leads.promise_near",
    "leads.promise_missed",
)
# Its owner is reminded of a promise.
PROMISE_NEAR = "leads.promise_near"
# A first answer that is due within this time comes before a promise for later.
PRESSING = timedelta(hours=1)


class AlreadyHeld(Exception):
    """Somebody answered, or the holding letter went out or was called off."""


class NothingPromised(Exception):
    """There is no promise to withdraw."""


class AnswersOwed:
    """The part of a lead that knows what we owe and by when."""

    first_response_due_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    # The holding letter went out; the time that we said we would answer by, until we did.
    held_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]

    if TYPE_CHECKING:
        id: Mapped[int]
        stage: Mapped[Stage]

        @property
        def stream(self) -> tuple[str, int]: ...

        def _must_be_open(self) -> None: ...

        def _stays_ours(self, at: datetime) -> None: ...

    def hold(self, *, promised_at: datetime, at: datetime) -> None:
        """The holding letter goes out and says when the answer comes. Raises AlreadyHeld."""
        if not self.may_be_held:
            raise AlreadyHeld
        self.held_at = at
        self._owe_by(promised_at, "leads.held", by=Actor.machine(), at=at)

    def promise(self, due_at: datetime, *, by: Actor, at: datetime) -> None:
        """One of us told them that the answer comes by then. Raises LeadClosed."""
        self._must_be_open()
        self._owe_by(due_at, "leads.promised", by=by, at=at)
        self._stays_ours(at)

    def withdraw_promise(self, *, by: Actor, at: datetime) -> None:
        """Nothing is promised any more, whatever they were told. Raises NothingPromised."""
        if self.promised_at is None:
            raise NothingPromised
        self.move_promise()
        timeline.record(self.stream, "leads.promise_withdrawn", at=at, by=by)

    def move_promise(self) -> None:
        """What was promised gives way to another promise; it was not kept."""
        self.promised_at = None
        for kind in (PROMISE, PROMISE_NEAR):
            due.cancel(kind, self.id)

    def stand_late(self, *, now: datetime) -> datetime | None:
        """The time of a promise has come and nobody answered: it is written down; or when to look again."""
        if self.promised_at is None or self.promised_at > now:
            return self.promised_at
        by = Actor.machine()
        timeline.record(self.stream, "leads.promise_broken", at=self.promised_at, by=by)
        return None

    def keep_still(self) -> None:
        """Keep others from changing it until this transaction ends, and see it as it is now."""
        # The machine that promises and whoever answers meanwhile would else overwrite each other. Messages may
        # still be added (key_share), since they only need the lead to be there.
        seen = ["stage", "first_response_at", "held_at", "promised_at"]
        db.session.refresh(self, seen, with_for_update={"key_share": True})

    @property
    def waits_for_first_response(self) -> bool:
        return self.first_response_at is None and self.stage.is_open

    @property
    def may_be_held(self) -> bool:
        """Whether a holding letter still has something to say."""
        return self.waits_for_first_response and self.held_at is None

    def owed_at(self, now: datetime) -> datetime | None:
        """By when we owe a word next: what we promised, unless the first answer is due right now."""
        first = self.first_response_due_at if self.waits_for_first_response else None
        if first is None or self.promised_at is None:
            return first or self.promised_at
        presses = now <= first <= min(self.promised_at, now + PRESSING)
        return first if presses else self.promised_at

    def is_late(self, now: datetime) -> bool:
        """The time for what we owe is over: the first answer, or the one that we promised instead."""
        owed_at = self.owed_at(now)
        return owed_at is not None and owed_at < now

    def _note_first_response(self, *, by: Actor, at: datetime) -> None:
        self.first_response_at = at
        early = _minutes_early(at, self.first_response_due_at)
        timeline.record(self.stream, "leads.first_response", at=at, by=by, minutes_early=early)

    def _keep_promise(self, *, by: Actor, at: datetime) -> None:
        if self.promised_at is not None:
            early = _minutes_early(at, self.promised_at)
            timeline.record(self.stream, "leads.promise_kept", at=at, by=by, minutes_early=early)

    def _owe_by(self, due_at: datetime, fact: str, *, by: Actor, at: datetime) -> None:
        self.promised_at = due_at
        due.plan(PROMISE, self.id, due_at)
        self._remind_of(due_at, at=at)
        said = due_at.isoformat(timespec="minutes")
        timeline.record(self.stream, fact, at=at, by=by, due_at=said)

    def _owe_again(self, promised_at: datetime | None) -> None:
        """A promise that seemed to be kept was not."""
        if promised_at is not None and self.promised_at is None:
            self.promised_at = promised_at
            due.plan(PROMISE, self.id, promised_at)

    def _owe_nothing(self) -> None:
        self.promised_at = None
        for kind in (HOLDING, PROMISE, PROMISE_NEAR):
            due.cancel(kind, self.id)

    def _remind_of(self, promised_at: datetime, *, at: datetime) -> None:
        remind_at = promise_reminder_at(promised_at, people.agency().answering, made_at=at)
        if remind_at is not None:
            due.plan(PROMISE_NEAR, self.id, remind_at)
        else:
            due.cancel(PROMISE_NEAR, self.id)


def _minutes_early(at: datetime, due_at: datetime) -> int:
    # Whole minutes; half a minute late is late all the same.
    seconds = (due_at - at).total_seconds()
    return int(seconds / 60) or -(seconds < 0)
