"""The part of a lead's page about time and hands: a promise in one press, a rest, reminders, how it was counted."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from agency.kernel.worktime import WorkingCalendar, promise_at
from agency.kernel.worktime.calendar import DAY
from agency.leads import arithmetic, promising, reminders
from agency.leads.arithmetic import Line
from agency.leads.forms_of_hands import PlaceForm, PromiseForm, ReminderForm, RestForm
from agency.leads.models import Lead
from agency.people import absences
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.people.models import Agency

MORNING, EVENING = time(9), time(17)


@dataclass(frozen=True)
class Explained:
    """How the times that are shown were counted; `promise` only where the machine named it."""

    first: list[Line]
    promise: list[Line]


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """What the page shows of it."""
    house, away = people.agency(), absences.away_at(now)
    given: dict[str, Any] = {"formdata": None, "now": now, "calendar": house.answering}
    me = member_here().id
    return {
        "offered": promising.offer(lead, now=now) if lead.stage.is_open else None,
        "promise_form": PromiseForm(words=promising.letter_words(lead), **given),
        "rest_form": RestForm(**given),
        "rest_times": times_ahead(house.answering, now),
        "reminders": reminders.of_lead(lead),
        "reminder_form": ReminderForm.among(people.members(), member=me, **given),
        "place_form": PlaceForm.of(lead, formdata=None),
        "explained": _explained(lead, house),
        "owner_away": away.get(lead.owner_id) if lead.owner_id else None,
    }


def times_ahead(calendar: WorkingCalendar, now: datetime) -> dict[str, datetime]:
    """Times that one often means, by their names."""
    wall = calendar.wall(now)
    tomorrow = wall.date() + DAY
    monday = wall.date() + timedelta(days=7 - wall.weekday())
    local = {
        "evening": datetime.combine(wall.date(), EVENING),
        "tomorrow": datetime.combine(tomorrow, MORNING),
        "monday": datetime.combine(monday, MORNING),
        "fortnight": datetime.combine(wall.date() + timedelta(days=14), MORNING),
    }
    found = {name: calendar.instant(each) for name, each in local.items()}
    if found["monday"] == found["tomorrow"]:
        del found["monday"]
    return {name: at for name, at in found.items() if at > now + timedelta(minutes=30)}


def _explained(lead: Lead, house: Agency) -> Explained:
    first = arithmetic.explain_first_response(lead.received_at, house.answering)
    # Hours that were changed since do not change what was owed then, so an explanation would be a lie.
    if first[-1].until != lead.first_response_due_at or not lead.waits_for_first_response:
        first = []
    client = lead.client.calendar
    named = lead.promised_at == promise_at(lead.received_at, house.answering, client)
    promise = arithmetic.explain_promise(lead.received_at, house.answering, client) if named else []
    return Explained(first, promise)


def later(name: str, calendar: WorkingCalendar, now: datetime) -> datetime:
    """In an hour, or at one of the times that one often means."""
    return times_ahead(calendar, now).get(name, now + timedelta(hours=1))
