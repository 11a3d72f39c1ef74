"""Proposals to somebody who wants to be forgotten: what was agreed stays, as the law asks; drafts and offers go."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import files
from agency.kernel.db import db
from agency.proposals import links
from agency.proposals.models import Proposal
from agency.proposals.states import ProposalState


def of_leads(lead_ids: Collection[int]) -> list[Proposal]:
    """The proposals of these leads."""
    chosen = sa.select(Proposal).where(Proposal.lead_id.in_(lead_ids)).order_by(Proposal.id)
    return list(db.session.scalars(chosen))


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Blank what was never agreed to, and burn its paper; how many files."""
    burnt: list[int] = []
    for proposal in of_leads(lead_ids):
        links.close(proposal, at=at)
        if proposal.state is ProposalState.accepted:
            continue
        if proposal.state is ProposalState.sent:
            proposal.withdraw(at=at)
        proposal.title, proposal.understanding, proposal.quote = "–", {}, {}
        proposal.content = None
        if proposal.paper_id is not None:
            burnt.append(proposal.paper_id)
    db.session.flush()
    return files.burn(burnt, at=at)
