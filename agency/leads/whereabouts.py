"""Where a client is, as far as what came in tells: the zone of their day, and the holidays that they keep."""

from agency.clients.models import Client, ZoneSource
from agency.kernel.domains import country_of_address
from agency.kernel.mail.compose import Correspondent
from agency.kernel.zones import country_of, with_holidays, zone_of_letter
from agency.leads.incoming import Incoming
from agency.leads.inquiries import Inquiry


def zone_in(incoming: Incoming, client: Correspondent) -> str | None:
    """What the letter tells of its writer; nothing of somebody whose letter was passed on."""
    if incoming.sender.address != client.address:
        return None
    return zone_of_letter(client.address, incoming.date)


def learn_from_inquiry(client: Client, inquiry: Inquiry) -> None:
    """What came with the inquiry, unless we know it from a better source."""
    if inquiry.zone is None or inquiry.zone_source is None:
        return
    country = country_of(inquiry.zone)
    if inquiry.zone_source is ZoneSource.mail:
        country = with_holidays(country_of_address(inquiry.sender_address or ""))
    client.locate(inquiry.zone, inquiry.zone_source, country=country)


def learn_from_letter(client: Client, incoming: Incoming) -> None:
    """What a later letter of theirs tells, while nothing better is known."""
    zone = zone_in(incoming, incoming.sender)
    if zone is not None:
        country = with_holidays(country_of_address(incoming.sender.address))
        client.locate(zone, ZoneSource.mail, country=country)
