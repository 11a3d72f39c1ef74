"""Absence: until when the client is away, as their automat told us; nothing goes out by itself before they are back."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel import i18n
from agency.kernel.db import db
from agency.kernel.domains import country_of_address
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Incoming
from agency.leads.models import Lead
from agency.leads.outcomes import Outcome, Reason, Verdict
from agency.leads.quoting import split
from agency.leads.sorting.absences import first_day_back

# Automatic answers that are no word of anybody's absence.
NO_ABSENCE = frozenset({Reason.receipt, Reason.delivered})


def told_by(incoming: Incoming, verdict: Verdict, *, at: datetime) -> date | None:
    """The first day on which whoever sent this automatic answer is back, as it says itself."""
    if verdict.outcome is not Outcome.auto_reply or verdict.reason in NO_ABSENCE:
        return None
    client = verdict.lead.client if verdict.lead else None
    own_clock = incoming.date.date() if incoming.date else at.date()
    sent_on = i18n.in_zone(at, client.zone).date() if client else own_clock
    country = (client and client.country) or country_of_address(incoming.sender.address)
    said = split(incoming.words).fresh
    return first_day_back(incoming.subject, said, sent_on=sent_on, country=country)


def back_on(lead: Lead, now: datetime, addresses: Iterable[str] | None = None) -> date | None:
    """The first day on which these readers are back, else the lead's contact; None when nobody is known to be away.

    A word of theirs that came later says that they are there.
    """
    own = (lead.contact.email or "").lower()
    wanted = {own} if addresses is None else {each.lower() for each in addresses}
    today = i18n.in_zone(now, lead.client.zone).date()
    last = _last(lead, wanted, own, now)
    if last is None or last.absent_until is None or last.absent_until <= today:
        return None
    return None if lead.heard_at > (last.arrived_at or last.seen_at) else last.absent_until


def _last(lead: Lead, wanted: set[str], own: str, now: datetime) -> Arrival | None:
    """The last automatic answer that tells of an absence of theirs, also from another address of the contact's."""
    sender = sa.func.lower(Arrival.sender_address)
    who: sa.ColumnElement[bool] = sender.in_(wanted)
    if own in wanted:
        others = sa.select(sa.func.lower(Contact.email)).where(
            Contact.client_id == lead.client_id,
            Contact.id != lead.contact_id,
            sa.or_(Contact.joined_to_id.is_(None), Contact.joined_to_id != lead.contact_id),
            Contact.email.is_not(None),
        )
        who = sa.or_(who, sa.and_(Arrival.lead_id == lead.id, sender.not_in(others)))
    return db.session.scalar(
        sa.select(Arrival)
        .where(Arrival.absent_until.is_not(None), who, Arrival.arrived_at <= now)
        .order_by(Arrival.arrived_at.desc(), Arrival.id.desc())
        .limit(1)
    )
