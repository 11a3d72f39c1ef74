"""Whether the pages of a draft show what they would show if they were made now: its words, and also texts of the
house, photographs, the brand and the client's name, which belong to others than the draft."""

from datetime import datetime

from agency.kernel import pictures
from agency.kernel.i18n import in_zone
from agency.people import queries as people
from agency.proposals import drawing, frozen, paper
from agency.proposals.document import Document
from agency.proposals.models import Proposal
from agency.proposals.states import DocumentError


def drawn(proposal: Proposal, at: datetime) -> Document:
    """Its document as it is now, for paper. Raises DocumentError."""
    house = people.agency()
    return drawing.draw(
        proposal,
        house,
        today=in_zone(at, house.zone).date(),
        copies=pictures.copies_of(drawing.pictures_of(proposal)),
        address=_nowhere,
    )


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
