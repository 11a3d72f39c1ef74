"""What we may tell a visitor before and after a brief: who answers, and by when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agency.briefs.models import Brief
from agency.kernel.i18n import in_zone
from agency.kernel.worktime import WorkingCalendar
from agency.kernel.worktime.promises import FIRST_RESPONSE_MINUTES
from agency.leads import assignment
from agency.people import queries as people
from agency.people.models import Member


@dataclass(frozen=True)
class Answering:
    """Who answers, on whose clocks. `there` is the visitor's zone, None while unknown or the same."""

    who: Member | None
    now: datetime
    here: str
    there: str | None
    opens_at: datetime
    minutes: int = FIRST_RESPONSE_MINUTES

    @property
    def is_open(self) -> bool:
        """Somebody answers at this hour."""
        return self.opens_at <= self.now


def answering(brief: Brief | None, *, now: datetime) -> Answering:
    """Who would answer this brief, or does, as seen by the visitor."""
    lead = brief.lead if brief is not None else None
    who = lead.owner if lead is not None else assignment.next_owner(now=now)
    return seen_from(brief.zone if brief is not None else None, who, now=now)


def seen_from(zone: str | None, who: Member | None, *, now: datetime) -> Answering:
    """That this one answers, as seen by somebody in this zone, where it is known."""
    house = people.agency()
    return Answering(
        who=who,
        now=now,
        here=house.zone,
        there=_apart(zone, house.zone, now),
        opens_at=house.answering.next_open(now),
    )


@dataclass(frozen=True)
class AnsweringDay:
    """The day of an answer on one clock; `open`, `now` and `due` are fractions of that day."""

    zone: str
    time: datetime
    open: tuple[tuple[float, float], ...]
    due: float
    now: float | None


def days_of(due: datetime, seen: Answering) -> list[AnsweringDay]:
    """The day on which we answer, on the visitor's clock and on ours, with our hours in both."""
    if seen.there is None:
        return []
    hours = people.agency().answering
    return [_day(zone, due, seen.now, hours) for zone in (seen.there, seen.here)]


def _day(zone: str, due: datetime, now: datetime, hours: WorkingCalendar) -> AnsweringDay:
    local, here = in_zone(due, zone), in_zone(now, zone)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(days=1)
    return AnsweringDay(
        zone=zone,
        time=local,
        open=tuple(
            (max((a - start) / (end - start), 0.0), min((b - start) / (end - start), 1.0))
            for day in range(-1, 2)
            for a, b in hours.windows_on(hours.local(due).date() + timedelta(days=day))
            if a < end and b > start
        ),
        due=(local - start) / (end - start),
        now=(here - start) / (end - start) if here.date() == local.date() else None,
    )


def _apart(theirs: str | None, ours: str, now: datetime) -> str | None:
    if theirs is None or in_zone(now, theirs).utcoffset() == in_zone(now, ours).utcoffset():
        return None
    return theirs
