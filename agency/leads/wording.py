"""Times as the pages of leads say them: how long, since when, on which day."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from agency.kernel import i18n

HOUR, DAY = 60, 24 * 60


def how_long(minutes: int) -> str:
    """A stretch of time as one figure: "6 min", "2 h", "3 days"."""
    minutes = max(0, minutes)
    if minutes < HOUR:
        return whole(_("%(num)d min", num=minutes))
    if minutes < 2 * DAY:
        return whole(_("%(num)d h", num=minutes // HOUR))
    return whole(ngettext("%(num)d day", "%(num)d days", minutes // DAY))


def exactly_how_long(minutes: int) -> str:
    """A stretch of time to the minute, up to two days: "2 h 18 min"."""
    hours, rest = divmod(minutes, HOUR)
    if not hours or not rest or minutes >= 2 * DAY:
        return how_long(minutes)
    return whole(_("%(hours)d h %(minutes)d min", hours=hours, minutes=rest))


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes, rounded towards the past."""
    return int((later - earlier).total_seconds() // 60)


def minutes_begun(earlier: datetime, later: datetime) -> int:
    """Minutes with the last one begun counted in, as people say them: half a minute is one."""
    return -int((earlier - later).total_seconds() // 60)


def since(at: datetime, *, now: datetime, zone: str) -> str:
    """When something began: the time when it was today, else the day."""
    same_day = days_apart(at, now=now, zone=zone) == 0
    return i18n.clock_time(at, zone) if same_day else whole(i18n.day(at, zone))


def time_and_day(at: datetime, *, now: datetime, zone: str) -> str:
    """A time with its day, unless that is today: "10:36", "Mon 23 Mar, 10:00"."""
    time = i18n.clock_time(at, zone)
    if days_apart(at, now=now, zone=zone) == 0:
        return time
    local = i18n.in_zone(at, zone)
    return f"{i18n.weekday(local)} {whole(i18n.day(local))}, {time}"


def time_elsewhere(at: datetime, *, zone: str, there: str) -> str:
    """The same instant on another clock, with its day where that is not ours: "14:30", "Fri 20 Mar, 17:30"."""
    time, local = i18n.clock_time(at, there), i18n.in_zone(at, there)
    if local.date() == i18n.in_zone(at, zone).date():
        return time
    return f"{i18n.weekday(local)} {whole(i18n.day(local))}, {time}"


def same_clock(at: datetime, zone: str, there: str) -> bool:
    """Whether both clocks show the same at that instant."""
    return i18n.in_zone(at, zone).utcoffset() == i18n.in_zone(at, there).utcoffset()


def day_word(at: datetime, *, now: datetime, zone: str) -> str:
    """The day in a word: "today", "tomorrow", "yesterday", "Mon 23 Mar"."""
    words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    apart = days_apart(at, now=now, zone=zone)
    if apart in words:
        return str(words[apart])
    local = i18n.in_zone(at, zone)
    return f"{i18n.weekday(local)} {whole(i18n.day(local, with_year=_is_far(at, now)))}"


def heading(at: datetime, *, now: datetime, zone: str) -> str:
    """The day as a heading: "Today", "Wed 25 Mar"."""
    words = day_word(at, now=now, zone=zone)
    return words[:1].upper() + words[1:]


def days_apart(at: datetime, *, now: datetime, zone: str) -> int:
    """How many midnights of that place lie between now and then."""
    return (i18n.in_zone(at, zone).date() - i18n.in_zone(now, zone).date()).days


def _is_far(at: datetime, now: datetime) -> bool:
    return abs(at - now) > timedelta(days=300)


def whole(words: str) -> str:
    """Words that are not broken between a figure and what it counts."""
    return str(words).replace(" ", "\u00a0")
