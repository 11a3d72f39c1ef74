"""Day bands: the hours of a place drawn on its own 24 hours, so that nobody does arithmetic with zones."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.clients.models import Client
from agency.kernel import i18n
from agency.kernel.worktime import WorkingCalendar
from agency.leads.models import Lead
from agency.people.models import Agency

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Band:
    """One place now. `open` and the marks are fractions of its day; a mark on another day is None."""

    time: str
    place: str
    hours: str
    open: tuple[tuple[float, float], ...]
    now: float
    due: float | None = None
    late: float | None = None

    @property
    def label(self) -> str:
        """The same in words."""
        return f"{self.time} {self.place}, {self.hours}"


def bands_of(lead: Lead, house: Agency, *, now: datetime) -> tuple[Band, Band]:
    """Our day and the client's, both with what we owe them next."""
    owed_at = lead.owed_at(now)
    place = i18n.pick(house.city) or house.name
    hours = _("answering hours %(hours)s")
    ours = _band(house.answering, place, hours, now=now, due=owed_at)
    # The first answer is counted in our hours and nothing that they were told.
    return ours, band_of_client(lead.client, now=now, due=lead.promised_at)


def band_of_client(client: Client, *, now: datetime, due: datetime | None = None) -> Band:
    """The client's day, with when they will hear from us."""
    return _band(client.calendar, client.place, _("their hours %(hours)s"), now=now, due=due)


def _band(
    calendar: WorkingCalendar,
    place: str,
    hours: str,
    *,
    now: datetime,
    due: datetime | None,
) -> Band:
    is_late = due is not None and due < now
    windows = calendar.windows_on(calendar.local(now).date())
    spans = "; ".join(f"{_clock(calendar, a)}–{_clock(calendar, b)}" for a, b in windows)
    return Band(
        time=i18n.clock_time(now, calendar.zone.key),
        place=place,
        hours=hours % {"hours": spans} if spans else _("closed today"),
        open=tuple((_fraction(calendar, a), _fraction(calendar, b) or 1.0) for a, b in windows),
        now=_fraction(calendar, now),
        due=_mark(calendar, None if is_late else due, now),
        late=_mark(calendar, due if is_late else None, now),
    )


def _clock(calendar: WorkingCalendar, at: datetime) -> str:
    local = calendar.local(at)
    return f"{local:%H}" if not local.minute else f"{local:%H:%M}"


def _mark(calendar: WorkingCalendar, at: datetime | None, now: datetime) -> float | None:
    if at is None or calendar.local(at).date() != calendar.local(now).date():
        return None
    return _fraction(calendar, at)


def _fraction(calendar: WorkingCalendar, at: datetime) -> float:
    local = calendar.local(at)
    return (local.hour * 60 + local.minute) / MINUTES_A_DAY
