"""Proposals to somebody who wants to be forgotten: what was agreed stays, as the law asks; drafts and offers go."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import files
from agency.kernel.db import db
from agency.proposals import links
from agency.proposals.models import Proposal
from agency.proposals.origins import Origin
from agency.proposals.states import ProposalState

NAMELESS = "–"


def of_leads(lead_ids: Collection[int]) -> list[Proposal]:
    """The proposals of these leads."""
    chosen = sa.select(Proposal).where(Proposal.lead_id.in_(lead_ids)).order_by(Proposal.id)
    return list(db.session.scalars(chosen))


def agreed_files(lead_ids: Collection[int]) -> set[int]:
    """The papers that were agreed to: they are evidence, also as an attachment of a letter."""
    return {
        each.paper_id
        for each in of_leads(lead_ids)
        if each.paper_id and each.state is ProposalState.accepted
    }


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Blank what was never agreed to, and burn its paper; how many files."""
    burnt: list[int] = []
    for proposal in of_leads(lead_ids):
        links.close(proposal, at=at)
        if proposal.state is ProposalState.accepted:
            continue
        if proposal.is_on_offer:
            proposal.withdraw(at=at)
        _blank(proposal)
        if proposal.paper_id is not None:
            burnt.append(proposal.paper_id)
    mine = Origin.lead_id.in_(lead_ids)
    db.session.execute(sa.update(Origin).where(mine).values(because=[]))
    db.session.flush()
    return files.burn(burnt, at=at)


def _blank(proposal: Proposal) -> None:
    """Its figures stay, its words go."""
    proposal.title, proposal.understanding, proposal.quote = NAMELESS, {}, {}
    proposal.captions, proposal.content, proposal.render_error = {}, None, ""
    proposal.declined_why = ""
    for word in proposal.approvals:
        word.asked_words = word.words = ""
    proposal.stages = [each | {"title": NAMELESS} for each in proposal.stages]
    proposal.payments = [each | {"when": NAMELESS} for each in proposal.payments]
    for section in proposal.sections:
        section.title = NAMELESS
        for line in section.lines:
            line.text = NAMELESS
