"""Cadences in their versions: which one counts for a purpose now, and publishing another in its place.

What was published stays as it was. Whatever runs goes on by the version on which it began, unless it is moved over.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from agency.followups import releasing, standard
from agency.followups.models import (
    Cadence,
    Enrollment,
    Purpose,
    Step,
    StepChannel,
)
from agency.followups.one_at_a_time import hold
from agency.followups.planning import TOUCH
from agency.followups.states import RUNNING
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.worktime import Cadence as Delays
from agency.kernel.worktime import CadenceError, CountedFrom
from agency.people.models import Member


class NotWhole(ValueError):
    """What should be published lacks something; `n` is the step that it is about, None for the whole."""

    def __init__(self, words: str, n: int | None = None) -> None:
        self.n = n
        super().__init__(words)


class ChangedMeanwhile(Exception):
    """Somebody else published another version since this one was begun."""


def current(purpose: Purpose) -> Cadence:
    """The cadence on which this purpose is enrolled from now on; made of the standard words where there is none."""
    found = db.session.scalar(
        sa.select(Cadence)
        .where(Cadence.purpose == purpose, Cadence.retired_at.is_(None))
        .options(selectinload(Cadence.steps))
    )
    return found or standard.install(purpose)


def versions(purpose: Purpose) -> list[Cadence]:
    """All versions for this purpose, the latest first."""
    found = sa.select(Cadence).where(Cadence.purpose == purpose).order_by(Cadence.version.desc())
    return list(db.session.scalars(found.options(selectinload(Cadence.steps))))


def publish(
    purpose: Purpose,
    steps: Sequence[Step],
    *,
    at: datetime,
    by: Member | None,
    counted_from: str = CountedFrom.previous,
    name: dict[str, str] | None = None,
    moving_running: bool = False,
    instead_of: int | None = None,
) -> Cadence:
    """These steps count from now on; they are numbered in their order. Raises NotWhole, ChangedMeanwhile.

    `instead_of` is the version that was edited. What runs stays on the version it began with, unless `moving_running`.
    """
    _check(steps, counted_from)
    before = _held(purpose)
    if instead_of is not None and before.version != instead_of:
        raise ChangedMeanwhile(before.version)
    before.retired_at = at
    # The one that counts is unique: the one before makes room first.
    db.session.flush()
    cadence = Cadence(
        purpose=purpose,
        version=before.version + 1,
        name=before.name if name is None else name,
        counted_from=str(counted_from),
        published_at=at,
        member=by,
        steps=[_numbered(step, n) for n, step in enumerate(steps, start=1)],
    )
    db.session.add(cadence)
    db.session.flush()
    if moving_running:
        move(cadence, at=at)
    return cadence


def move(cadence: Cadence, *, at: datetime) -> int:
    """Let whatever runs for this purpose go on by this version, step for step; how many those were.

    What is planned keeps its time; its words, and all that comes after it, are those of this version.
    """
    numbers = [step.n for step in cadence.steps]
    found = [each for each in hold(_running(cadence)) if each.state.is_running]
    for enrollment in found:
        enrollment.cadence = cadence
        waiting = enrollment.next_touch
        if waiting is not None and waiting.n not in numbers:
            # It has no such step any more: the last word was said.
            waiting.call_off()
            due.cancel(TOUCH, waiting.id)
            releasing.settle(waiting, at=at)
            enrollment.finish()
    db.session.flush()
    return len(found)


def _held(purpose: Purpose) -> Cadence:
    """The current one, held until the end of the transaction: two people publish one after the other."""
    id = current(purpose).id
    found = db.session.get(Cadence, id, with_for_update=True, populate_existing=True)
    assert found is not None
    return found if found.is_current else _held(purpose)


def _running(cadence: Cadence) -> sa.Select[Enrollment]:
    return (
        sa.select(Enrollment)
        .join(Cadence, Cadence.id == Enrollment.cadence_id)
        .where(
            Cadence.purpose == cadence.purpose,
            Cadence.id != cadence.id,
            Enrollment.state.in_(RUNNING),
        )
    )


def _check(steps: Sequence[Step], counted_from: str) -> None:
    try:
        Delays.from_dict({"counted_from": counted_from, "steps": [each.delay for each in steps]})
    except CadenceError as error:
        raise NotWhole(str(error)) from error
    for n, step in enumerate(steps, start=1):
        if step.channel is not StepChannel.call and not (_said(step.words) and _said(step.subject)):
            raise NotWhole("A letter needs a subject and words.", n)
        if not _said(step.name):
            raise NotWhole("A step needs a name.", n)


def _said(texts: dict[str, str] | None) -> Iterable[str]:
    return [text for text in (texts or {}).values() if text.strip()]


def _numbered(step: Step, n: int) -> Step:
    return Step(
        n=n,
        delay=step.delay,
        channel=step.channel or StepChannel.letter,
        name=dict(step.name),
        subject=dict(step.subject),
        words=dict(step.words),
        cases=dict(step.cases or {}),
    )
