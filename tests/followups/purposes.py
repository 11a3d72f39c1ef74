"""What is followed up besides a proposal: briefs, and other leads of the same person."""

import sqlalchemy as sa

from agency.briefs.models import Brief
from agency.briefs.templates import BriefVersion
from agency.kernel.db import db
from agency.leads.models import Lead, Stage, Turn
from tests.support import NOW


def a_brief(lead: Lead) -> Brief:
    """A brief that was sent to this lead, and not begun."""
    version = db.session.scalar(sa.select(BriefVersion).order_by(BriefVersion.id).limit(1))
    brief = Brief(
        version=version,
        lead=lead,
        language=lead.client.language,
        started_at=NOW,
        answers=[],
        doubts=[],
    )
    db.session.add(brief)
    db.session.flush()
    return brief


def another_lead(lead: Lead) -> Lead:
    """Another thread with the same person."""
    other = Lead(
        title="Last year's cards",
        client=lead.client,
        contact=lead.contact,
        source=lead.source,
        received_at=lead.received_at,
        first_response_due_at=lead.received_at,
        first_response_at=lead.received_at,
        heard_at=lead.received_at,
        stage=Stage.talking,
        turn=Turn.theirs,
        turn_since=lead.received_at,
    )
    db.session.add(other)
    db.session.flush()
    return other
