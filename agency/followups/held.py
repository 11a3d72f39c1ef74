"""What a hold means for the follow-ups: how many wait, what goes when it is lifted, what asks after a restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.followups import releasing, written
from agency.followups.machine import TOUCH
from agency.followups.models import Enrollment, EnrollmentState, Touch, TouchState, Waits, WhyAsks
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.outbox import DELIVER
from agency.kernel.worktime import is_stale, place
from agency.kernel.worktime.defaults import SENDING_WINDOW
from agency.leads.held import first_words
from agency.leads.models import Lead

# What became of a letter that waited in the outbox and may not go by itself any more.
CALLED_OFF, TOO_LATE = "called_off", "held_too_long"


@dataclass(frozen=True)
class Waiting:
    """What would have gone by now, were it not held; `go_at` says when each touch would go, None for what asks."""

    touches: Sequence[Touch]
    go_at: dict[int, datetime | None]
    letters: int
    answers: int

    @property
    def asks(self) -> int:
        """How many are too late by now to go without the manager's word."""
        return sum(at is None for at in self.go_at.values())

    @property
    def goes(self) -> int:
        return len(self.touches) - self.asks

    @property
    def total(self) -> int:
        return len(self.touches) + self.letters + self.answers


def how_many_wait(now: datetime) -> int:
    """How many letters would have gone by now: follow-ups, letters in the outbox, first words; one statement."""
    return sum(_figures(now))


def waiting(now: datetime) -> Waiting:
    """The same one by one, with what becomes of each when the hold is lifted now."""
    touches = _overdue_touches(now)
    _, letters, answers = _figures(now)
    return Waiting(touches, {each.id: _goes_at(each, now) for each in touches}, letters, answers)


def look_again(*, at: datetime) -> None:
    """The hold is lifted: what waited is looked at now, and goes by the window, asks, or is over."""
    overdue = sa.select(Touch.id).join(Enrollment).where(*_overdue(at))
    for letter in _queued():
        touch = written.touch_of(letter)
        if touch is not None:
            _place_again(letter, touch, at)
    # Letters first, then steps, then what is due: as whoever hands one over or releases one does.
    db.session.execute(
        sa.update(Touch)
        .where(Touch.state == TouchState.planned, Touch.waits_for == Waits.held)
        .values(waits_for=None)
    )
    db.session.execute(
        sa.update(Due)
        .where(Due.kind == TOUCH, sa.text("state = 'scheduled'"), Due.subject.in_(overdue))
        .values(due_at=at)
        .execution_options(synchronize_session=False)
    )


def ask_after_restore(until: datetime, *, at: datetime) -> int:
    """What was due in the time that the database knows nothing of may have gone: it asks, and never goes blindly."""
    # What rested until then has woken, and gone on.
    woken = sa.and_(
        Enrollment.state == EnrollmentState.paused,
        Enrollment.paused_until <= until,
        Touch.state == TouchState.planned,
    )
    asked = sa.select(Touch).join(Touch.enrollment).where(sa.or_(sa.and_(*_overdue(until)), woken))
    unsure = _touches(asked)
    for touch in unsure:
        due.cancel(TOUCH, touch.id)
        releasing.ask(touch, WhyAsks.restored, at=at)
    return len(unsure)


def _overdue(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Enrollment.state == EnrollmentState.active,
        Touch.state == TouchState.planned,
        Touch.due_at <= now,
    )


def _overdue_touches(now: datetime) -> list[Touch]:
    return _touches(sa.select(Touch).join(Touch.enrollment).where(*_overdue(now)))


def _queued() -> list[Letter]:
    """Those that were written and caught by the hold in the outbox."""
    queued = sa.select(Letter).where(Letter.automatic, Letter.state == LetterState.queued)
    return list(db.session.scalars(queued.order_by(Letter.id)))


def _touches(wanted: sa.Select[Any]) -> list[Touch]:
    return list(
        db.session.scalars(
            wanted.options(
                joinedload(Touch.enrollment).joinedload(Enrollment.lead).joinedload(Lead.client),
                joinedload(Touch.enrollment).joinedload(Enrollment.lead).joinedload(Lead.contact),
                joinedload(Touch.enrollment).joinedload(Enrollment.cadence),
                joinedload(Touch.letter),
            ).order_by(Touch.due_at, Touch.id)
        )
    )


def _goes_at(touch: Touch, now: datetime) -> datetime | None:
    """When the window lets it go after a lift right now; None where it is too late and asks."""
    client = touch.enrollment.lead.client.calendar
    if is_stale(touch.due_at, now, client):
        return None
    return client.instant(place(client.wall(now), client, SENDING_WINDOW))


def _place_again(letter: Letter, touch: Touch, at: datetime) -> None:
    enrollment = touch.enrollment
    client = enrollment.lead.client.calendar
    if enrollment.lead.heard_at > (touch.sent_at or at) or not enrollment.subject.still_waiting():
        letter.withdraw(CALLED_OFF)
    elif is_stale(letter.queued_at, at, client):
        letter.mark_refused(TOO_LATE, for_good=True)
    else:
        due.plan(DELIVER, letter.id, client.instant(place(client.wall(at), client, SENDING_WINDOW)))
        return
    due.cancel(DELIVER, letter.id)


def _figures(now: datetime) -> tuple[int, int, int]:
    touches = sa.select(sa.func.count(Touch.id)).join(Enrollment).where(*_overdue(now))
    letters = sa.select(sa.func.count(Letter.id)).where(
        Letter.automatic, Letter.state == LetterState.queued
    )
    asked = sa.select(*(each.scalar_subquery() for each in (touches, letters, first_words(now))))
    found = db.session.execute(asked).one()
    return found[0], found[1], found[2]
