"""Until when the letters to somebody may rest: times to choose from, each a working morning on the client's clock."""

from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _

from agency.leads.later import MORNING, Slot, instant, shown_on
from agency.leads.models import Lead

LONGEST = timedelta(days=366)
# What somebody says who typed a day of their own, and who wants it to rest until it is woken.
OWN_DAY, UNTIL_WOKEN = "day", ""


class NoSuchTime(Exception):
    """That is no time until which anything can rest."""


def picks(lead: Lead, *, now: datetime, zone: str) -> list[Slot]:
    """Tomorrow, a week, two weeks, a month: the soonest first."""
    offered = (
        (1, _("Tomorrow")),
        (7, _("In a week")),
        (14, _("In two weeks")),
        (30, _("In a month")),
    )
    return _shown(offered, lead, now, zone)


def instead(lead: Lead, *, now: datetime, zone: str) -> list[Slot]:
    """For "Thanks, I'll look at it": when to ask again should they stay silent; the second is the usual one."""
    offered = ((3, _("3 days")), (7, _("a week")), (14, _("2 weeks")))
    return _shown(offered, lead, now, zone)


def until(typed: str, day: str, lead: Lead, *, now: datetime) -> datetime | None:
    """The instant that was chosen, or None for no end. Raises NoSuchTime."""
    if typed == UNTIL_WOKEN:
        return None
    found = _own_day(day, lead) if typed == OWN_DAY else instant(typed)
    if found is None or not now < found <= now + LONGEST:
        raise NoSuchTime
    return found


def _shown(
    offered: tuple[tuple[int, str], ...], lead: Lead, now: datetime, zone: str
) -> list[Slot]:
    today = lead.client.calendar.wall(now).date()
    return [
        shown_on(_morning(lead, today + timedelta(days=days)), words, lead, zone)
        for days, words in offered
    ]


def _own_day(typed: str, lead: Lead) -> datetime | None:
    try:
        return _morning(lead, date.fromisoformat(typed[:10]))
    except (ValueError, OverflowError):
        return None


def _morning(lead: Lead, on: date) -> datetime:
    calendar = lead.client.calendar
    morning = datetime.combine(calendar.working_day_from(on), MORNING)
    return calendar.instant(morning).astimezone(UTC)
