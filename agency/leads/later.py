"""When a letter may leave later: times that suit them, and one that somebody typed, on both clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask_babel import gettext as _

from agency.kernel import i18n
from agency.kernel.worktime import WorkingCalendar
from agency.leads.models import Lead

THEIRS, OURS = "theirs", "ours"
MORNING = time(10, 0)
A_WHILE = timedelta(hours=2)
_ROUND = timedelta(minutes=5)


@dataclass(frozen=True)
class Slot:
    """A time that is offered: its name, and the instant on both clocks."""

    words: str
    at: datetime
    here: datetime
    there: datetime

    @property
    def value(self) -> str:
        return self.at.isoformat(timespec="minutes")

    @property
    def differs(self) -> bool:
        """Whether the two clocks show different times."""
        return self.here.utcoffset() != self.there.utcoffset()


def slots(lead: Lead, *, now: datetime, zone: str) -> list[Slot]:
    """Times to choose from with one press, the soonest first."""
    calendar = lead.client.calendar
    opens_at, morning = calendar.next_open(now), _next_morning(calendar, now)
    in_a_while = _rounded(now + A_WHILE)
    found = [(_("In two hours"), in_a_while), (_("Their next working morning"), morning)]
    if now < opens_at < morning:
        found.append((_("When they open"), opens_at))
    monday = _monday(calendar, morning)
    if monday > morning:
        found.append((_("Their Monday morning"), monday))
    shown = [shown_on(at, words, lead, zone) for words, at in found]
    return sorted(shown, key=lambda slot: slot.at)


def shown_on(at: datetime, words: str, lead: Lead, zone: str) -> Slot:
    """An instant on both clocks."""
    return Slot(str(words), at, i18n.in_zone(at, zone), i18n.in_zone(at, lead.client.zone))


def read(typed: str, clock: str, lead: Lead, zone: str) -> datetime | None:
    """The instant of what was typed, on their clock or on ours; None for what is no time."""
    try:
        local = datetime.fromisoformat(typed[:16])
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    calendar = lead.client.calendar
    if clock == OURS:
        calendar = WorkingCalendar(hours=lead.client.hours, zone=zone)
    return calendar.instant(local)


def instant(typed: str) -> datetime | None:
    """An instant as a slot names it."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


def _next_morning(calendar: WorkingCalendar, now: datetime) -> datetime:
    local = calendar.wall(now)
    day = calendar.working_day_from(local.date() + timedelta(days=1))
    return calendar.instant(datetime.combine(day, MORNING))


def _monday(calendar: WorkingCalendar, after: datetime) -> datetime:
    day = calendar.wall(after).date()
    monday = day + timedelta(days=(7 - day.weekday()) % 7)
    return calendar.instant(datetime.combine(calendar.working_day_from(monday), MORNING))


def _rounded(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - over + _ROUND if over else at
