"""The blueprint that these pages belong to, and which proposal an address names."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.people.at_the_desk import member_here
from agency.proposals import queries
from agency.proposals.models import Proposal
from agency.proposals.screens import Desk

views = Blueprint("proposals", __name__)
Page = str | Response | tuple[str, int]


def proposal_found(id: int) -> Proposal:
    """The proposal of this number, to be read."""
    return queries.proposal(id) or abort(404)


def proposal_held(id: int) -> Proposal:
    """The proposal of this number, to be changed by nobody else meanwhile."""
    return queries.for_writing(id) or abort(404)


def desk_here() -> Desk:
    """Who looks at it, and when."""
    access = member_here().access
    may_write = access is not None and access.includes(Access.manager)
    return Desk(clock.now(), may_write, is_owner=access is Access.owner)
