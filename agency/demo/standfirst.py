"""The sentence that opens the page of the demo's clock: what time it is there, and how far ahead that is."""

from datetime import datetime, timedelta

from babel.dates import format_datetime
from flask_babel import gettext as _
from markupsafe import Markup

from agency.kernel import i18n
from agency.leads.wording import exactly_how_long
from agency.people.models import Agency

SOON = timedelta(minutes=1)


def of_clock(house: Agency, *, now: datetime, ahead: timedelta) -> Markup:
    """ "In the demo it is Friday, 20 March 2026, 10:00 (Yerevan). Its clock runs 18 h 19 min ahead of …" """
    when = Markup('<b class="num">{}</b>').format(_moment(now, house.zone))
    place = i18n.pick(house.city) or house.zone
    said = Markup(_("In the demo it is %(when)s (%(place)s).")) % {"when": when, "place": place}
    return Markup("{} {}").format(said, _ahead(ahead))


def _ahead(ahead: timedelta) -> str:
    if ahead < SOON:
        return str(_("Its clock shows the real time."))
    minutes = int(ahead / timedelta(minutes=1))
    return str(_("Its clock runs %(time)s ahead of the real one.", time=exactly_how_long(minutes)))


def _moment(at: datetime, zone: str) -> str:
    local = i18n.in_zone(at, zone)
    return str(format_datetime(local, "EEEE, d MMMM y, HH:mm", locale=i18n.language()))
