"""What the demo shows of hands: a reminder, a lead that rests, and somebody on leave."""

from datetime import timedelta

from agency.demo.studio import Studio
from agency.kernel.i18n import in_zone
from agency.kernel.timeline import Actor
from agency.leads import reminders
from agency.people.absences import AwayFor, take_leave


def show(studio: Studio) -> None:
    """Vera wants to be reminded of the museum's offer; Mira is on leave next week."""
    lead, vera = studio.leads["northgate"], Actor.member(studio.vera.id)
    today = in_zone(studio.now, studio.agency.zone).date()
    reminders.remind(
        lead,
        studio.vera,
        studio.now + timedelta(days=1),
        f"Ring {lead.contact.first_name} about the proposal",
        by=vera,
        now=studio.now,
        only_if_silent=True,
    )
    monday = today + timedelta(days=7 - today.weekday())
    take_leave(
        studio.mira, monday, monday + timedelta(days=4), kind=AwayFor.leave, stand_in=studio.anton
    )
