"""Sorting what one of us wrote from their own mail program, found in a Sent folder: it never asks for work.

It is an answer on the lead of its thread, or of whom it was written to; a copy of a letter of ours; or a letter to
somebody who is no lead of ours, which stays to be found.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.clients.queries import addresses_at, has_address
from agency.kernel.db import db
from agency.leads.arrivals import MAIL_BEGAN, Arrival
from agency.leads.incoming import Incoming
from agency.leads.models import IS_OPEN, Lead
from agency.leads.outcomes import Mark, Outcome, Reason, Verdict, Writer
from agency.leads.readers import readers_of
from agency.leads.sorting import automats
from agency.leads.sorting.judging import find_thread, first_copy
from agency.leads.sorting.ourselves import Ourselves, ourselves, same_house
from agency.leads.sorting.threads import lead_of, own_letter, stands_already

# How far the clock of whoever wrote may be off the server's, and how long a letter may lie before it goes.
ASTRAY, LYING = timedelta(minutes=5), timedelta(hours=1)
LAST_YEAR = 9999
MOST_LEADS = 50


def written_at(arrival: Arrival, incoming: Incoming) -> datetime:
    """When it went out: by its own Date where that can be, else when the server got it.

    A folder that was moved to another server is younger than what lies in it, so of what lay there first the Date
    may be as old as it likes.
    """
    arrived = arrival.arrived_at or arrival.seen_at
    if incoming.date is None or not MAIL_BEGAN <= incoming.date.year < LAST_YEAR:
        return arrived
    said = incoming.date.astimezone(UTC)
    too_early = not arrival.is_import and arrived - said > LYING
    return arrived if too_early or said > arrived + ASTRAY else min(said, arrived)


def judge_sent(incoming: Incoming, *, identity: str, at: datetime) -> Verdict:
    """What this message of ours, which went out at this instant, is; reads only."""
    us = ourselves()
    return (
        _copy(incoming, identity)
        or _automatic(incoming, us)
        or _in_thread(incoming, us)
        or _to_contact(incoming, us, at)
        or _to_others(incoming, us)
    )


def _copy(incoming: Incoming, identity: str) -> Verdict | None:
    first = first_copy(identity)
    if first is not None:
        return Verdict(Outcome.duplicate, Reason.same_letter, lead=first.lead)
    letter = own_letter(incoming)
    if letter is not None:
        return Verdict(Outcome.duplicate, Reason.own_letter, "Message-ID", lead=lead_of(letter))
    if incoming.message_id and stands_already([incoming.message_id]):
        return Verdict(Outcome.duplicate, Reason.same_letter)
    return None


def _automatic(incoming: Incoming, us: Ourselves) -> Verdict | None:
    mark = automats.answer_of_automat(incoming, us, answers_us=False)
    return Verdict.by(Outcome.auto_reply, mark) if mark else None


def _in_thread(incoming: Incoming, us: Ourselves) -> Verdict | None:
    lead = find_thread(incoming)
    if lead is None:
        return None
    header = "In-Reply-To" if incoming.header("In-Reply-To") else "References"
    reached = _reached(lead, _outside(incoming, us))
    return _on(lead, Mark(Reason.names_letter, header), incoming, us, reached)


def _to_contact(incoming: Incoming, us: Ourselves, at: datetime) -> Verdict | None:
    outside = _outside(incoming, us)
    leads = _leads_of(outside, at)
    if not leads:
        return None
    if len(leads) > 1:
        mark = Mark(Reason.sent_latest_lead, outside[0])
        return _on(leads[0], mark, incoming, us, outside, is_guess=True)
    return _on(leads[0], Mark(Reason.sent_only_lead, outside[0]), incoming, us, outside)


def _to_others(incoming: Incoming, us: Ourselves) -> Verdict:
    outside = _outside(incoming, us)
    if not outside:
        return Verdict(Outcome.sent, Reason.sent_among_us)
    reason = Reason.sent_without_lead if _are_known(outside) else Reason.sent_to_nobody
    return Verdict(Outcome.sent, reason, ", ".join(outside))


def _on(
    lead: Lead,
    mark: Mark,
    incoming: Incoming,
    us: Ourselves,
    reached: tuple[str, ...],
    *,
    is_guess: bool = False,
) -> Verdict:
    writer = Writer(us.member_at(incoming.sender.address), reached)
    return Verdict.by(Outcome.reply, mark, lead=lead, writer=writer, is_guess=is_guess)


def _outside(incoming: Incoming, us: Ourselves) -> tuple[str, ...]:
    return tuple(address for address in incoming.recipients if not us.has(address))


def _reached(lead: Lead, outside: tuple[str, ...]) -> tuple[str, ...]:
    """Those of them who wait for our word on this lead; who was only asked for advice is not among them."""
    theirs = addresses_at(lead.client) | readers_of(lead, automatic=False).addresses
    return tuple(
        address for address in outside if any(same_house(address, each) for each in theirs)
    )


def _leads_of(addresses: tuple[str, ...], at: datetime) -> list[Lead]:
    """The open leads of these people's clients that were there when it was written, the latest first."""
    clients = sa.select(Contact.client_id).where(has_address(addresses))
    found = db.session.scalars(
        sa.select(Lead)
        .where(Lead.client_id.in_(clients), sa.text(f"lead.{IS_OPEN}"), Lead.received_at <= at)
        .order_by(Lead.heard_at.desc(), Lead.id.desc())
        .limit(MOST_LEADS)
    )
    return list(found) if addresses else []


def _are_known(addresses: tuple[str, ...]) -> bool:
    known = sa.exists().where(has_address(addresses))
    return db.session.scalar(sa.select(known)) is True
