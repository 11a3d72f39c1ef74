"""Whether they were heard: a word of theirs on any thread, by any way, since an instant."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads.models import Lead, Message


def was_heard(lead: Lead, *, since: datetime) -> bool:
    """Whether this lead, or its contact on another one, was heard after that instant."""
    if lead.heard_at > since:
        return True
    return db.session.scalar(sa.select(sa.or_(_on_theirs(lead, since), _said(lead, since)))) is True


def leads_of(contact_ids: set[int]) -> sa.Select[int]:
    """The leads on which these people are the ones we write to."""
    return sa.select(Lead.id).where(Lead.contact_id.in_(contact_ids))


def _on_theirs(lead: Lead, since: datetime) -> sa.Exists:
    # Also where somebody else spoke for them.
    return sa.exists().where(Lead.contact_id == lead.contact_id, Lead.heard_at > since)


def _said(lead: Lead, since: datetime) -> sa.Exists:
    """Their own word on a colleague's lead."""
    return sa.exists().where(
        Lead.client_id == lead.client_id,
        Message.lead_id == Lead.id,
        Message.contact_id == lead.contact_id,
        Message.author_kind == ActorKind.contact,
        Message.person_id.is_(None),
        Message.at > since,
    )
