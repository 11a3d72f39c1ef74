"""What a filled brief means to the house: who asks, and for what."""

import unicodedata
from datetime import datetime

from agency.briefs.doubting import Doubt
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import worded
from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.phones import e164
from agency.kernel.zones import country_of
from agency.leads.models import Channel, Inquiry
from agency.people.models import Agency

Kind = QuestionKind
SUBJECT = 200
NAME = 160


def contact_of(brief: Brief, house: Agency) -> Contact:
    """Who filled it in: the contact with this address (without one, this phone), else a new one at a new client."""
    address = _line(brief.said(Kind.email), 255) or None
    known = clients.contact_by_address(address) if address else _by_phone(brief, house)
    if known is not None:
        _learn_zone(known.client, brief)
        return known
    client = Client(
        name=_organisation(brief),
        zone=house.zone,
        zone_source=ZoneSource.house,
        country=house.country,
        language=brief.language,
    )
    _learn_zone(client, brief)
    return Contact(
        client=client,
        name=_name(brief),
        email=address,
        phone=_line(brief.said(Kind.phone), 40),
    )


def inquiry_of(brief: Brief, at: datetime) -> Inquiry:
    """The inquiry that it makes, in the visitor's own words."""
    return Inquiry(
        source=Channel.brief,
        received_at=at,
        sender_name=_name(brief),
        sender_address=_line(brief.said(Kind.email), 255) or None,
        organisation=_line(brief.said(Kind.organisation), NAME),
        subject=_line(worded(brief.template.service.name, brief.language), SUBJECT),
        words=_words(brief),
        zone=brief.zone,
        zone_source=ZoneSource.browser if brief.zone else None,
        language=brief.language,
        service=brief.template.service,
        # Whoever fills in what no person sees is a robot, and the address may be anybody's.
        may_hold=Doubt.trap.value not in brief.doubts,
    )


def _by_phone(brief: Brief, house: Agency) -> Contact | None:
    country = country_of(brief.zone) if brief.zone else house.country
    number = e164(brief.said(Kind.phone), country)
    return clients.contact_by_phone(number) if number else None


def _learn_zone(client: Client, brief: Brief) -> None:
    if brief.zone:
        client.locate(brief.zone, ZoneSource.browser, country=country_of(brief.zone))


def _name(brief: Brief) -> str:
    address = brief.said(Kind.email)
    return _line(brief.said(Kind.name) or address.partition("@")[0] or "?", NAME)


def _organisation(brief: Brief) -> str:
    return _line(brief.said(Kind.organisation) or _name(brief), NAME)


def _words(brief: Brief) -> str:
    # The longest answer says most about what is wanted.
    long = [one.value for one in brief.answered if one.kind is Kind.long and one.fits and one.value]
    return max(long, key=len, default="").replace("\x00", "").strip()


def _line(text: str, most: int) -> str:
    shown = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return " ".join(shown.split())[:most].strip()
