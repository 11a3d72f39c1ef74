"""What holds until somebody sets it otherwise."""

from agency.kernel.worktime.cadence import Cadence, Delay
from agency.kernel.worktime.calendar import WorkingCalendar
from agency.kernel.worktime.hours import WEEKDAYS, Hours, Window

ANSWERING_HOURS: Hours = {name: [("09:00", "21:00")] for name in WEEKDAYS}
CLIENT_HOURS: Hours = {name: [("09:00", "18:00")] for name in WEEKDAYS[:5]}
SENDING_WINDOW = Window.parse(("10:00", "17:00"))
CADENCE = Cadence(tuple(Delay.parse(each) for each in ("240m", "3d", "1w", "2w", "1M", "3M")))


def answering_calendar(zone: str, country: str | None = None) -> WorkingCalendar:
    """The agency's answering hours: every day 09:00–21:00."""
    return WorkingCalendar(ANSWERING_HOURS, zone, country)


def client_calendar(zone: str, country: str | None = None) -> WorkingCalendar:
    """A client's hours: Monday to Friday 09:00–18:00, less the public holidays of the country."""
    return WorkingCalendar(CLIENT_HOURS, zone, country)
