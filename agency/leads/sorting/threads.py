"""Threads: which lead and which letter of ours a message belongs to."""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer

from agency.clients.models import Contact
from agency.clients.partners import PartnerPerson
from agency.clients.queries import has_address
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.leads.incoming import Incoming
from agency.leads.models import IS_OPEN, Lead, Message
from agency.leads.referrals import Referral
from agency.leads.sorting import subjects
from agency.leads.tokens import ThreadToken

MOST_SUBJECTS = 300
# Servers try for some days before they give a letter back.
TRIED_FOR = timedelta(days=7)


class Returned(NamedTuple):
    """A letter of ours that a report names, and its lead; None for what is not known."""

    letter: Letter | None = None
    lead: Lead | None = None


def find_token(digests: list[str]) -> Returned:
    """The letter of ours that asked answers to an address with one of these tokens, and its lead."""
    if not digests:
        return Returned()
    row = db.session.execute(
        sa.select(Letter, Lead)
        .join(ThreadToken, ThreadToken.letter_id == Letter.id)
        .join(Message, Message.letter_id == Letter.id)
        .join(Lead, Message.lead_id == Lead.id)
        .join(Contact, Contact.id == Lead.contact_id)
        .where(ThreadToken.digest.in_(digests), Contact.erased_at.is_(None))
        .order_by(Letter.id.desc())
        .options(defer(Letter.mime))
        .limit(1)
    ).first()
    return Returned(*row) if row else Returned()


def find_thread(incoming: Incoming) -> Lead | None:
    """The lead that this letter answers, by the ids of letters it names."""
    if not incoming.ancestors:
        return None
    return db.session.scalar(
        sa.select(Lead)
        .join(Message, Message.lead_id == Lead.id)
        .join(Contact, Contact.id == Lead.contact_id)
        # Whoever was erased is somebody new when they write again.
        .where(Message.message_id.in_(incoming.ancestors), Contact.erased_at.is_(None))
        .order_by(Message.id.desc())
        .limit(1)
    )


def guess_thread(incoming: Incoming) -> Lead | None:
    """The open lead with this subject of the sender's client, or that the sender's house passed on to us, if the
    letter looks like an answer. A guess.
    """
    subject = subjects.read(incoming.subject)
    if not subject.answers or not subject.rest or not incoming.sender.address:
        return None
    address = incoming.sender.address
    theirs = sa.select(Contact.client_id).where(has_address([address]))
    rows = db.session.execute(
        sa.select(Message.subject, Lead)
        .join(Message, Message.lead_id == Lead.id)
        .where(
            sa.or_(Lead.client_id.in_(theirs), Lead.id.in_(_passed_on_by(address))),
            sa.text(f"lead.{IS_OPEN}"),
        )
        .order_by(Message.id.desc())
        .limit(MOST_SUBJECTS)
    )
    wanted = _even(incoming.subject)
    return next((lead for written, lead in rows if _even(written) == wanted), None)


def find_returned(ids: list[str]) -> Returned:
    """The first letter that one of these ids names, with its lead."""
    if not ids:
        return Returned()
    order = sa.case({id: n for n, id in enumerate(ids)}, value=Message.message_id, else_=len(ids))
    row = db.session.execute(
        sa.select(Letter, Lead)
        .select_from(Message)
        .join(Lead, Message.lead_id == Lead.id)
        .join(Letter, Message.letter_id == Letter.id, isouter=True)
        .where(Message.message_id.in_(ids))
        .order_by(order, Message.id.desc())
        .limit(1)
    ).first()
    return Returned(*row) if row else Returned(_letter(ids))


def find_last_to(addresses: list[str], at: datetime) -> Returned:
    """The last letter of a lead to somebody with one of these addresses, in the days before. A guess."""
    if not addresses:
        return Returned()
    row = db.session.execute(
        sa.select(Letter, Lead)
        .select_from(Message)
        .join(Letter, Message.letter_id == Letter.id)
        .join(Lead, Message.lead_id == Lead.id)
        .join(Contact, Message.contact_id == Contact.id)
        .where(
            has_address(addresses),
            Message.at <= at,
            Message.at >= at - TRIED_FOR,
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .options(defer(Letter.mime))
        .limit(1)
    ).first()
    return Returned(*row) if row else Returned()


def stands_already(ids: list[str]) -> bool:
    """Whether a message with one of these ids is on a lead."""
    return db.session.scalar(sa.select(sa.exists().where(Message.message_id.in_(ids)))) is True


def own_letter(incoming: Incoming) -> Letter | None:
    """The letter of our outbox that this one is a copy of."""
    return _letter([incoming.message_id]) if incoming.message_id else None


def lead_of(letter: Letter) -> Lead | None:
    """The lead that a letter of ours was written for."""
    return db.session.scalar(
        sa.select(Lead)
        .join(Message, Message.lead_id == Lead.id)
        .where(Message.letter_id == letter.id)
    )


def _passed_on_by(address: str) -> sa.Select[int]:
    """The leads that whoever has this address brought, or somebody of the same partner."""
    them = aliased(PartnerPerson)
    return (
        sa.select(Referral.lead_id)
        .join(
            them,
            sa.or_(Referral.person_id == them.id, Referral.partner_id == them.partner_id),
        )
        .where(Referral.brought, them.email == address.lower())
    )


def _letter(ids: list[str]) -> Letter | None:
    return db.session.scalar(sa.select(Letter).where(Letter.message_id.in_(ids)).limit(1))


def _even(subject: str) -> str:
    return " ".join(subjects.read(subject).rest.casefold().split())
