"""Which versions are compared, and the documents behind them."""

from agency.people import queries as people
from agency.proposals import drawing, queries
from agency.proposals.differences import Differences, differences
from agency.proposals.document import Document
from agency.proposals.frozen import thawed
from agency.proposals.models import Proposal
from agency.proposals.states import DocumentError


def since_last(proposal: Proposal) -> Differences | None:
    """What changed since the version that the client had before; None where they had none, or nothing compares."""
    if proposal.version == 1:
        return None
    last = queries.version_before(proposal)
    return between(last, proposal) if last is not None else None


def between(before: Proposal, after: Proposal) -> Differences | None:
    """What changed from one version to another; None where one has nothing to show, or another currency."""
    old, new = _document(before), _document(after)
    if old is None or new is None or old.currency != new.currency:
        return None
    return differences(old, new)


def _document(proposal: Proposal) -> Document | None:
    """As it was sent, else as it stands."""
    if not proposal.is_draft:
        return thawed(proposal.content, _nowhere) if proposal.content else None
    try:
        return drawing.draw(
            proposal,
            people.agency(),
            today=(proposal.dated_on or proposal.lead.received_at.date()),
            # No picture is looked at: what is there stands for its copies.
            copies=lambda picture, width: picture,
            address=_nowhere,
        )
    except DocumentError:
        return None


def _nowhere(digest: str) -> str:
    return ""
