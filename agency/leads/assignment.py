"""Whose lead it is: the account manager with the fewest open leads; before anybody is there, nobody's."""

import sqlalchemy as sa

from agency.kernel.db import db
from agency.leads.models import Lead, Stage
from agency.people import queries as people
from agency.people.models import Member


def next_owner() -> Member | None:
    """Who takes the next lead: account managers before owners, the least loaded first."""
    candidates = people.managers()
    if not candidates:
        return None
    access = candidates[0].access
    peers = [member for member in candidates if member.access is access]
    counted = db.session.execute(
        sa.select(Lead.owner_id, sa.func.count())
        .where(Lead.stage.not_in([Stage.won, Stage.lost]))
        .group_by(Lead.owner_id)
    )
    open_leads: dict[int | None, int] = dict(counted.all())
    return min(peers, key=lambda member: open_leads.get(member.id, 0))
