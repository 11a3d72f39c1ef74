"""Proposals to somebody who wants to be forgotten: what was agreed stays, as the law asks; drafts and offers go."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import files
from agency.kernel.db import db
from agency.proposals import archiving, links
from agency.proposals.colleagues import Colleague
from agency.proposals.models import Proposal
from agency.proposals.origins import Origin
from agency.proposals.pins import Pin
from agency.proposals.selection import selections_of
from agency.proposals.states import ProposalState

NAMELESS = "–"


def of_leads(lead_ids: Collection[int]) -> list[Proposal]:
    """The proposals of these leads."""
    chosen = sa.select(Proposal).where(Proposal.lead_id.in_(lead_ids)).order_by(Proposal.id)
    return list(db.session.scalars(chosen))


def agreed_files(lead_ids: Collection[int]) -> set[int]:
    """The papers that were agreed to: they are evidence, also as an attachment of a letter."""
    return {
        file.id
        for each in of_leads(lead_ids)
        if each.acceptance is not None
        for file in (each.paper, *each.acceptance.files, *archiving.kept_of(each))
        if file is not None
    }


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Blank what was never agreed to, and burn its paper; how many files."""
    burnt: list[int] = []
    for proposal in of_leads(lead_ids):
        links.close(proposal, at=at)
        _forget_words(proposal, at=at)
        burnt += _forget_choices(proposal)
        if proposal.state is ProposalState.accepted:
            continue
        if proposal.is_on_offer:
            proposal.withdraw(at=at)
        _blank(proposal)
        if proposal.paper_id is not None:
            burnt += [proposal.paper_id, *(file.id for file in archiving.kept_of(proposal))]
    mine = Origin.lead_id.in_(lead_ids)
    db.session.execute(sa.update(Origin).where(mine).values(because=[]))
    db.session.flush()
    return files.burn(burnt, at=at)


def forget_colleagues(addresses: Collection[str], *, at: datetime) -> None:
    """Whoever had a proposal from somebody else: their name and address go, and their link opens nothing."""
    for one in db.session.scalars(sa.select(Colleague).where(Colleague.address.in_(addresses))):
        _nameless(one, at=at)


def _nameless(one: Colleague, *, at: datetime) -> None:
    one.close(at=at)
    one.name, one.address, one.word = NAMELESS, "", ""
    if one.letter is not None:
        one.letter.forget()


def _forget_words(proposal: Proposal, *, at: datetime) -> None:
    """What was asked about its lines and what we answered, and to whom it was passed on."""
    for one in proposal.colleagues:
        _nameless(one, at=at)
    db.session.execute(
        sa.update(Pin).where(Pin.proposal_id == proposal.id).values(about="", answer="")
    )


def _forget_choices(proposal: Proposal) -> list[int]:
    """What was chosen and not agreed to loses its words; its papers, to be burnt."""
    agreed = proposal.acceptance.selection_id if proposal.acceptance else None
    burnt: list[int] = []
    for selection in selections_of(proposal.id):
        if selection.id != agreed:
            burnt += [selection.paper_id] if selection.paper_id else []
            selection.content = {}
    return burnt


def _blank(proposal: Proposal) -> None:
    """Its figures stay, its words go."""
    proposal.title, proposal.understanding, proposal.quote = NAMELESS, {}, {}
    proposal.captions, proposal.content, proposal.render_error = {}, None, ""
    proposal.declined_why, proposal.pages = "", []
    for word in proposal.approvals:
        word.asked_words = word.words = ""
    proposal.stages = [each | {"title": NAMELESS} for each in proposal.stages]
    proposal.payments = [each | {"when": NAMELESS} for each in proposal.payments]
    for section in proposal.sections:
        section.title = NAMELESS
        for line in section.lines:
            line.text = NAMELESS
