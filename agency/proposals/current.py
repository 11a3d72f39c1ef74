"""The document of a proposal as its pages show it, or would if they were made now.

A draft's pages may show another one than it has now although nobody changed the draft: texts of the house,
photographs, the brand and the client's name belong to others.
"""

from dataclasses import replace
from datetime import datetime

from agency.kernel import pictures
from agency.kernel.i18n import in_zone
from agency.people import queries as people
from agency.proposals import drawing, frozen, paper, queries
from agency.proposals.document import Document
from agency.proposals.models import Proposal
from agency.proposals.states import DocumentError


def drawn(proposal: Proposal, at: datetime) -> Document:
    """Its document as it is now, for paper. Raises DocumentError."""
    house = people.agency()
    _together = queries.own_pictures(
        proposal
    )  # held until they are drawn, not asked for one by one
    return drawing.draw(
        proposal,
        house,
        today=in_zone(at, house.zone).date(),
        copies=pictures.copies_of(drawing.pictures_of(proposal)),
        address=_nowhere,
    )


def agreed(proposal: Proposal) -> Document:
    """What was agreed to, as its pages show it; of what was only sent, that. Raises DocumentError."""
    accepted = proposal.acceptance
    content = accepted.selection.content if accepted and accepted.selection else proposal.content
    if not content:
        raise DocumentError("What it showed was not kept when it was sent")
    return frozen.thawed(content, _nowhere)


def with_link(document: Document, link: str | None) -> Document:
    """With this address where its pages say how to accept."""
    return replace(document, accept=replace(document.accept, link=link))


def is_overtaken(proposal: Proposal, revision: int, mark: str, *, at: datetime) -> bool:
    """Whether pages of this revision, with this mark, come after others that are newer: those stay."""
    if proposal.paper is None or proposal.paper_revision is None:
        return False
    if revision != proposal.paper_revision:
        return revision < proposal.paper_revision
    now = paper.mark_of(frozen.frozen(drawn(proposal, at)))
    return proposal.paper.made_of == now != mark


def is_outdated(proposal: Proposal, *, at: datetime) -> bool:
    """Whether its pages are of the draft as it stands, and yet would be others if they were made now."""
    made, house = proposal.paper, people.agency()
    if made is None or made.made_of is None or proposal.paper_revision != proposal.revision:
        return False
    if not proposal.has_current_paper(in_zone(at, house.zone).date()):
        return False
    try:
        return made.made_of != paper.mark_of(frozen.frozen(drawn(proposal, at)))
    except DocumentError:
        return True


def _nowhere(digest: str) -> str:
    return ""
