"""What is found of proposals: their title, what they say they understood, and the lines of their plan."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from agency.kernel.db import db
from agency.kernel.search.sources import Document, Source, Watch
from agency.proposals.models import EstimateLine, EstimateSection, Proposal


def _proposals(ids: Collection[int]) -> Iterable[Document]:
    proposals = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(ids))
        .options(selectinload(Proposal.sections).selectinload(EstimateSection.lines))
    )
    for each in proposals:
        yield Document(
            each.id,
            lead_id=each.lead_id,
            at=each.sent_at,
            names=(each.title,),
            words=words_of(each),
        )


def words_of(proposal: Proposal) -> str:
    """Its words in the order in which they are read."""
    understood = proposal.understanding
    said = [proposal.title, understood.get("lead", ""), *understood.get("paragraphs", ())]
    for section in proposal.sections:
        said += [section.title, *(line.text for line in section.lines)]
    return "\n".join(str(each) for each in said if each)


def _of_sections(ids: Collection[int]) -> sa.Select[int]:
    return sa.select(EstimateSection.proposal_id).where(EstimateSection.id.in_(ids))


PROPOSAL = Source(
    "proposal",
    6,
    Proposal,
    _proposals,
    (
        Watch(Proposal, ("lead_id", "title", "understanding", "sent_at")),
        Watch(EstimateSection, ("title",), lambda one: (one.proposal_id,)),
        Watch(EstimateLine, ("text",), lambda one: (one.section_id,), through=_of_sections),
    ),
)
SOURCES = (PROPOSAL,)
