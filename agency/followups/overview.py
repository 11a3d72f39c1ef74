"""Reads for the pages of cadences: the current one of each purpose, what runs on it, its steps along time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from agency.followups import standard
from agency.followups.checking import days_of
from agency.followups.models import Enrollment
from agency.followups.states import RUNNING, Purpose, StepChannel
from agency.followups.steps import Cadence
from agency.kernel.db import db
from agency.kernel.worktime import CountedFrom, Delay

# Days that are marked on a line of time, where it is long enough and there is room between them.
MARKS = (1.0, 3.0, 7.0, 30.4, 91.3, 182.6, 365.0)
ROOM = 0.15


@dataclass(frozen=True)
class Dot:
    """One step on a line of time: where, as a fraction of its length, and how it goes out."""

    n: int
    x: float
    channel: StepChannel


@dataclass(frozen=True)
class Mark:
    """A day that is named under the line."""

    x: float
    words: str


@dataclass(frozen=True)
class Line:
    """Steps along time. Early days get more room than late ones: what happens there is denser."""

    dots: Sequence[Dot]
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Current:
    """The cadence that counts for a purpose, with how many run on it and how many still on earlier versions."""

    purpose: Purpose
    cadence: Cadence
    line: Line
    running: int = 0
    running_on_earlier: int = 0


def of_all() -> list[Current]:
    """Every purpose with its cadence, in the order of the page."""
    counted = _running()
    cadences = {each.purpose: each for each in _current()}
    return [
        _told(purpose, cadences.get(purpose) or _standard(purpose), counted.get(purpose, {}))
        for purpose in Purpose
    ]


def current(purpose: Purpose) -> Cadence:
    """The cadence that counts; where none was ever used, the standard one, which belongs to no session. Only reads."""
    found = sa.select(Cadence).where(Cadence.purpose == purpose, Cadence.retired_at.is_(None))
    stored = db.session.scalar(
        found.options(selectinload(Cadence.steps), joinedload(Cadence.member))
    )
    return stored or _standard(purpose)


def _standard(purpose: Purpose) -> Cadence:
    drafts = enumerate(standard.STEPS[purpose], start=1)
    steps = [draft.step(n) for n, draft in drafts]
    return Cadence(purpose=purpose, version=1, counted_from=CountedFrom.previous.value, steps=steps)


def of(cadence: Cadence) -> Current:
    """One of them."""
    return _told(cadence.purpose, cadence, _running(cadence.purpose).get(cadence.purpose, {}))


def line_of(steps: Sequence[tuple[Delay | None, StepChannel]], *, from_start: bool) -> Line:
    """The steps on their line, from the start to the last of them."""
    days, reached = [], 0.0
    for delay, _how in steps:
        length = days_of(delay) if delay is not None else 0.0
        reached = length if from_start else reached + length
        days.append(reached)
    longest = max(days, default=0.0) or 1.0
    dots = [
        Dot(n, _place(day, longest), channel)
        for n, (day, (wait, channel)) in enumerate(zip(days, steps, strict=True), start=1)
        if wait is not None
    ]
    return Line(dots, list(_marks(longest)))


def _marks(longest: float) -> list[Mark]:
    words = (
        _("1 day"),
        _("3 days"),
        _("1 week"),
        _("1 month"),
        _("3 months"),
        _("6 months"),
        _("1 year"),
    )
    found: list[Mark] = []
    for day, name in zip(MARKS, words, strict=True):
        x = _place(day, longest)
        last = found[-1].x if found else 0.0
        if x <= 1.0 and x - last >= ROOM:
            found.append(Mark(x, name))
    return found


def _place(day: float, longest: float) -> float:
    return round(float((day / longest) ** 0.5), 4)


def _told(purpose: Purpose, cadence: Cadence, counted: Mapping[int, int]) -> Current:
    steps = [(step.wait, step.channel) for step in cadence.steps]
    here = counted.get(cadence.id, 0)
    line = line_of(steps, from_start=cadence.counts_from_start)
    return Current(purpose, cadence, line, here, sum(counted.values()) - here)


def _current() -> Sequence[Cadence]:
    found = sa.select(Cadence).where(Cadence.retired_at.is_(None))
    return db.session.scalars(
        found.options(selectinload(Cadence.steps), joinedload(Cadence.member))
    ).all()


def _running(only: Purpose | None = None) -> Mapping[Purpose, Mapping[int, int]]:
    counted = (
        sa.select(Cadence.purpose, Cadence.id, sa.func.count())
        .join(Enrollment, Enrollment.cadence_id == Cadence.id)
        .where(Enrollment.state.in_(RUNNING))
        .group_by(Cadence.purpose, Cadence.id)
    )
    found: dict[Purpose, dict[int, int]] = {}
    for purpose, id, number in db.session.execute(
        counted.where(Cadence.purpose == only) if only is not None else counted
    ):
        found.setdefault(purpose, {})[id] = number
    return found
