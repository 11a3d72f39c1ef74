"""For whom a cadence is previewed: a place with its clock and holidays, a client of ours, or a proposal at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from agency.clients.models import Client, Contact
from agency.kernel.db import db
from agency.kernel.worktime import CalendarError, WorkingCalendar
from agency.kernel.worktime.defaults import client_calendar
from agency.kernel.zones import country_of, known_zone, with_holidays
from agency.leads.models import Lead
from agency.leads.queries import is_open

MOST_LEADS = 12
OTHER = "other"
# What a letter says where there is no client yet.
NAMES = {"en": "Maria", "ru": "Мария"}
TITLES = {"en": "A new web site", "ru": "Новый сайт"}
WHAT = {
    "word": {"en": "your word on the two layouts", "ru": "выбор одного из двух макетов"},
    "payment": {"en": "the invoice of 14 March", "ru": "счёт от 14 марта"},
}


@dataclass(frozen=True)
class Place:
    """A city that stands for a kind of client: another clock, other holidays."""

    key: str
    name: Any
    zone: str
    country: str
    language: str = "en"


PLACES = (
    Place("lisbon", _l("Lisbon"), "Europe/Lisbon", "PT"),
    Place("berlin", _l("Berlin"), "Europe/Berlin", "DE"),
    Place("london", _l("London"), "Europe/London", "GB"),
    Place("new_york", _l("New York"), "America/New_York", "US"),
    Place("los_angeles", _l("Los Angeles"), "America/Los_Angeles", "US"),
    Place("sao_paulo", _l("São Paulo"), "America/Sao_Paulo", "BR"),
    Place("moscow", _l("Moscow"), "Europe/Moscow", "RU", "ru"),
    Place("yekaterinburg", _l("Yekaterinburg"), "Asia/Yekaterinburg", "RU", "ru"),
    Place("almaty", _l("Almaty"), "Asia/Almaty", "KZ", "ru"),
    Place("dubai", _l("Dubai"), "Asia/Dubai", "AE"),
    Place("tokyo", _l("Tokyo"), "Asia/Tokyo", "JP"),
)


@dataclass(frozen=True)
class Sample:
    """Somebody to whom the letters would go: when it is day there, and what the gaps would say."""

    chosen: str
    place: str
    calendar: WorkingCalendar
    language: str
    name: str = ""
    title: str = ""

    def first_name(self, language: str) -> str:
        """How a letter in that language would greet them."""
        return self.name or NAMES.get(language, NAMES["en"])

    def title_in(self, language: str) -> str:
        """What it would be about."""
        return self.title or TITLES.get(language, TITLES["en"])


class UnknownPlace(ValueError):
    """No calendar can be made of the zone or the country that was typed; the message says what to do."""


def sample(form: Mapping[str, str], house_zone: str) -> Sample:
    """Whom the page chose; somebody in another zone than ours where it chose nobody. Raises UnknownPlace."""
    chosen = form.get("for", "")
    if chosen == OTHER:
        return _elsewhere(form.get("zone", ""), form.get("country", ""))
    kind, _, key = chosen.partition("-")
    if kind == "lead" and key.isdigit():
        lead = db.session.get(Lead, int(key))
        if lead is not None:
            return of_lead(lead)
    found = next((each for each in PLACES if each.key == chosen), None)
    return _of_place(found or next(each for each in PLACES if each.zone != house_zone))


def of_lead(lead: Lead, title: str = "") -> Sample:
    """A client of ours."""
    client = lead.client
    return Sample(
        chosen=f"lead-{lead.id}",
        place=client.place,
        calendar=client.calendar,
        language=client.language,
        name=lead.contact.first_name,
        title=title or lead.title,
    )


def leads_to_choose() -> list[tuple[int, str]]:
    """The clients whose leads were opened last, to be previewed for: id of the lead, and name."""
    rows = db.session.execute(
        sa.select(Lead.id, Client.name, Contact.name)
        .join(Contact, Contact.id == Lead.contact_id)
        .join(Client, Client.id == Contact.client_id)
        .where(is_open)
        .order_by(Lead.id.desc())
        .limit(MOST_LEADS)
    )
    return [(id, client or contact) for id, client, contact in rows]


def _of_place(place: Place) -> Sample:
    calendar = client_calendar(place.zone, place.country)
    return Sample(place.key, str(place.name), calendar, place.language)


def _elsewhere(zone: str, country: str) -> Sample:
    known = known_zone(zone)
    if known is None:
        raise UnknownPlace("zone")
    chosen = country.strip().upper() or country_of(known)
    if country.strip() and with_holidays(chosen) is None:
        raise UnknownPlace("country")
    try:
        calendar = client_calendar(known, with_holidays(chosen))
    except CalendarError as error:
        raise UnknownPlace("zone") from error
    return Sample(OTHER, known.rpartition("/")[2].replace("_", " "), calendar, "en")
