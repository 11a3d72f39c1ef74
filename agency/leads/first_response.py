"""The first-response clock, what we promised instead, and the clocks after them: the margin of a lead's row."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.kernel import i18n
from agency.leads.models import Lead, Turn
from agency.leads.wording import (
    HOUR,
    day_word,
    days_apart,
    how_long,
    minutes_begun,
    minutes_between,
    same_clock,
    since,
    time_and_day,
    time_elsewhere,
)


@dataclass(frozen=True)
class Clock:
    """A large figure and the reason under it; kind is '' ours, 'late', 'promised' or 'theirs'."""

    figure: str
    reason: str
    kind: str = ""


def clock_of(
    lead: Lead, *, now: datetime, zone: str, next_letter_at: datetime | None = None
) -> Clock:
    """The clock of an open lead: the answer owed or promised, else how long it has been whose turn."""
    owed_at = lead.owed_at(now)
    if owed_at is not None and owed_at == lead.promised_at:
        return _promise(owed_at, now=now, zone=zone, there=lead.client.zone)
    if owed_at is not None:
        return _first_answer(owed_at, now=now, zone=zone)
    if lead.turn is Turn.theirs and next_letter_at is not None:
        return _next_letter(next_letter_at, now=now, zone=zone, there=lead.client.zone)
    waited = how_long(minutes_between(lead.turn_since, now))
    if lead.turn is Turn.ours:
        return Clock(waited, _("they wait for us"))
    return Clock(waited, _("we wait for them"), "theirs")


def turn_of(lead: Lead, *, now: datetime, zone: str) -> tuple[str, str]:
    """Whose turn it is in words, and its sign: 'ours', 'theirs', 'late' or 'done'."""
    if not lead.stage.is_open:
        return str(_("Closed")), "done"
    when = since(lead.turn_since, now=now, zone=zone)
    if lead.turn is Turn.theirs:
        return str(_("Theirs since %(when)s", when=when)), "theirs"
    return str(_("Ours since %(when)s", when=when)), "late" if lead.is_late(now) else "ours"


def _first_answer(due_at: datetime, *, now: datetime, zone: str) -> Clock:
    when = time_and_day(due_at, now=now, zone=zone)
    if due_at < now:
        late = how_long(max(1, minutes_between(due_at, now)))
        return Clock(_("%(time)s late", time=late), _("was due %(when)s", when=when), "late")
    left = minutes_begun(now, due_at)
    if left <= HOUR:
        return Clock(_("%(time)s left", time=how_long(left)), _("due %(when)s", when=when))
    # Owed when we open again: the time says more than a number of hours.
    day = day_word(due_at, now=now, zone=zone)
    return Clock(i18n.clock_time(due_at, zone), _("answer due %(day)s", day=day))


def _promise(due_at: datetime, *, now: datetime, zone: str, there: str) -> Clock:
    when = time_and_day(due_at, now=now, zone=zone)
    if due_at < now:
        late = how_long(max(1, minutes_between(due_at, now)))
        return Clock(_("%(time)s late", time=late), _("promised for %(when)s", when=when), "late")
    figure, day = i18n.clock_time(due_at, zone), day_word(due_at, now=now, zone=zone)
    if same_clock(due_at, zone, there):
        return Clock(figure, _("promised for %(day)s", day=day), "promised")
    local = time_elsewhere(due_at, zone=zone, there=there)
    if days_apart(due_at, now=now, zone=zone) == 0:
        return Clock(figure, _("promised, %(time)s there", time=local), "promised")
    return Clock(figure, _("promised for %(day)s, %(time)s there", day=day, time=local), "promised")


def _next_letter(at: datetime, *, now: datetime, zone: str, there: str) -> Clock:
    local = i18n.clock_time(at, there)
    if days_apart(at, now=now, zone=zone) == 0:
        return Clock(i18n.clock_time(at, zone), _("today, %(time)s there", time=local), "theirs")
    weekday = i18n.weekday(i18n.in_zone(at, there))
    reason = _("%(day)s, %(time)s there", day=weekday, time=local)
    return Clock(i18n.day(at, zone), reason, "theirs")
